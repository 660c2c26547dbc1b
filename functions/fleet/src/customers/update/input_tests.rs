use serde_json::{Value, json};
use shared::id::{CustomerId, CustomerUuid};
use shared::input::Document;

use super::*;

fn read(body: Value, current: Option<&Customer>) -> Result<Update, Refusal> {
    let Value::Object(fields) = body else { panic!("not an object") };
    Update::read(&JsonOrForm::Json(Document(fields)), current)
}

fn json(body: Value) -> Result<Update, Refusal> {
    read(body, None)
}

#[track_caller]
fn refused(read: Result<Update, Refusal>) -> Vec<String> {
    match read {
        Err(Refusal::Invalid(errors)) => errors.iter().map(ToString::to_string).collect(),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

fn now() -> Timestamp {
    Timestamp::from_secs(1_700_000_000)
}

fn customer() -> Customer {
    let uuid = CustomerUuid(uuid::Uuid::from_u128(1));
    let mut customer = Customer::blank(CustomerId::try_from(2556).unwrap(), uuid, now());
    customer.set_name("Smart-E".to_owned());
    customer
}

#[track_caller]
fn written(customer: &Customer, body: Value) -> Customer {
    let mut customer = customer.clone();
    json(body).unwrap().apply(&mut customer, now());
    customer
}

#[test]
fn a_company_is_never_empty() {
    for company in [json!(null), json!(""), json!(" \t")] {
        assert_eq!(refused(json(json!({"company": company}))), ["company is required"]);
    }
    assert_eq!(refused(json(json!({"company": 7}))), ["company must be a string"]);
}

#[test]
fn lengths_are_counted_in_characters_and_exact() {
    for (name, most, text) in TEXTS {
        if matches!(text, Text::Email | Text::Timezone) {
            continue;
        }
        let longest = json!({ name: "é".repeat(most) });
        assert!(json(longest).is_ok(), "{name}");
        let longer = json!({ name: "é".repeat(most + 1) });
        let name = name.replace('_', " ");
        let expected = format!("{name} must not be longer than {most} characters");
        assert_eq!(refused(json(longer)), [expected]);
    }
}

#[test]
fn a_flag_is_a_boolean_or_0_or_1() {
    for (value, flag) in [
        (json!(true), Some(true)),
        (json!(1), Some(true)),
        (json!("1"), Some(true)),
        (json!(false), Some(false)),
        (json!(0), Some(false)),
        (json!("0"), Some(false)),
    ] {
        let mut before = customer();
        before.fleet.show_map_speed = Some(flag != Some(true));
        let after = written(&before, json!({"show_map_speed": value}));
        assert_eq!(after.fleet.show_map_speed, flag, "{value}");
    }
    let texts = refused(json(json!({"show_map_speed": null})));
    assert_eq!(texts, ["show map speed is required"]);
    for value in [json!("true"), json!("yes"), json!(2), json!(-1), json!(0.0), json!("")] {
        let texts = refused(json(json!({"show_map_speed": value})));
        assert_eq!(texts, ["show map speed must be a boolean"], "{value}");
    }
}

#[test]
fn an_email_address_must_look_like_one_whatever_its_length() {
    for email in
        ["a@b.co", "goldiegold@gmail.com", "x+y.z@sub.example.fr", "é@exämple.com", " a@b.co ", ""]
    {
        assert!(json(json!({ "email": email })).is_ok(), "{email}");
    }
    let long = format!("a@{}.com", "b".repeat(250));
    for email in ["a", "@b.co", "a@b", "a@b.", "a@.co", "a b@c.de", "a@b@c.de", "  ", &long] {
        let texts = refused(json(json!({ "email": email })));
        assert_eq!(texts, ["Your supplied email is not valid"], "{email}");
    }
}

#[test]
fn an_address_is_removed_with_its_last_text() {
    let one = written(&customer(), json!({"postcode": "110059"}));
    assert_eq!(one.addresses.len(), 1);
    assert_eq!(written(&one, json!({"postcode": null})).addresses.len(), 0);
    assert_eq!(written(&customer(), json!({"postcode": null})).addresses.len(), 0);
}

#[test]
fn the_company_is_the_name_that_every_api_shows() {
    let unsaid = written(&customer(), json!({"company": "Smart-F"}));
    assert_eq!((unsaid.name.as_str(), unsaid.company.as_deref()), ("Smart-F", None));
    let mut business = customer();
    business.company = Some("Smart-E".to_owned());
    let business = written(&business, json!({"company": "Smart-F"}));
    assert_eq!((business.name.as_str(), business.company.as_deref()), ("Smart-F", Some("Smart-F")));
    let mut person = customer();
    (person.is_business, person.company) = (false, Some("Employer".to_owned()));
    let person = written(&person, json!({"company": "Ada"}));
    assert_eq!((person.name.as_str(), person.company.as_deref()), ("Ada", Some("Employer")));
}

/// A customer with two addresses. The first one is preferred.
fn with_two_addresses() -> Customer {
    let mut customer = customer();
    let line = |text: &str| (AddressField::Line1, Some(text.to_owned()));
    let country = (AddressField::Country, Some("France".to_owned()));
    customer.set_address(&[line("1 First St"), country], now());
    customer.addresses[0].is_preferred = true;
    let mut second = customer.addresses[0].clone();
    (second.is_preferred, second.line_1) = (false, Some("2 Second St".to_owned()));
    (second.line_2, second.postcode) = (Some("Unit 2".to_owned()), Some("K1A 0B1".to_owned()));
    customer.addresses.push(second);
    customer
}

#[test]
fn clearing_an_address_does_not_change_the_next_one() {
    let mut before = with_two_addresses();
    before.addresses[0].set_country(None);
    let gone = json!({"address": null, "address2": null, "postcode": null, "country": null});
    assert_eq!(written(&before, gone).addresses, [before.addresses[1].clone()]);
    let moved = json!({"address": null, "postcode": "110059"});
    let after = written(&before, moved);
    assert_eq!(after.addresses[1], before.addresses[1]);
    assert_eq!(after.addresses[0].uuid, before.addresses[0].uuid);
    assert_eq!(after.addresses[0].postcode.as_deref(), Some("110059"));
}

#[test]
fn a_country_sent_back_by_its_code_stays_as_it_was_written() {
    let before = with_two_addresses();
    assert_eq!(written(&before, json!({"country": "FR"})), before);
    let after = written(&before, json!({"country": "DE"}));
    assert_eq!(after.addresses[0].country.as_deref(), Some("DE"));
}

#[test]
fn what_is_shown_may_be_sent_back_even_if_it_breaks_a_rule() {
    let mut customer = customer();
    customer.set_email(Some("ada@localhost".to_owned()));
    customer.set_phone(PhoneKind::Fax, Some("1".repeat(200)));
    let shown = json!({"email": "ada@localhost", "fax": "1".repeat(200)});
    assert_eq!(
        read(shown.clone(), Some(&customer)).unwrap(),
        Update {
            texts: vec![
                (Text::Phone(PhoneKind::Fax), Some("1".repeat(200))),
                (Text::Email, Some("ada@localhost".to_owned())),
            ],
            flags: Vec::new(),
        }
    );
    assert_eq!(refused(json(shown)).len(), 2, "to another customer");
    assert_eq!(
        refused(read(json!({"email": "eve@localhost"}), Some(&customer))),
        ["Your supplied email is not valid"]
    );
}

#[test]
fn a_time_zone_has_a_name_of_the_database() {
    for timezone in [json!("Asia/Kolkata"), json!(""), json!(null)] {
        assert!(json(json!({ "timezone": timezone })).is_ok(), "{timezone}");
    }
    let long = "A/".repeat(100);
    for timezone in ["Not/AZone", " ", "UTC ", &long] {
        let texts = refused(json(json!({ "timezone": timezone })));
        assert_eq!(texts, ["timezone is not valid"], "{timezone}");
    }
    let mut customer = customer();
    customer.timezone = Some("Not/AZone".to_owned());
    assert!(read(json!({"timezone": "Not/AZone"}), Some(&customer)).is_ok(), "shown already");
}

/// Broken by storing `false` for a flag that was never set, and the name of a company without one.
#[test]
fn what_is_shown_writes_nothing_whichever_api_made_the_customer() {
    let mut made_elsewhere = customer();
    made_elsewhere.company = None;
    made_elsewhere.name = "n".repeat(255);
    for customer in [made_elsewhere, customer(), with_two_addresses()] {
        let shown = serde_json::to_value(CustomerView::of(&customer)).unwrap();
        let mut after = customer.clone();
        read(shown, Some(&customer)).unwrap().apply(&mut after, now().plus_secs(1));
        assert_eq!(after, customer);
    }
}

#[test]
fn empty_texts_of_an_address_make_none() {
    let empty = json!({"address": "", "address2": "", "county": null, "country": ""});
    assert_eq!(written(&customer(), empty).addresses, []);
}
