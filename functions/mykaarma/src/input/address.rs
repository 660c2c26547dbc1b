//! `customer.addresses`

use shared::record::AddressKind;
use shared::input::body::Field;
use uuid::Uuid;

use super::{Notes, Object};

/// One address of the list, which replaces all that this API shows of the one it is recognised
/// as: an absent key is as good as null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressInput {
    /// `uuid`: the address it is meant to be, if the customer has it.
    pub uuid: Option<Uuid>,
    /// `line1`
    pub line_1: Option<String>,
    /// `line2`
    pub line_2: Option<String>,
    /// `city`
    pub locality: Option<String>,
    /// `state`
    pub region: Option<String>,
    /// `zip`
    pub postcode: Option<String>,
    /// `country`
    pub country: Option<String>,
    /// `addressType`
    pub address_type: Option<String>,
    /// `type`
    pub kind: AddressKind,
    /// `isPreferred`
    pub is_preferred: bool,
}

pub(super) fn read(addresses: &[Object<'_>], notes: &mut Notes) -> Vec<AddressInput> {
    let mut read: Vec<AddressInput> = Vec::with_capacity(addresses.len());
    for address in addresses {
        let input = read_one(address, notes);
        if input.uuid.is_some() && read.iter().any(|before| before.uuid == input.uuid) {
            notes.problem(&address.path_of("uuid"), "stands in the list twice");
        }
        read.push(input);
    }
    read
}

fn read_one(address: &Object<'_>, notes: &mut Notes) -> AddressInput {
    // Both are for reading; they are only held to their types.
    address.text("updateTS", notes);
    address.flag("isValid", notes);
    AddressInput {
        uuid: given(address.uuid("uuid", notes)),
        line_1: given(address.text("line1", notes)),
        line_2: given(address.text("line2", notes)),
        locality: given(address.text("city", notes)),
        region: given(address.text("state", notes)),
        postcode: given(address.text("zip", notes)),
        country: given(address.text("country", notes)),
        address_type: given(address.text("addressType", notes)),
        kind: given(address.choice(
            "type",
            "must be one of COMMON, PRIMARY, BILLING",
            kind_of_word,
            notes,
        ))
        .unwrap_or(AddressKind::Primary),
        is_preferred: given(address.flag("isPreferred", notes)).unwrap_or(false),
    }
}

fn given<T>(field: Field<T>) -> Option<T> {
    field.written().flatten()
}

fn kind_of_word(word: &str) -> Option<AddressKind> {
    match word {
        "COMMON" => Some(AddressKind::Common),
        "PRIMARY" => Some(AddressKind::Primary),
        "BILLING" => Some(AddressKind::Billing),
        _ => None,
    }
}
