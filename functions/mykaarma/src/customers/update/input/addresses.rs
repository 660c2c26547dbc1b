//! `customer.addresses`

use shared::record::AddressKind;

use super::reader::{Notes, Object};
use crate::field_error::FieldRule;

const KINDS: &[(&str, AddressKind)] = &[
    ("COMMON", AddressKind::Common),
    ("PRIMARY", AddressKind::Primary),
    ("BILLING", AddressKind::Billing),
];

/// One address of the list. What is `None` was absent or null and stays as it is.
#[derive(Debug)]
pub(crate) struct AddressInput {
    /// `uuid`: which stored address it is, if the customer has it.
    pub uuid: Option<String>,
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
    pub kind: Option<AddressKind>,
    /// `isPreferred`
    pub is_preferred: Option<bool>,
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
        uuid: address.id("uuid", notes),
        line_1: address.text("line1", notes),
        line_2: address.text("line2", notes),
        locality: address.text("city", notes),
        region: address.text("state", notes),
        postcode: address.text("zip", notes),
        country: address.text("country", notes),
        address_type: address.text("addressType", notes),
        kind: address.choice("type", KINDS, notes),
        is_preferred: address.flag("isPreferred", notes),
    }
}
