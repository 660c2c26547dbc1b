//! The body of an update, read whole into typed fields before anything is done with it.
//!
//! Types are strict: a number is not taken for a text. A key that is not there ([`Field::Absent`])
//! keeps what is stored, `null` clears it, a value replaces it. Unknown keys are passed over, as
//! are those that only answers have (`updateTS`, `isValid`).

mod address;
mod customer;
mod emails;
mod phones;
mod reader;
mod vehicle;

pub use address::AddressInput;
pub use customer::{ContactHoursInput, CustomerInput, Locale};
pub use emails::is_email;
pub use reader::{MAX_PROBLEMS, MAX_TEXT, Notes, Object};
pub use vehicle::{GivenVin, VehicleInput};

use shared::input::body::{Document, Field};
use uuid::Uuid;

use crate::error::Problem;
use crate::warning::Warning;

/// At most so many dealers.
const MAX_DEALERS: usize = 100;

/// What becomes of a list that is replaced as a whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Listed<T> {
    /// It stays as it is.
    Keep,
    /// It becomes this one; empty deletes all.
    Replace(Vec<T>),
}

/// An update as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// `requesterUserUUID`: who asked the subscriber for it.
    pub requester: Option<String>,
    /// `dealerUUIDList`: each must be a dealer of the tenant.
    pub dealers: Vec<DealerInput>,
    /// `customer`
    pub customer: Option<CustomerInput>,
    /// `vehicles`
    pub vehicles: Option<Vec<VehicleInput>>,
    /// `searchForDuplicate`
    pub search_for_duplicate: bool,
    /// What was passed over in reading it.
    pub warnings: Vec<Warning>,
}

/// A dealer of the list, with its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealerInput {
    /// `dealerUUIDList[0]`
    pub path: String,
    /// `None`: the text is no UUID, so that no dealer has it.
    pub uuid: Option<Uuid>,
}

impl Update {
    /// Reads it, or says of each bad field what is wrong with it.
    pub fn read(body: &Document) -> Result<Self, Vec<Problem>> {
        let mut notes = Notes::default();
        let body = Object::root(body);
        let validate_vin = flag(&body, "validateVin", &mut notes);
        let update = Self {
            requester: requester(&body, &mut notes),
            dealers: dealers(&body, &mut notes),
            customer: match body.object("customer", &mut notes) {
                Field::Value(customer) => Some(CustomerInput::read(&customer, &mut notes)),
                Field::Null | Field::Absent => None,
            },
            vehicles: vehicle::read(&body, validate_vin, &mut notes),
            search_for_duplicate: flag(&body, "searchForDuplicate", &mut notes),
            warnings: Vec::new(),
        };
        let warnings = notes.finish()?;
        Ok(Self { warnings, ..update })
    }

    /// Whether it has neither `customer` nor `vehicles`; `null` counts as not there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.customer.is_none() && self.vehicles.is_none()
    }
}

fn flag(body: &Object<'_>, name: &str, notes: &mut Notes) -> bool {
    matches!(body.flag(name, notes), Field::Value(true))
}

fn requester(body: &Object<'_>, notes: &mut Notes) -> Option<String> {
    match body.text("requesterUserUUID", notes) {
        Field::Value(text) if !text.trim().is_empty() => Some(text),
        Field::Value(_) | Field::Null | Field::Absent => None,
    }
}

fn dealers(body: &Object<'_>, notes: &mut Notes) -> Vec<DealerInput> {
    let Field::Value(texts) = body.texts("dealerUUIDList", MAX_DEALERS, notes) else {
        return Vec::new();
    };
    let dealer = |(path, text): (String, String)| DealerInput {
        path,
        uuid: Uuid::try_parse(text.trim()).ok(),
    };
    texts.into_iter().map(dealer).collect()
}

#[cfg(test)]
mod tests;
