use serde_json::Value;
use shared::clock::Timestamp;
use shared::id::{CustomerId, CustomerUuid};
use shared::record::{AddressField, PhoneKind};

use super::*;

fn created_at() -> Timestamp {
    "2020-08-04T10:42:27Z".parse().unwrap()
}

fn made_from_a_name_alone() -> Customer {
    let uuid = CustomerUuid(uuid::Uuid::from_u128(1));
    let mut customer = Customer::blank(CustomerId::try_from(113).unwrap(), uuid, created_at());
    customer.set_name("Société".to_owned());
    customer
}

fn body(response: Response) -> String {
    assert_eq!(response.status, StatusCode::OK);
    response.body
}

/// The bracket values of the documented key list; all else is null.
const FROM_A_NAME: &str = concat!(
    r#"{"id":113,"brand_id":1,"representative_id":null,"customerAccount":null,"#,
    r#""accountsReference":null,"name":"Société","brand":null,"registrationNumber":null,"#,
    r#""taxRegistrationNumber":null,"mainContactFirstName":null,"mainContactLastName":null,"#,
    r#""type":null,"capital":null,"activityCode":null,"sector_id":null,"origin_id":null,"#,
    r#""mainAddressLine1":null,"mainAddressLine2":null,"mainAddressPostalCode":null,"#,
    r#""mainAddressCity":null,"mainAddressCountry":null,"emailAddress":null,"#,
    r#""accountEmailAddress":null,"website":null,"phone":null,"mobilePhone":null,"fax":null,"#,
    r#""logo":null,"active":1,"activity":null,"category":null,"qualification":null,"#,
    r#""prospection_code_id":1,"isReseller":0,"resellerLevel":0,"language_id":1,"#,
    r#""acceptEmails":1,"acceptCalls":1,"supplier":0,"chargeVAT":1,"#,
    r#""applyVATAutoReverseOperators":0,"language":null,"comment":null,"mergeInvoices":1,"#,
    r#""isGroupingAccount":0,"chargeGroupingAccount":null,"isPayer":0,"ftp":0,"#,
    r#""ftpServer":null,"ftpUsername":null,"ftpPassword":null,"ftpHomeDirectory":null,"#,
    r#""ftpAccountId":null,"ftpAssociatedEmail":null,"quickSearch":null,"suppliers":null,"#,
    r#""onCallDuty":0,"vip":0,"canSendSms":0,"smsAuthorisation":null,"numberOfInvoices":0,"#,
    r#""lastInvoice":null,"quickSearchLabel":null,"quickSearchIndex":0,"#,
    r#""created_at":"2020-08-04T10:42:27.000000Z","updated_at":"2020-08-04T10:42:27.000000Z"}"#,
);

#[test]
fn a_customer_of_whom_only_the_name_is_known_has_the_documented_values_in_order() {
    let wrapped = serde_json::to_string(&Wrapped(&made_from_a_name_alone())).unwrap();
    assert_eq!(wrapped, FROM_A_NAME);
}

#[test]
fn a_found_customer_stands_under_its_wrapper_and_then_at_the_root() {
    let at_root = FROM_A_NAME.replace(r#""suppliers":null"#, r#""suppliers":"""#);
    let expected = format!(r#"{{"customer":{FROM_A_NAME},{}"#, &at_root[1..]);
    assert_eq!(body(found(&made_from_a_name_alone())), expected);
}

#[test]
fn a_created_customer_is_answered_by_its_id_and_then_at_the_root() {
    let at_root = FROM_A_NAME.replace(r#""suppliers":null"#, r#""suppliers":"""#);
    let expected = format!(r#"{{"response":113,{}"#, &at_root[1..]);
    assert_eq!(body(created(&made_from_a_name_alone())), expected);
}

#[test]
fn what_belongs_to_the_common_record_is_shown_from_there() {
    let mut customer = made_from_a_name_alone();
    customer.account_number = Some("123457".to_owned());
    customer.customer_key = Some("ACC-1".to_owned());
    customer.trading_name = Some("Soc".to_owned());
    customer.first_name = Some("Ada".to_owned());
    customer.last_name = Some("Lovelace".to_owned());
    customer.active = false;
    customer.locale = Some("fr_FR".to_owned());
    customer.notes = Some(String::new());
    customer.set_email(Some("ada@example.com".to_owned()));
    customer.set_phone(PhoneKind::Main, Some("0102030405".to_owned()));
    customer.set_phone(PhoneKind::Mobile, Some("0602030405".to_owned()));
    customer.set_phone(PhoneKind::Fax, Some(String::new()));
    let address = [
        (AddressField::Line1, "1 rue de la Paix"),
        (AddressField::Postcode, "75002"),
        (AddressField::Locality, "Paris"),
        (AddressField::Country, "France"),
    ];
    let address = address.map(|(field, text)| (field, Some(text.to_owned())));
    customer.set_address(address, created_at()).unwrap();
    let shown: Value = serde_json::from_str(&body(found(&customer))).unwrap();
    for (key, expected) in [
        ("customerAccount", Value::from("123457")),
        ("accountsReference", "ACC-1".into()),
        ("brand", "Soc".into()),
        ("mainContactFirstName", "Ada".into()),
        ("mainContactLastName", "Lovelace".into()),
        ("active", 0.into()),
        ("language", "fr_FR".into()),
        ("comment", "".into()),
        ("emailAddress", "ada@example.com".into()),
        ("phone", "0102030405".into()),
        ("mobilePhone", "0602030405".into()),
        ("fax", "".into()),
        ("mainAddressLine1", "1 rue de la Paix".into()),
        ("mainAddressLine2", Value::Null),
        ("mainAddressPostalCode", "75002".into()),
        ("mainAddressCity", "Paris".into()),
        ("mainAddressCountry", "France".into()),
    ] {
        assert_eq!(shown[key], expected, "{key}");
        assert_eq!(shown["customer"][key], expected, "customer.{key}");
    }
}

#[test]
fn suppliers_are_shown_as_they_are_where_there_are_some() {
    let mut customer = made_from_a_name_alone();
    customer.bluerocktel.suppliers = Some("A, B".to_owned());
    let shown: Value = serde_json::from_str(&body(found(&customer))).unwrap();
    assert_eq!(shown["suppliers"], "A, B");
    assert_eq!(shown["customer"]["suppliers"], "A, B");
}
