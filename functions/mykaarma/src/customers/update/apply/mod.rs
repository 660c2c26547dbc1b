//! Applying an update to the record.
//!
//! A write that loses a race is applied again to a fresh read. So these functions depend on
//! nothing but the update, the record and the time. They change nothing that the update already
//! finds as it wants it, so a repeated update writes nothing.

mod addresses;
mod names;
mod phones;
mod vehicles;
mod write;

use shared::clock::Timestamp;
use shared::input::Field;
use shared::record::Customer;
use shared::record::settings::{self, ContactHours};
use shared::runtime::Api as _;

use super::input::{ContactHoursInput, CustomerInput, Listed, Update};
use crate::Mykaarma;
use crate::field_error::{FieldError, FieldRule};
use crate::refusal::Refusal;
use write::write;

/// Applies the update to the record, at that time.
pub(super) fn apply(
    update: &Update,
    customer: &mut Customer,
    now: Timestamp,
) -> Result<(), Refusal> {
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
    if input.uuid.is_some_and(|uuid| uuid != customer.text_id_in(Mykaarma::NAME).0) {
        let error = FieldError::new("customer.customerUuid", FieldRule::SameCustomer);
        return Err(vec![error].into());
    }
    write(&input.key, &mut customer.customer_key);
    names::apply(input, customer)?;
    apply_settings(input, &mut customer.mykaarma);
    write(&input.locale, &mut customer.locale);
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

fn apply_settings(input: &CustomerInput, settings: &mut settings::Mykaarma) {
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

#[cfg(test)]
mod tests;
