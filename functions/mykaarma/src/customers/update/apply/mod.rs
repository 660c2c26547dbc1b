//! Applying an update to the record.
//!
//! A write that loses a race is applied again to a fresh read. So these functions depend on
//! nothing but the update, the record and the time. They change nothing that the update already
//! finds as it wants it, so a repeated update writes nothing.

mod addresses;
mod emails;
mod lists;
mod names;
mod phones;
mod vehicles;
mod write;

use shared::clock::Timestamp;
use shared::record::Customer;
use shared::record::settings::{self, ContactHours};
use shared::runtime::Api as _;
use uuid::Uuid;

use super::input::{CustomerInput, Update};
use crate::Mykaarma;
use crate::field_error::{FieldError, FieldRule};
use crate::refusal::Refusal;
use crate::view;
use crate::warning::Warning;

/// Applies the update to the record, at that time. Returns the warnings: those of the update, and
/// what was left out because nothing like it is stored.
pub(super) fn apply(
    update: &Update,
    customer: &mut Customer,
    now: Timestamp,
) -> Result<Vec<Warning>, Refusal> {
    let mut warnings = Vec::new();
    if let Some(input) = &update.customer {
        apply_customer(input, customer, now, &mut warnings)?;
    }
    if let Some(vehicles) = &update.vehicles {
        vehicles::apply(vehicles, customer)?;
    }
    warnings.extend_from_slice(&update.warnings);
    Ok(warnings)
}

fn apply_customer(
    input: &CustomerInput,
    customer: &mut Customer,
    now: Timestamp,
    warnings: &mut Vec<Warning>,
) -> Result<(), Refusal> {
    if let Some(uuid) = &input.uuid
        && Uuid::try_parse(uuid).ok() != Some(customer.text_id_in(Mykaarma::NAME).0)
    {
        let error = FieldError::new("customer.customerUuid", FieldRule::SameCustomer);
        return Err(vec![error].into());
    }
    write::text(&input.key, &mut customer.customer_key);
    names::apply(input, customer)?;
    apply_settings(input, &mut customer.mykaarma);
    // One that is shown stays in the spelling in which another API stored it.
    if input.locale.is_some() && input.locale != view::locale(customer) {
        customer.locale = input.locale.map(str::to_owned);
    }
    if let Some(list) = &input.emails
        && let Some(emails) = emails::replaced(list, &customer.emails, warnings)
    {
        customer.emails = emails;
    }
    if let Some(list) = &input.phones
        && let Some(phones) = phones::replaced(list, &customer.phones, warnings)?
    {
        customer.phones = phones;
    }
    if let Some(list) = &input.addresses {
        addresses::replace(list, customer, now)?;
    }
    Ok(())
}

fn apply_settings(input: &CustomerInput, settings: &mut settings::Mykaarma) {
    if let Some(given) = &input.hours {
        let stored = settings.best_time_to_contact.clone().unwrap_or_default();
        let mut hours = stored.clone();
        write::text(&given.start, &mut hours.start);
        write::text(&given.end, &mut hours.end);
        if hours != stored {
            settings.best_time_to_contact = (hours != ContactHours::default()).then_some(hours);
        }
    }
    write::value(input.preferred_communication, &mut settings.preferred_communication);
}

#[cfg(test)]
mod tests;
