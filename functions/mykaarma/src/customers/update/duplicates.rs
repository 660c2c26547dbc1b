//! Other customers that look like this one.

use std::collections::BTreeSet;

use shared::id::{CustomerId, TenantId};
use shared::record::index::{self, IndexKind};
use shared::record::{Customer, fold};
use shared::runtime::Api as _;
use shared::store::{Get, Store, StoreError};

use crate::Mykaarma;
use crate::warning::{Warning, WarningCode};

/// The most other customers that are compared. Those with the lowest ids come first.
const MAX_CANDIDATES: u8 = 25;

/// Makes a warning for each other customer of the tenant that shares an e-mail address, a phone
/// number or a VIN with this one. This takes one `Query` for each of these values, and then one
/// read of at most [`MAX_CANDIDATES`] customers.
pub(super) async fn search(
    store: &Store,
    tenant: TenantId,
    customer: &Customer,
) -> Result<Vec<Warning>, StoreError> {
    let mut candidates = BTreeSet::new();
    for entry in index::entries(customer) {
        if is_searched(entry.kind) {
            candidates.extend(store.find(tenant, &entry, MAX_CANDIDATES + 1).await?);
        }
    }
    candidates.remove(&customer.id);
    let gets: Vec<Get<Customer>> = candidates
        .into_iter()
        .take(MAX_CANDIDATES.into())
        .map(|id: CustomerId| Get::customer(tenant, id))
        .collect();
    if gets.is_empty() {
        return Ok(Vec::new());
    }
    let others = store.get_each(&gets).await?;
    Ok(others.iter().flatten().filter_map(|other| warning(customer, other)).collect())
}

const fn is_searched(kind: IndexKind) -> bool {
    match kind {
        IndexKind::Email | IndexKind::Phone | IndexKind::Vin => true,
        IndexKind::Name
        | IndexKind::Key
        | IndexKind::Account
        | IndexKind::Location
        | IndexKind::Parent
        | IndexKind::Dealership
        | IndexKind::ContactPhone
        | IndexKind::Registration
        | IndexKind::Tax
        | IndexKind::Postcode => false,
    }
}

fn warning(customer: &Customer, other: &Customer) -> Option<Warning> {
    let rules = matching_rules(customer, other);
    (!rules.is_empty()).then(|| {
        let message = format!(
            "customer {} has the same {}",
            other.text_id_in(Mykaarma::NAME),
            rules.join(", ")
        );
        Warning::new(WarningCode::DuplicateCustomerFound, message)
    })
}

/// What two customers share. An equal name or key counts only beside an equal e-mail address,
/// phone number or whole VIN, because different people have the same name.
fn matching_rules(a: &Customer, b: &Customer) -> Vec<&'static str> {
    let mut rules = Vec::new();
    if shares(a, b, emails) {
        rules.push("e-mail");
    }
    if shares(a, b, phones) {
        rules.push("phone");
    }
    if shares(a, b, vins) {
        rules.push("VIN");
    }
    if rules.is_empty() {
        return rules;
    }
    if fold::name(&a.name) == fold::name(&b.name) {
        rules.push("name");
    }
    if shares(a, b, keys) {
        rules.push("customerKey");
    }
    rules
}

fn shares(a: &Customer, b: &Customer, values: fn(&Customer) -> BTreeSet<String>) -> bool {
    let mut shared = values(a);
    shared.retain(|value| !value.is_empty());
    !shared.is_disjoint(&values(b))
}

fn emails(customer: &Customer) -> BTreeSet<String> {
    customer.emails.iter().map(|email| fold::email(&email.address)).collect()
}

fn phones(customer: &Customer) -> BTreeSet<String> {
    customer.phones.iter().map(|phone| fold::phone(&phone.number)).collect()
}

fn vins(customer: &Customer) -> BTreeSet<String> {
    customer.vehicles.iter().filter_map(|vehicle| vehicle.vin.as_deref()).map(fold::code).collect()
}

fn keys(customer: &Customer) -> BTreeSet<String> {
    customer.customer_key.as_deref().map(fold::code).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::clock::Timestamp;
    use shared::id::CustomerUuid;
    use shared::record::{Email, Vehicle};
    use uuid::Uuid;

    fn customer(id: u64, name: &str, email: &str) -> Customer {
        let id = CustomerId::try_from(id).unwrap();
        let uuid = CustomerUuid(Uuid::from_u128(u128::from(id.get())));
        let mut customer = Customer::blank(id, uuid, Timestamp::default());
        customer.name = name.to_owned();
        customer.emails = vec![Email { address: email.to_owned(), ..Email::default() }];
        customer
    }

    fn vehicle(vin: &str) -> Vehicle {
        serde_json::from_value(serde_json::json!({ "uuid": Uuid::nil(), "vin": vin })).unwrap()
    }

    #[test]
    fn a_shared_email_matches_whatever_its_case() {
        let a = customer(1, "Ann", "ann@example.com");
        let b = customer(2, "Bob", " ANN@example.com");
        assert_eq!(matching_rules(&a, &b), ["e-mail"]);
        let found = warning(&a, &b).unwrap();
        assert_eq!(found.code, WarningCode::DuplicateCustomerFound);
        assert_eq!(
            found.message,
            "customer 00000000-0000-0000-0000-000000000002 has the same e-mail"
        );
    }

    #[test]
    fn name_and_key_are_named_but_do_not_match_alone() {
        let mut a = customer(1, "Ann Lee", "ann@example.com");
        let mut b = customer(2, "ANN LEE", "lee@example.com");
        a.customer_key = Some("k-1".to_owned());
        b.customer_key = Some("K-1".to_owned());
        assert!(warning(&a, &b).is_none());
        b.emails.clone_from(&a.emails);
        assert_eq!(matching_rules(&a, &b), ["e-mail", "name", "customerKey"]);
    }

    #[test]
    fn empty_values_and_the_end_of_a_vin_do_not_match() {
        let mut a = customer(1, "Ann", "");
        let mut b = customer(2, "Bob", "");
        a.vehicles = vec![vehicle("1M8GDM9AXKP042788")];
        b.vehicles = vec![vehicle("2M8GDM9AXKP042788")];
        assert!(matching_rules(&a, &b).is_empty());
        b.vehicles = vec![vehicle("1m8gdm9axkp042788")];
        assert_eq!(matching_rules(&a, &b), ["VIN"]);
    }
}
