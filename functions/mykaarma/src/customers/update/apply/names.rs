//! A business or a person, and the name that every API shows.

use shared::input::Field;
use shared::input::fields::within;
use shared::record::{Customer, MAX_NAME};

use super::write::write;
use crate::customers::update::input::CustomerInput;
use crate::field_error::{FieldError, FieldRule};

/// Writes the company and the first and last name, and makes the customer's name of them. An
/// update without any of them keeps the name that another API may have written, and does not
/// check it.
pub(super) fn apply(input: &CustomerInput, customer: &mut Customer) -> Result<(), Vec<FieldError>> {
    let names = [&input.company, &input.first_name, &input.last_name];
    let untouched = names.iter().all(|name| **name == Field::Absent);
    if untouched && input.is_business == Field::Absent {
        return Ok(());
    }
    write(&input.company, &mut customer.company);
    write(&input.first_name, &mut customer.first_name);
    write(&input.last_name, &mut customer.last_name);
    match input.is_business {
        Field::Absent => {}
        Field::Null => customer.is_business = looks_like_a_business(customer),
        Field::Value(is_business) => customer.is_business = is_business,
    }
    customer.name = name(customer)?;
    Ok(())
}

/// What a customer is if nobody said so.
fn looks_like_a_business(customer: &Customer) -> bool {
    let given = |name: &Option<String>| filled(name).is_some();
    given(&customer.company) && !given(&customer.first_name) && !given(&customer.last_name)
}

fn name(customer: &Customer) -> Result<String, Vec<FieldError>> {
    let (name, path) = if customer.is_business {
        (required(&[("customer.company", &customer.company)], "a business")?, "customer.company")
    } else {
        let names = [
            ("customer.firstName", &customer.first_name),
            ("customer.lastName", &customer.last_name),
        ];
        (required(&names, "a person")?, "customer.lastName")
    };
    if within(&name, MAX_NAME).is_err() {
        return Err(vec![FieldError::new(path, FieldRule::NameAtMost(MAX_NAME))]);
    }
    Ok(name)
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
