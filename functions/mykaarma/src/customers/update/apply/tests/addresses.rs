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

#[test]
fn a_known_uuid_keeps_ids_and_what_is_not_shown() {
    let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
    let before = customer.addresses[1].clone();
    let moved = json!({ "uuid": before.uuid, "line1": "9 Elm St", "type": "COMMON" });
    update_customer(&mut customer, json!({ "addresses": [moved] }));
    let after = &customer.addresses[0];
    assert_eq!(customer.addresses.len(), 1, "the list replaces the list");
    assert_eq!((after.id, after.uuid), (before.id, before.uuid));
    assert_eq!(after.line_1.as_deref(), Some("9 Elm St"));
    assert_eq!(after.postcode, None, "what this API shows is replaced as a whole");
    assert_eq!(after.line_3, before.line_3);
    assert_eq!(after.latitude, before.latitude);
    assert!(after.is_shipping);
    assert_eq!(after.updated_at, NOW);
}

#[test]
fn equal_line1_and_zip_are_the_same_address() {
    let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
    let ids: Vec<_> = customer.addresses.iter().map(|address| address.id).collect();
    let mut first = address("1 Main St", "62701");
    first["city"] = json!("Shelbyville");
    let list = json!([address("3 Pine St", "62703"), address("2 Oak St", "62702"), first]);
    update_customer(&mut customer, json!({ "addresses": list }));
    let found: Vec<_> = customer.addresses.iter().map(|address| address.id).collect();
    assert_eq!(found[1..], [ids[1], ids[0]]);
    assert_eq!(found[0].get(), (7 << 16) + 3, "a new one");
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
    let two = json!([address("3 Pine St", "1"), address("4 Fir St", "1")]);
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
    update_customer(&mut customer, json!({ "addresses": [{}] }));
    assert_eq!(customer.addresses[0].line_1, None);
    assert_eq!(customer.addresses[0].line_3.as_deref(), Some("3rd"), "not shown, so kept");
    update_customer(&mut customer, json!({ "addresses": null }));
    assert_eq!(customer.addresses, []);
}

#[test]
fn inactive_addresses_stay() {
    let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
    customer.addresses[0].is_active = false;
    let inactive = customer.addresses[0].clone();
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
