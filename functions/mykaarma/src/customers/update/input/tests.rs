use serde_json::{Value, json};
use shared::record::settings::PreferredCommunication;
use shared::record::{AddressKind, PhoneKind};

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
fn absent_null_and_a_value_are_three_things() {
    let read = customer(json!({ "firstName": null, "lastName": "" }));
    assert_eq!(read.company, Field::Absent);
    assert_eq!(read.first_name, Field::Null);
    assert_eq!(read.last_name, Field::Value(String::new()));
}

#[test]
fn each_bad_field_is_named_by_its_path() {
    let errors = read(json!({
        "requesterUserUUID": 1,
        "dealerUUIDList": ["any", 2],
        "validateVin": "true",
        "customer": {
            "firstName": false,
            "isBusiness": 1,
            "customerUuid": "string",
            "bestTimeToContact": { "startTime": 9 },
            "preferredCommunication": "Text",
            "preferredLocale": "en-US",
            "addresses": [{ "type": "HOME", "uuid": "string", "isPreferred": "yes" }],
            "emails": [{ "emailAddress": 5 }, "a@example.com"],
            "phoneNumbers": {},
        },
        "vehicles": [{ "vehicleYear": 2001 }],
    }))
    .unwrap_err();
    let expected = [
        "validateVin must be a boolean",
        "requesterUserUUID must be a string",
        "dealerUUIDList[1] must be a string",
        "customer.customerUuid must be a UUID",
        "customer.firstName must be a string",
        "customer.isBusiness must be a boolean",
        "customer.bestTimeToContact.startTime must be a string",
        "customer.preferredCommunication must be one of text, phone, email",
        "customer.preferredLocale must be one of en-us, fr-ca",
        "customer.addresses[0].uuid must be a UUID",
        "customer.addresses[0].type must be one of COMMON, PRIMARY, BILLING",
        "customer.addresses[0].isPreferred must be a boolean",
        "customer.emails[1] must be an object",
        "customer.phoneNumbers must be an array",
        "vehicles[0].vehicleYear must be a string",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn each_entry_of_a_list_is_read() {
    let body = json!({ "customer": { "emails": [{ "emailAddress": 5 }, { "label": true }] } });
    assert_eq!(
        read(body).unwrap_err(),
        [
            "customer.emails[0].emailAddress must be a string",
            "customer.emails[1].label must be a string",
        ]
    );
}

#[test]
fn an_answer_has_at_most_100_errors() {
    let body = json!({ "dealerUUIDList": vec![1; 100], "validateVin": 1, "vehicles": 1 });
    assert_eq!(read(body).unwrap_err().len(), MAX_ERRORS);
}

#[test]
fn enumerations_are_read() {
    let read = customer(json!({
        "preferredCommunication": "email",
        "preferredLocale": "fr-ca",
        "addresses": [{ "type": "BILLING" }, { "type": "COMMON" }, {}],
    }));
    assert_eq!(read.preferred_communication, Field::Value(PreferredCommunication::Email));
    assert_eq!(read.locale, Field::Value("fr-ca".to_owned()));
    let Listed::Replace(addresses) = read.addresses else { panic!("a list") };
    let kinds: Vec<_> = addresses.iter().map(|address| address.kind).collect();
    assert_eq!(kinds, [AddressKind::Billing, AddressKind::Common, AddressKind::Primary]);
}

#[test]
fn an_address_is_in_the_list_once() {
    let uuid = "018f3a52-0000-7000-8000-000000000001";
    let body = json!({ "customer": { "addresses": [{ "uuid": uuid }, { "uuid": uuid }, {}, {}] } });
    assert_eq!(read(body).unwrap_err(), ["customer.addresses[1].uuid is in the list twice"]);
}

#[test]
fn numbers_become_e164_and_others_are_left_out() {
    let update = read(json!({ "customer": { "phoneNumbers": [
        { "phoneNumber": "(234) 567-8901" },
        { "phoneNumber": "" },
        { "label": "home" },
        { "phoneNumber": "call me" },
        { "phoneNumber": "+33 1 23 45 67 89" },
    ] } }))
    .unwrap();
    assert_eq!(
        codes(&update),
        [
            WarningCode::EmptyPhoneNumber,
            WarningCode::EmptyPhoneNumber,
            WarningCode::IncorrectPhoneFormat,
        ]
    );
    assert_eq!(
        update.warnings[2].message,
        "customer.phoneNumbers[3].phoneNumber is not a North American or E.164 number and was \
         left out"
    );
    let Listed::Replace(phones) = update.customer.unwrap().phones else { panic!("a list") };
    let numbers: Vec<_> = phones.iter().map(|phone| phone.number.as_str()).collect();
    assert_eq!(numbers, ["+12345678901", "+33123456789"]);
}

#[test]
fn a_list_with_nothing_left_keeps_the_stored_one() {
    let update = read(json!({ "customer": {
        "emails": [{ "emailAddress": "string" }, { "emailAddress": " " }],
        "phoneNumbers": [{ "phoneNumber": "string" }],
    } }))
    .unwrap();
    assert_eq!(
        codes(&update),
        [
            WarningCode::NoValidEmailFound,
            WarningCode::EmptyEmail,
            WarningCode::NoValidEmailFound,
            WarningCode::IncorrectPhoneFormat,
            WarningCode::NoValidPhoneFound,
        ]
    );
    let customer = update.customer.unwrap();
    assert_eq!(customer.emails, Listed::Keep);
    assert_eq!(customer.phones, Listed::Keep);
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

#[test]
fn a_dealer_that_is_not_a_uuid_is_kept_to_be_refused() {
    let uuid = "0190a0b0-0000-7000-8000-000000000001";
    let update = read(json!({ "dealerUUIDList": [uuid, "string"] })).unwrap();
    let uuids: Vec<_> = update.dealers.iter().map(|dealer| dealer.uuid).collect();
    assert_eq!(uuids, [Uuid::try_parse(uuid).ok(), None]);
    assert_eq!(update.dealers[1].path, "dealerUUIDList[1]");
}

#[test]
fn unknown_keys_and_those_of_answers_are_ignored() {
    let body = json!({
        "unknown": 1,
        "customer": {
            "id": 5,
            "middleName": 7,
            "addresses": [{ "updateTS": "2025-04-07T07:51:23.899Z", "isValid": true }],
        },
        "vehicles": [{ "isValid": false }],
    });
    assert!(read(body).is_ok());
}
