use serde_json::Value;
use shared::clock::Timestamp;
use shared::id::CustomerUuid;
use shared::record::AddressField;

use super::*;

/// The customer of the reference document's answers, as it prints it.
const REFERENCE: &str = r#"{
    "id": 2556,
    "dealership_id": 1262,
    "company": "Smart-E",
    "address": "Mansa Ram Park",
    "address2": "Uttam Nagar",
    "address3": "",
    "county": "New Delhi",
    "postcode": "110059",
    "country": "IN",
    "timezone": "Asia/Kolkata",
    "primary_phone": "+918800441179",
    "fax": "",
    "email": "goldiegold@gmail.com",
    "description": "",
    "texts": 355,
    "new_user_notify": 1,
    "new_driver_notify": 1,
    "show_map_speed": true,
    "gsense": 0,
    "invoiced_monthly": 0
}"#;

fn now() -> Timestamp {
    Timestamp::from_secs(1_700_000_000)
}

fn blank() -> Customer {
    let uuid = CustomerUuid(uuid::Uuid::from_u128(1));
    let mut customer = Customer::blank(CustomerId::try_from(2556).unwrap(), uuid, now());
    customer.set_name("Smart-E".to_owned());
    customer
}

fn with_address(mut customer: Customer, fields: &[(AddressField, &str)]) -> Customer {
    let texts = fields.iter().map(|(field, text)| (*field, Some((*text).to_owned())));
    customer.set_address(texts, now()).unwrap();
    customer
}

fn shown(customer: &Customer) -> Value {
    serde_json::to_value(CustomerView::of(customer)).unwrap()
}

/// The text without the spaces that JSON does not need. None of its strings has a line break.
fn compact(pretty: &str) -> String {
    pretty.lines().map(str::trim).collect::<String>().replace("\": ", "\":")
}

#[test]
fn the_customer_of_the_reference_is_shown_key_by_key_in_order() {
    let mut customer = with_address(
        blank(),
        &[
            (AddressField::Line1, "Mansa Ram Park"),
            (AddressField::Line2, "Uttam Nagar"),
            (AddressField::Line3, ""),
            (AddressField::Region, "New Delhi"),
            (AddressField::Postcode, "110059"),
            (AddressField::Country, "IN"),
        ],
    );
    customer.timezone = Some("Asia/Kolkata".to_owned());
    customer.set_phone(PhoneKind::Main, Some("+918800441179".to_owned()));
    customer.set_phone(PhoneKind::Fax, Some(String::new()));
    customer.set_email(Some("goldiegold@gmail.com".to_owned()));
    customer.notes = Some(String::new());
    customer.fleet.dealership_id = Some(1262);
    customer.fleet.texts = Some(355);
    customer.fleet.new_user_notify = Some(true);
    customer.fleet.new_driver_notify = Some(true);
    customer.fleet.show_map_speed = Some(true);
    customer.fleet.gsense = Some(false);
    customer.fleet.invoiced_monthly = Some(false);
    let shown = serde_json::to_string(&CustomerView::of(&customer)).unwrap();
    assert_eq!(shown, compact(REFERENCE));
}

#[test]
fn a_customer_made_through_another_api_shows_null_for_what_was_never_set() {
    let shown = shown(&blank());
    let shown = shown.as_object().unwrap();
    assert_eq!(shown.len(), 20);
    for (key, value) in shown {
        match key.as_str() {
            "id" => assert_eq!(value, 2556),
            "company" => assert_eq!(value, "Smart-E"),
            "show_map_speed" => assert_eq!(value, false),
            _ => assert!(value.is_null(), "{key} is {value}"),
        }
    }
}

#[test]
fn a_country_is_shown_by_its_code_or_else_as_written() {
    for (written, expected) in
        [("India", "IN"), ("ind", "IN"), ("in", "IN"), ("Atlantis", "Atlantis"), ("", "")]
    {
        let customer = with_address(blank(), &[(AddressField::Country, written)]);
        assert_eq!(shown(&customer)["country"], expected, "{written}");
    }
}

#[test]
fn no_phone_is_shown_in_place_of_another() {
    let mut customer = blank();
    customer.set_phone(PhoneKind::Mobile, Some("1".to_owned()));
    customer.set_phone(PhoneKind::Other, Some("2".to_owned()));
    assert!(shown(&customer)["primary_phone"].is_null());
    assert!(shown(&customer)["fax"].is_null());
}
