//! `customer.addresses`

use shared::record::AddressKind;
use uuid::Uuid;

use super::reader::{Notes, Object, given};
use crate::field_error::FieldRule;

const KINDS: &[(&str, AddressKind)] = &[
    ("COMMON", AddressKind::Common),
    ("PRIMARY", AddressKind::Primary),
    ("BILLING", AddressKind::Billing),
];

/// One address of the list. It replaces all that this API shows of the stored address that it
/// matches. An absent key means null.
#[derive(Debug)]
pub(crate) struct AddressInput {
    /// `uuid`: which stored address it is, if the customer has it.
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
            notes.error(address.path_of("uuid"), FieldRule::Unique);
        }
        read.push(input);
    }
    read
}

fn read_one(address: &Object<'_>, notes: &mut Notes) -> AddressInput {
    // Only answers have these two. Their types are checked and their values are ignored.
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
        kind: given(address.choice("type", KINDS, notes)).unwrap_or(AddressKind::Primary),
        is_preferred: given(address.flag("isPreferred", notes)).unwrap_or(false),
    }
}
