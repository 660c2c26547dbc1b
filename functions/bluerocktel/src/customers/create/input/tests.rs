use serde_json::{Value, json};
use shared::clock::Timestamp;
use shared::id::CustomerId;
use shared::input::Document;
use shared::record::PhoneKind;

use super::*;
use crate::keys::Shown;

/// The customer that a request creates, or what is said of each bad field.
fn read_all(query: &str, body: Option<JsonOrForm>) -> Result<Customer, Value> {
    let query = Pairs::parse(query).unwrap();
    let new = NewCustomer::read(&Parameters { query: &query, body }).map_err(told)?;
    let id = CustomerId::try_from(113).unwrap();
    let uuid = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let mut customer = Customer::blank(id, uuid, Timestamp::from_secs(1_596_537_747));
    new.fill(&mut customer);
    Ok(customer)
}

fn told(errors: Vec<FieldError>) -> Value {
    let told = |error: FieldError| (error.field.to_owned(), json!([error.message()]));
    Value::Object(errors.into_iter().map(told).collect())
}

fn body(body: Value) -> Option<JsonOrForm> {
    let Value::Object(fields) = body else { panic!("not an object") };
    Some(JsonOrForm::Json(Document(fields)))
}

/// A name and one more parameter in JSON.
fn with(name: &str, value: Value) -> Result<Customer, Value> {
    read_all("name=x", body(json!({ name: value })))
}

#[test]
fn booleans_are_read_from_bits_and_texts() {
    for value in [json!(true), json!(1), json!("1"), json!("true"), json!("True")] {
        assert_eq!(with("vip", value).unwrap().bluerocktel.vip, Some(true));
    }
    for value in [json!(false), json!(0), json!("0"), json!("false"), json!("FALSE")] {
        assert!(!with("active", value).unwrap().active);
    }
    for value in [json!(null), json!("")] {
        let customer = with("active", value.clone()).unwrap();
        assert!(customer.active);
        assert_eq!(with("vip", value).unwrap().bluerocktel.vip, None);
    }
    for value in [json!(2), json!(-1), json!(1.0), json!("yes"), json!([]), json!(" 1")] {
        assert!(with("vip", value.clone()).is_err(), "{value}");
    }
}

#[test]
fn integers_are_read_from_numbers_and_texts() {
    let level = |value| with("resellerLevel", value).map(|c| c.bluerocktel.reseller_level);
    assert_eq!(level(json!(3)), Ok(Some(3)));
    assert_eq!(level(json!("3")), Ok(Some(3)));
    assert_eq!(level(json!(i64::MAX)), Ok(Some(i64::MAX)));
    assert_eq!(level(json!("-3")), Ok(Some(-3)));
    assert_eq!(with("supplier", json!(7)).unwrap().bluerocktel.supplier, Some(7));
    assert_eq!(level(json!("")), Ok(None));
    for value in [
        json!("-"),
        json!("+3"),
        json!("3.0"),
        json!(3.0),
        json!(true),
        json!(" 3"),
        json!(u64::MAX),
    ] {
        let text = "The reseller level must be an integer.";
        assert_eq!(level(value.clone()), Err(json!({"resellerLevel": [text]})), "{value}");
    }
}

#[test]
fn numbers_sent_for_texts_become_texts() {
    let customer = with("phone", json!(33_123_456_789_u64)).unwrap();
    assert_eq!(customer.phone(PhoneKind::Main), Some("33123456789"));
    assert_eq!(with("capital", json!(-1.5)).unwrap().bluerocktel.capital.as_deref(), Some("-1.5"));
    let account = with("customerAccount", json!(123_456)).unwrap().account_number;
    assert_eq!(account.as_deref(), Some("123456"));
}

#[test]
fn a_blank_account_counts_as_absent() {
    for value in [json!(""), json!("  "), json!(null)] {
        assert_eq!(with("customerAccount", value).unwrap().account_number, None);
    }
    let longest = with("customerAccount", json!("é".repeat(64))).unwrap();
    assert_eq!(longest.account_number, Some("é".repeat(64)));
}

#[test]
fn empty_texts_are_stored_as_they_are() {
    let customer = read_all("name=x&fax=&emailAddress=&comment=&mainAddressCity=", None).unwrap();
    assert_eq!(customer.phone(PhoneKind::Fax), Some(""));
    assert_eq!(customer.email(), Some(""));
    assert_eq!(customer.notes.as_deref(), Some(""));
    assert_eq!(customer.addresses, [], "empty texts make no address");
}

#[test]
fn every_writable_key_is_shown_as_it_was_written() {
    let mut given = serde_json::Map::new();
    for key in &KEYS {
        let value = match key.write {
            Write::Nothing => continue,
            Write::Email => json!("someone@example.com"),
            Write::Name | Write::Account | Write::Text(..) | Write::Address(_) => json!(key.name),
            Write::Integer(_) => json!(7),
            Write::Flag(_) => match (key.show)(&read_all("name=x", None).unwrap()) {
                Shown::Integer(0) => json!(1),
                _ => json!(0),
            },
        };
        given.insert(key.name.to_owned(), value);
    }
    assert_eq!(given.len(), 72, "80 keys, of which the service writes 8");
    let customer = read_all("", body(Value::Object(given.clone()))).unwrap();
    for key in KEYS.iter().filter(|key| given.contains_key(key.name)) {
        let shown = serde_json::to_value((key.show)(&customer)).unwrap();
        match key.name {
            "ftpPassword" => assert_eq!(shown, Value::Null),
            name => assert_eq!(&shown, &given[name], "{name}"),
        }
    }
}
