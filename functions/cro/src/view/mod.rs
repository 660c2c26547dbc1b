//! How the API shows a customer. Every key is always there, in alphabetical order.

mod address;
mod contact;
mod location;

pub use address::CustomerAddressModel;
pub use contact::CustomerContactModel;
pub use location::DispatchCustomerSettingsModel;

use serde::Serialize;

use shared::id::CustomerId;
use shared::record::Customer;
use shared::runtime::Api as _;

use crate::Cro;
use crate::visibility::Visibility;

/// The most characters of a name that the API documents.
const MAX_NAME: usize = 64;

/// A customer.
#[derive(Debug, Serialize)]
pub struct CustomerModel<'a> {
    addresses: Vec<CustomerAddressModel<'a>>,
    contacts: Vec<CustomerContactModel<'a>>,
    created_on: String,
    id: CustomerId,
    last_updated_on: String,
    locations: Vec<DispatchCustomerSettingsModel<'a>>,
    name: &'a str,
    parent_id: Option<CustomerId>,
}

impl<'a> CustomerModel<'a> {
    /// Shows as much of a record as the caller can see. Addresses of nothing but empty texts, which
    /// an API with a single address may store, are left out.
    pub(crate) fn of(customer: &'a Customer, visibility: &Visibility) -> Self {
        let id = customer.id_in(Cro::NAME);
        let location = |location| DispatchCustomerSettingsModel::of(id, location);
        let addresses = customer.addresses.iter().filter(|address| !address.is_blank());
        Self {
            addresses: addresses.map(CustomerAddressModel::of).collect(),
            contacts: customer.contacts.iter().map(CustomerContactModel::of).collect(),
            created_on: customer.created_at.naive_micros(),
            id,
            last_updated_on: customer.updated_at.naive_micros(),
            locations: visibility.locations(customer).map(location).collect(),
            name: shown_name(&customer.name),
            parent_id: customer.parent_id_in(Cro::NAME),
        }
    }
}

/// The name as far as the API documents it: another API may have given it more characters.
fn shown_name(name: &str) -> &str {
    name.char_indices().nth(MAX_NAME).map_or(name, |(end, _)| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_country_is_not_shown() {
        let record = serde_json::json!({
            "id": 1, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1,
            "created_at": 0, "updated_at": 0, "name": "n", "is_business": true, "active": true,
            "addresses": [{"id": 2, "uuid": "01890a5d-ac96-774b-bcce-b302099a8058",
                "country": "Atlantis", "is_active": false, "updated_at": 0}]
        });
        let customer: Customer = serde_json::from_value(record).unwrap();
        let shown = CustomerModel::of(&customer, &Visibility::WHOLE);
        let shown = serde_json::to_value(shown).unwrap();
        let address = &shown["addresses"][0];
        assert!(address["country"].is_null() && address["is_active"] == false, "{shown}");
    }

    /// Broken by showing every address.
    #[test]
    fn an_address_of_empty_texts_is_not_shown() {
        let record = serde_json::json!({
            "id": 1, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1,
            "created_at": 0, "updated_at": 0, "name": "n", "is_business": true, "active": true,
            "addresses": [
                {"id": 2, "uuid": "01890a5d-ac96-774b-bcce-b302099a8058", "is_active": true,
                    "updated_at": 0, "line_1": "", "line_2": "", "postcode": "", "country": ""},
                {"id": 3, "uuid": "01890a5d-ac96-774b-bcce-b302099a8059", "is_active": true,
                    "updated_at": 0, "line_1": "", "line_4": "x"}
            ]
        });
        let customer: Customer = serde_json::from_value(record).unwrap();
        let shown = CustomerModel::of(&customer, &Visibility::WHOLE);
        let shown = serde_json::to_value(shown).unwrap();
        assert_eq!(shown["addresses"].as_array().unwrap().len(), 1, "{shown}");
        assert_eq!(shown["addresses"][0]["id"], 3);
    }

    /// Broken by cutting after 64 bytes.
    #[test]
    fn a_name_is_cut_after_64_characters() {
        let longest = "é".repeat(64);
        for (name, shown) in [("n", "n"), (&longest, &longest), (&format!("{longest}e"), &longest)]
        {
            assert_eq!(shown_name(name), shown);
        }
    }
}
