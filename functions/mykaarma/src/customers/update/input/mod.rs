//! The body of an update, read whole into typed fields before anything is done with it.
//!
//! Types are strict: a number is not taken for a text. An absent key ([`Field::Absent`]) keeps
//! what is stored, `null` clears it, and a value replaces it. Unknown keys are ignored. So are the
//! keys that only answers have (`updateTS`, `isValid`), but for their types.

mod addresses;
mod customer;
mod emails;
mod list;
mod phones;
mod reader;
mod vehicles;
mod vin;

pub(super) use addresses::AddressInput;
pub(super) use customer::{ContactHoursInput, CustomerInput};
pub(super) use list::Listed;
pub(super) use vehicles::{GivenVin, VehicleInput};

use shared::input::{Document, Field};
use uuid::Uuid;

use crate::field_error::FieldError;
use crate::warning::Warning;
use reader::{Notes, Object, given};

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
    /// What the reader left out.
    pub warnings: Vec<Warning>,
}

/// An entry of `dealerUUIDList`.
#[derive(Debug)]
pub(super) struct DealerInput {
    /// `dealerUUIDList[0]`
    pub path: String,
    /// `None`: the text is not a UUID, so it names no dealer.
    pub uuid: Option<Uuid>,
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
            customer: match body.object("customer", &mut notes) {
                Field::Value(customer) => Some(customer::read(&customer, &mut notes)),
                Field::Null | Field::Absent => None,
            },
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
    body.flag(name, notes) == Field::Value(true)
}

fn requester(body: &Object<'_>, notes: &mut Notes) -> Option<String> {
    let text = given(body.text("requesterUserUUID", notes));
    text.filter(|text| !text.trim().is_empty())
}

fn dealers(body: &Object<'_>, notes: &mut Notes) -> Vec<DealerInput> {
    let texts = given(body.texts("dealerUUIDList", MAX_DEALERS, notes));
    let dealer = |(path, text): (String, String)| DealerInput {
        path,
        uuid: Uuid::try_parse(text.trim()).ok(),
    };
    texts.unwrap_or_default().into_iter().map(dealer).collect()
}

#[cfg(test)]
mod tests;
