use super::*;
use shared::record::AddressKind;

fn address(line: &str, zip: &str) -> Value {
    json!({ "line1": line, "zip": zip, "city": "Springfield", "state": "IL", "country": "US" })
}

fn with_addresses(lines: &[(&str, &str)]) -> Customer {
    let mut customer = business();
    let list: Vec<Value> = lines.iter().map(|(line, zip)| address(line, zip)).collect();
    try_update(&mut customer, json!({ "customer": { "addresses": list } }), THEN).unwrap();
    for address in &mut customer.addresses {
        address.line_3 = Some("3rd".to_owned());
        address.latitude = Some(1.5);
        address.is_shipping = true;
    }
    customer
}

/// Broken by clearing what is absent or null, and by making BILLING PRIMARY.
#[test]
fn an_address_that_is_recognised_keeps_what_the_list_does_not_say() {
    let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
    let mut billing = json!({ "uuid": customer.addresses[1].uuid, "type": "BILLING" });
    billing["addressType"] = json!("office");
    update_customer(&mut customer, json!({ "addresses": [billing] }));
    assert_eq!(customer.addresses.len(), 1, "the list replaces the list");
    let before = customer.addresses[0].clone();
    let same = json!({ "uuid": before.uuid, "line1": null, "type": "", "isPreferred": null });
    update_customer(&mut customer, json!({ "addresses": [same] }));
    assert_eq!(customer.addresses.as_slice(), std::slice::from_ref(&before));
    let moved = json!({ "uuid": before.uuid, "line1": "9 Elm St", "zip": "" });
    update_customer(&mut customer, json!({ "addresses": [moved] }));
    let mut expected = Address { line_1: Some("9 Elm St".to_owned()), postcode: None, ..before };
    expected.latitude = None;
    expected.updated_at = NOW;
    assert_eq!(customer.addresses, [expected]);
}

#[test]
fn equal_line1_and_zip_are_the_same_address() {
    let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
    let uuids: Vec<_> = customer.addresses.iter().map(|address| address.uuid).collect();
    let mut first = address("1 Main St", "62701");
    first["city"] = json!("Shelbyville");
    let list = json!([address("3 Pine St", "62703"), address("2 Oak St", "62702"), first]);
    update_customer(&mut customer, json!({ "addresses": list }));
    let found: Vec<_> = customer.addresses.iter().map(|address| address.uuid).collect();
    assert_eq!(found[1..], [uuids[1], uuids[0]]);
    assert!(!uuids.contains(&found[0]), "a new one");
    let times: Vec<_> = customer.addresses.iter().map(|address| address.updated_at).collect();
    assert_eq!(times, [NOW, THEN, NOW], "the one that did not change keeps its time");
}

#[test]
fn one_address_on_each_side_is_the_same() {
    let mut customer = with_addresses(&[("1 Main St", "62701")]);
    let before = customer.addresses[0].clone();
    update_customer(&mut customer, json!({ "addresses": [address("2 Oak St", "62702")] }));
    assert_eq!(customer.addresses[0].uuid, before.uuid);
    assert_eq!(customer.addresses[0].line_3, before.line_3);
    let two = json!([address("3 Pine St", "1"), { "uuid": "string", "line1": "4 Fir St" }]);
    update_customer(&mut customer, json!({ "addresses": two }));
    assert!(customer.addresses.iter().all(|address| address.uuid != before.uuid));
}

#[test]
fn addresses_without_line1_and_zip_match_by_all_their_values() {
    let mut customer = business();
    let cities = json!([{ "city": "Springfield" }, { "city": "Shelbyville" }]);
    update_customer(&mut customer, json!({ "addresses": cities }));
    assert_eq!(customer.addresses.len(), 2);
}

#[test]
fn an_address_that_ends_up_empty_is_removed() {
    let mut customer = business();
    update_customer(&mut customer, json!({ "addresses": [{ "type": "BILLING" }] }));
    assert_eq!(customer.addresses, []);
    let mut customer = with_addresses(&[("1 Main St", "62701")]);
    let cleared = json!({ "line1": "", "zip": "", "city": "", "state": "", "country": "" });
    update_customer(&mut customer, json!({ "addresses": [cleared] }));
    assert_eq!(customer.addresses[0].line_1, None);
    assert_eq!(customer.addresses[0].line_3.as_deref(), Some("3rd"), "not shown, so kept");
    update_customer(&mut customer, json!({ "addresses": [] }));
    assert_eq!(customer.addresses, []);
}

#[test]
fn inactive_addresses_stay() {
    let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
    customer.addresses[0].is_active = false;
    let (before, inactive) = (customer.clone(), customer.addresses[0].clone());
    let shown = json!([{ "uuid": customer.addresses[1].uuid }]);
    update_customer(&mut customer, json!({ "addresses": shown }));
    assert_eq!(customer, before, "they stay where they are");
    update_customer(&mut customer, json!({ "addresses": [] }));
    assert_eq!(customer.addresses, [inactive]);
    let twenty: Vec<Value> = (0..20).map(|n| address(&format!("{n}"), "1")).collect();
    assert_eq!(
        refused(&mut customer, json!({ "addresses": twenty })),
        [
            "customer.addresses must have at most 20 entries, including the stored inactive addresses"
        ]
    );
}

#[test]
fn billing_is_both_a_kind_and_a_mark() {
    let mut customer = with_addresses(&[("1 Main St", "62701")]);
    let of_kind = |kind: &str| json!({ "addresses": [{ "line1": "1 Main St", "type": kind }] });
    let mark = |customer: &Customer| {
        let address: &Address = &customer.addresses[0];
        (address.kind, address.is_billing)
    };
    update_customer(&mut customer, of_kind("BILLING"));
    assert_eq!(mark(&customer), (AddressKind::Billing, true));
    update_customer(&mut customer, of_kind("COMMON"));
    assert_eq!(mark(&customer), (AddressKind::Common, false));
    customer.addresses[0].is_billing = true;
    update_customer(&mut customer, of_kind("PRIMARY"));
    assert_eq!(mark(&customer), (AddressKind::Primary, true), "another API's mark stays");
}
