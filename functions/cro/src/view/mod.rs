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

/// A customer. Its whole name is shown, even if another API gave it more than this API's 64
/// characters.
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
    /// Shows a record.
    #[must_use]
    pub fn of(customer: &'a Customer) -> Self {
        let location = |location| DispatchCustomerSettingsModel::of(customer.id, location);
        Self {
            addresses: customer.addresses.iter().map(CustomerAddressModel::of).collect(),
            contacts: customer.contacts.iter().map(CustomerContactModel::of).collect(),
            created_on: customer.created_at.naive_micros(),
            id: customer.id,
            last_updated_on: customer.updated_at.naive_micros(),
            locations: customer.locations.iter().map(location).collect(),
            name: &customer.name,
            parent_id: customer.parent_id,
        }
    }
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
        let shown = serde_json::to_value(CustomerModel::of(&customer)).unwrap();
        let address = &shown["addresses"][0];
        assert!(address["country"].is_null() && address["is_active"] == false, "{shown}");
    }
}
