//! A business or a person, and the name that every API shows.

use shared::record::{Customer, MAX_NAME};
use shared::input::body::Field;

use super::write;
use crate::error::Problem;
use crate::input::CustomerInput;

/// Writes company, first and last name and which of them names the customer. An update of none
/// of them leaves the name as another API may have written it, and is not held to their rules.
pub(super) fn apply(input: &CustomerInput, customer: &mut Customer) -> Result<(), Vec<Problem>> {
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

/// What a customer is that nobody called either.
fn looks_like_a_business(customer: &Customer) -> bool {
    let given = |name: &Option<String>| filled(name).is_some();
    given(&customer.company) && !given(&customer.first_name) && !given(&customer.last_name)
}

fn name(customer: &Customer) -> Result<String, Vec<Problem>> {
    let (name, path) = if customer.is_business {
        (required(&[("customer.company", &customer.company)], "a business")?, "customer.company")
    } else {
        let names = [
            ("customer.firstName", &customer.first_name),
            ("customer.lastName", &customer.last_name),
        ];
        (required(&names, "a person")?, "customer.lastName")
    };
    if name.chars().count() > MAX_NAME {
        return Err(vec![Problem::new(path, "makes a name of more than 255 characters")]);
    }
    Ok(name)
}

/// The names put together, or a problem for each that is missing.
fn required(names: &[(&str, &Option<String>)], of: &str) -> Result<String, Vec<Problem>> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for (path, name) in names {
        match filled(name) {
            Some(name) => found.push(name),
            None => missing.push(Problem::new(path, &format!("is required of {of}"))),
        }
    }
    if missing.is_empty() { Ok(found.join(" ")) } else { Err(missing) }
}

fn filled(name: &Option<String>) -> Option<&str> {
    name.as_deref().filter(|name| !name.trim().is_empty())
}
