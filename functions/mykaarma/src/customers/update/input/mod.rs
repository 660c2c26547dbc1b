//! The body of an update, read whole into typed fields before anything is done with it.
//!
//! An absent key and `null` keep what is stored, an empty text clears it, and a value replaces it.
//! Only the lists of e-mail addresses and phone numbers are deleted by `null`. A number is taken
//! for a text, and `"true"` and `"false"` for booleans. An empty text is no id and no word of a
//! list of words: it counts as absent. Unknown keys are ignored. So are the keys that only answers
//! have (`updateTS`, `isValid`), but for their types.

mod addresses;
mod customer;
mod emails;
mod phones;
mod reader;
mod vehicles;
mod vin;

pub(super) use addresses::AddressInput;
pub(super) use customer::CustomerInput;
pub(super) use emails::EmailInput;
pub(super) use phones::PhoneInput;
pub(super) use vehicles::{GivenVin, VehicleInput};

use shared::input::Document;

use crate::field_error::{FieldError, FieldRule};
use crate::warning::Warning;
use reader::{Notes, Object};

/// The most dealers of a request.
const MAX_DEALERS: usize = 100;

/// An update as it was asked for.
#[derive(Debug)]
pub(super) struct Update {
    /// `requesterUserUUID`: who asked the subscriber for the update.
    pub requester: Option<String>,
    /// `dealerUUIDList`: each must be a dealer of the tenant.
    pub dealers: Vec<DealerInput>,
    /// `customer`
    pub customer: Option<CustomerInput>,
    /// `vehicles`
    pub vehicles: Option<Vec<VehicleInput>>,
    /// `searchForDuplicate`
    pub search_for_duplicate: bool,
    /// The VINs that were left out.
    pub warnings: Vec<Warning>,
}

/// An entry of `dealerUUIDList`.
#[derive(Debug)]
pub(super) struct DealerInput {
    /// `dealerUUIDList[0]`
    pub path: String,
    /// As written.
    pub id: String,
}

impl Update {
    /// Reads a body, or returns an error for each bad field.
    pub fn read(body: &Document) -> Result<Self, Vec<FieldError>> {
        let mut notes = Notes::default();
        let body = Object::root(body);
        let validate_vin = is_set(&body, "validateVin", &mut notes);
        Ok(Self {
            requester: requester(&body, &mut notes),
            dealers: dealers(&body, &mut notes),
            customer: body
                .object("customer", &mut notes)
                .map(|customer| customer::read(&customer, &mut notes)),
            vehicles: vehicles::read(&body, validate_vin, &mut notes),
            search_for_duplicate: is_set(&body, "searchForDuplicate", &mut notes),
            warnings: notes.finish()?,
        })
    }

    /// Whether the body has neither `customer` nor `vehicles`. `null` counts as absent.
    pub const fn is_empty(&self) -> bool {
        self.customer.is_none() && self.vehicles.is_none()
    }
}

fn is_set(body: &Object<'_>, name: &str, notes: &mut Notes) -> bool {
    body.flag(name, notes) == Some(true)
}

/// It is kept in the change history, where people read it, so it must be printable.
fn requester(body: &Object<'_>, notes: &mut Notes) -> Option<String> {
    const NAME: &str = "requesterUserUUID";
    let is_printable = |c: char| c.is_alphanumeric() || c.is_ascii_punctuation() || c == ' ';
    let text = body.id(NAME, notes)?;
    if !text.chars().all(is_printable) {
        notes.error(NAME.to_owned(), FieldRule::Printable);
    }
    Some(text).filter(|text| !text.trim().is_empty())
}

fn dealers(body: &Object<'_>, notes: &mut Notes) -> Vec<DealerInput> {
    let texts = body.texts("dealerUUIDList", MAX_DEALERS, notes).unwrap_or_default();
    let given = texts.into_iter().filter(|(_, id)| !id.is_empty());
    given.map(|(path, id)| DealerInput { path, id }).collect()
}

#[cfg(test)]
mod tests;
