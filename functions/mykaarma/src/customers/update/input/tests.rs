use serde_json::{Value, json};
use shared::record::PhoneKind;

use super::reader::MAX_ERRORS;
use super::*;
use crate::warning::WarningCode;

fn read(body: Value) -> Result<Update, Vec<String>> {
    let Value::Object(fields) = body else { panic!("a body is an object") };
    Update::read(&Document(fields))
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

fn customer(fields: Value) -> CustomerInput {
    read(json!({ "customer": fields })).unwrap().customer.unwrap()
}

fn codes(update: &Update) -> Vec<WarningCode> {
    update.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn an_answer_has_at_most_100_errors() {
    let body = json!({ "dealerUUIDList": vec![1; 100], "validateVin": 1, "vehicles": 1 });
    assert_eq!(read(body).unwrap_err().len(), MAX_ERRORS);
}

#[test]
fn an_email_address_may_have_spaces_around_it_and_needs_a_whole_domain() {
    let emails = json!([{ "emailAddress": " a@example.com " }, { "emailAddress": "a@example" }]);
    let update = read(json!({ "customer": { "emails": emails } })).unwrap();
    assert_eq!(codes(&update), [WarningCode::NoValidEmailFound]);
    let Listed::Replace(emails) = update.customer.unwrap().emails else { panic!("a list") };
    let addresses: Vec<_> = emails.iter().map(|email| email.address.as_str()).collect();
    assert_eq!(addresses, [" a@example.com "]);
}

fn kinds(phones: Value) -> Vec<PhoneKind> {
    let Listed::Replace(phones) = customer(json!({ "phoneNumbers": phones })).phones else {
        panic!("a list")
    };
    phones.iter().map(|phone| phone.kind).collect()
}

#[test]
fn labels_say_mobile_and_fax_and_one_of_the_others_is_main() {
    let phone = |label: &str, preferred: bool| json!({ "phoneNumber": "+12345678901", "label": label, "isPreferred": preferred });
    assert_eq!(
        kinds(json!([phone("Cell", true), phone("home", false), phone("FAX", false)])),
        [PhoneKind::Mobile, PhoneKind::Main, PhoneKind::Fax]
    );
    assert_eq!(
        kinds(json!([phone("home", false), phone("mobile", false), phone("work", true)])),
        [PhoneKind::Other, PhoneKind::Mobile, PhoneKind::Main]
    );
    assert_eq!(kinds(json!([phone("fax", true)])), [PhoneKind::Fax]);
}

#[test]
fn an_entry_that_is_left_out_is_never_the_main_phone() {
    let phones = json!([
        { "phoneNumber": "none", "isPreferred": true },
        { "phoneNumber": "+12345678901" },
        { "phoneNumber": "+12345678902" },
    ]);
    assert_eq!(kinds(phones), [PhoneKind::Main, PhoneKind::Other]);
}

#[test]
fn vins_are_checked_only_if_the_request_asks_for_it() {
    let body = |validate: bool| {
        json!({
            "validateVin": validate,
            "vehicles": [{ "vin": "1m8gdm9axkp042788" }, { "vin": "string" }, { "vin": null }, {}],
        })
    };
    let vins = |update: &Update| {
        let vehicles = update.vehicles.as_ref().unwrap();
        vehicles.iter().map(|vehicle| vehicle.vin.clone()).collect::<Vec<_>>()
    };
    let unchecked = read(body(false)).unwrap();
    assert_eq!(
        vins(&unchecked),
        [
            GivenVin::Unchecked("1m8gdm9axkp042788".to_owned()),
            GivenVin::Unchecked("string".to_owned()),
            GivenVin::Null,
            GivenVin::Absent,
        ]
    );
    assert_eq!(codes(&unchecked), []);
    let checked = read(body(true)).unwrap();
    assert_eq!(
        vins(&checked),
        [
            GivenVin::Valid("1m8gdm9axkp042788".to_owned()),
            GivenVin::Invalid,
            GivenVin::Null,
            GivenVin::Absent,
        ]
    );
    assert_eq!(codes(&checked), [WarningCode::InvalidVin]);
}
