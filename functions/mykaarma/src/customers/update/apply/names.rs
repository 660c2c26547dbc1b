//! A business or a person, and the name that every API shows.

use shared::input::fields::within;
use shared::record::{Customer, MAX_NAME};

use super::write;
use crate::customers::update::input::CustomerInput;
use crate::field_error::{FieldError, FieldRule};
use crate::view;

/// What the names of a customer are made of, as this API shows it.
#[derive(Clone, PartialEq)]
struct Names {
    is_business: bool,
    company: Option<String>,
    first: Option<String>,
    last: Option<String>,
}

/// Writes them, and makes the customer's name of them. If the update changes none of them, the
/// name that another API may have written stays and is not checked.
///
/// A customer that was never said to be a business or a person becomes a person when the update
/// gives it both a first and a last name.
pub(super) fn apply(input: &CustomerInput, customer: &mut Customer) -> Result<(), Vec<FieldError>> {
    let shown = Names {
        is_business: customer.is_business,
        company: view::company(customer).map(str::to_owned),
        first: customer.first_name.clone(),
        last: customer.last_name.clone(),
    };
    let mut names = shown.clone();
    write::text(&input.company, &mut names.company);
    write::text(&input.first_name, &mut names.first);
    write::text(&input.last_name, &mut names.last);
    let is_named = filled(&input.first_name).is_some() && filled(&input.last_name).is_some();
    let is_renamed = (&names.first, &names.last) != (&shown.first, &shown.last);
    let becomes_a_person = view::kind_is_unsaid(customer) && is_named && is_renamed;
    names.is_business = input.is_business.unwrap_or(shown.is_business && !becomes_a_person);
    if names == shown {
        return Ok(());
    }
    customer.name = names.name()?;
    if names.company != shown.company {
        // What is only shown as a company is not stored as one.
        customer.company = names.company;
    }
    customer.is_business = names.is_business;
    (customer.first_name, customer.last_name) = (names.first, names.last);
    Ok(())
}

impl Names {
    fn name(&self) -> Result<String, Vec<FieldError>> {
        let (name, path) = if self.is_business {
            (required(&[("customer.company", &self.company)], "a business")?, "customer.company")
        } else {
            let names = [("customer.firstName", &self.first), ("customer.lastName", &self.last)];
            (required(&names, "a person")?, "customer.lastName")
        };
        if within(&name, MAX_NAME).is_err() {
            return Err(vec![FieldError::new(path, FieldRule::NameAtMost(MAX_NAME))]);
        }
        Ok(name)
    }
}

/// The names joined with a space, or an error for each that is missing.
fn required(
    names: &[(&str, &Option<String>)],
    kind: &'static str,
) -> Result<String, Vec<FieldError>> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for (path, name) in names {
        match filled(name) {
            Some(name) => found.push(name),
            None => missing.push(FieldError::new(*path, FieldRule::RequiredFor(kind))),
        }
    }
    if missing.is_empty() { Ok(found.join(" ")) } else { Err(missing) }
}

fn filled(name: &Option<String>) -> Option<&str> {
    name.as_deref().filter(|name| !name.trim().is_empty())
}
