//! Applying an update to the record.
//!
//! A write that loses a race is applied again to a fresh read: these functions look at nothing
//! but the update, the record and the time they are given, and change nothing that the update
//! leaves as it is, so that a repeated update writes nothing.

mod addresses;
mod names;
mod phones;
mod vehicles;

use shared::clock::Timestamp;
use shared::record::Customer;
use shared::record::settings::{ContactHours, Mykaarma};
use shared::input::body::Field;

use crate::error::{Problem, Refusal};
use crate::input::{ContactHoursInput, CustomerInput, Listed, Update};

/// Applies the update to the record, at that time.
pub fn apply(update: &Update, customer: &mut Customer, now: Timestamp) -> Result<(), Refusal> {
    if let Some(input) = &update.customer {
        apply_customer(input, customer, now)?;
    }
    if let Some(vehicles) = &update.vehicles {
        vehicles::apply(vehicles, customer)?;
    }
    Ok(())
}

fn apply_customer(
    input: &CustomerInput,
    customer: &mut Customer,
    now: Timestamp,
) -> Result<(), Refusal> {
    if input.uuid.is_some_and(|uuid| uuid != customer.uuid.0) {
        let problem = Problem::new("customer.customerUuid", "is not that of the customerID");
        return Err(vec![problem].into());
    }
    write(&input.key, &mut customer.customer_key);
    names::apply(input, customer)?;
    apply_settings(input, &mut customer.mykaarma);
    write(&input.locale.map(|locale| locale.as_str().to_owned()), &mut customer.locale);
    if let Listed::Replace(emails) = &input.emails {
        customer.emails.clone_from(emails);
    }
    if let Listed::Replace(phones) = &input.phones {
        phones::replace(phones, customer)?;
    }
    if let Listed::Replace(addresses) = &input.addresses {
        addresses::replace(addresses, customer, now)?;
    }
    Ok(())
}

fn apply_settings(input: &CustomerInput, settings: &mut Mykaarma) {
    match &input.hours {
        Field::Absent => {}
        Field::Null => settings.best_time_to_contact = None,
        Field::Value(ContactHoursInput { start, end }) => {
            let mut hours = settings.best_time_to_contact.take().unwrap_or_default();
            write(start, &mut hours.start);
            write(end, &mut hours.end);
            settings.best_time_to_contact = (hours != ContactHours::default()).then_some(hours);
        }
    }
    write(&input.preferred_communication, &mut settings.preferred_communication);
}

/// Absent keeps, null clears, a value replaces.
fn write<T: Clone>(field: &Field<T>, stored: &mut Option<T>) {
    match field {
        Field::Absent => {}
        Field::Null => *stored = None,
        Field::Value(value) => *stored = Some(value.clone()),
    }
}

#[cfg(test)]
mod tests;
