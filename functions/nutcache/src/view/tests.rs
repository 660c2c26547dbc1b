use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Answer, Link};
use crate::include::Include;
use shared::record::Customer;
use shared::store::principal::Tenant;

/// The documented answers, as the vendor prints them.
const REFERENCE_CUSTOMER: &str = include_str!("../../reference/customer.json");
const REFERENCE_LIST: &str = include_str!("../../reference/list.json");

fn tenant() -> Tenant {
    let document = json!({
        "id": 1686, "name": "Sample organization", "created_at": 0,
        "organization": "846e176e-7c4b-4bfd-a894-c98f2988927e", "country": "CA",
        "states": [
            {"id": 9, "country": "US", "code": "ON", "name": "Not Ontario"},
            {"id": 8, "country": "CA", "code": "QC", "name": "Québec"},
            {"id": 7, "country": "CA", "code": "ON", "name": "Ontario"}
        ],
        "taxes": [
            {"id": 376, "name": "GST and QST", "rate_millionths": 14_975_000},
            {"id": 375, "name": "HST", "rate_millionths": 13_000_000}
        ],
        "currencies": [
            {"id": 2, "code": "CAD", "name": "Canadian dollar"},
            {"id": 1, "code": "USD", "name": "US dollar"}
        ]
    });
    serde_json::from_value(document).unwrap()
}

/// A customer with these fields, and those that every customer has.
fn customer(id: u64, name: &str, fields: Value) -> Customer {
    let mut document = json!({
        "id": id, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1, "created_at": 0,
        "updated_at": 0, "name": name, "is_business": true, "active": true
    });
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    document.as_object_mut().unwrap().extend(fields);
    serde_json::from_value(document).unwrap()
}

fn address(fields: Value) -> Value {
    let mut document = json!({"id": 1, "uuid": "01890a5d-ac96-774b-bcce-b302099a8058",
        "is_active": true, "updated_at": 0});
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    document.as_object_mut().unwrap().extend(fields);
    json!([document])
}

fn in_country(code: &str) -> Value {
    address(json!({"country": code, "country_code": code}))
}

/// The customers of the vendor's documentation.
fn documented() -> Vec<Customer> {
    let mail = |id: u64| json!([{"address": format!("{id}@yopmail.com")}]);
    let phone = |number: &str| json!([{"number": number, "kind": "main"}]);
    vec![
        customer(
            143_222,
            "Sample client",
            json!({"emails": mail(143_222),
            "contact_name": "Sample contact name", "phones": phone("123-456-7890"),
            "addresses": in_country("CA")}),
        ),
        customer(
            143_224,
            "Taxable Ont Client",
            json!({"emails": mail(143_224),
            "nutcache": {"tax": 375}}),
        ),
        customer(
            143_225,
            "Taxable QC Client",
            json!({"emails": mail(143_225),
            "nutcache": {"tax": 376}}),
        ),
        customer(147_033, "Test Client", json!({"emails": mail(147_033)})),
        customer(
            147_504,
            "Client inactif",
            json!({"emails": mail(147_504), "active": false,
            "contact_name": "Clientinactif@yopmail.com",
            "addresses": address(json!({"line_1": "Clientinactif@yopmail.com"}))}),
        ),
        customer(
            149_643,
            "client android",
            json!({"emails": mail(149_643), "contact_name": "",
            "phones": phone(""), "addresses": in_country("AX")}),
        ),
        customer(153_744, "Aquaman client", json!({"addresses": in_country("AX")})),
        customer(153_745, "Surprise!", json!({})),
    ]
}

fn shown(answer: &Answer<'_>) -> Value {
    serde_json::to_value(answer).unwrap()
}

#[test]
fn one_customer_is_answered_as_documented() {
    let tenant = tenant();
    let documented = documented();
    let answer = Answer::of(&tenant, documented.get(..1).unwrap());
    assert_eq!(serde_json::to_string_pretty(&answer).unwrap(), REFERENCE_CUSTOMER.trim_end());
}

#[test]
fn a_list_is_answered_as_documented() {
    let tenant = tenant();
    let documented = documented();
    // The documentation shows eight of the page's ten customers.
    let next = Link::new("customers?limit=10&page=2".to_owned(), "navigation-next");
    let answer = Answer::of(&tenant, &documented).with_links(vec![next]);
    assert_eq!(serde_json::to_string_pretty(&answer).unwrap(), REFERENCE_LIST.trim_end());
}

#[test]
fn every_field_of_the_record_is_shown() {
    let tenant = tenant();
    let full = customer(
        5,
        "Full",
        json!({
            "contacts": [{"id": 2, "name": "First contact"}],
            "registration_number": "RN 1", "locale": "fr-ca", "notes": "note",
            "emails": [{"address": "first@x.org"}, {"address": "best@x.org", "preferred": true}],
            "phones": [{"number": "f", "kind": "fax"}, {"number": "m", "kind": "mobile"}],
            "addresses": address(json!({"line_1": "1 Road", "line_2": "unseen", "locality": "Ottawa",
                "region": "ontario", "postcode": "K1A", "country": "canada", "country_code": "CA"}))
        }),
    );
    let answer = shown(&Answer::of(&tenant, std::slice::from_ref(&full)));
    let expected = json!({
        "type": "customers", "id": 5, "Organization": 1686, "name": "Full", "status": 0,
        "links": [
            {"href": "organizations/1686", "rel": "organizations", "type": "GET"},
            {"href": "countries/40", "rel": "countries", "type": "GET"},
            {"href": "states/7", "rel": "states", "type": "GET"},
            {"href": "customers/5", "rel": "self", "type": "GET"}
        ],
        "email": "best@x.org", "contact": "First contact", "address": "1 Road", "city": "Ottawa",
        "zip_code": "K1A", "phone": null, "mobile_phone": "m", "country": 40, "state": 7,
        "legal_notice": "RN 1", "communication_culture_code": "fr-CA", "Notes": "note", "tax": null
    });
    assert_eq!(answer["customers"][0], expected);
}

#[test]
fn a_state_is_found_by_its_country_and_its_code_or_name() {
    let tenant = tenant();
    let cases = [
        (json!({"region": "on", "country_code": "CA"}), json!(7)),
        (json!({"region": " Quebec ", "country_code": "CA"}), json!(8)),
        (json!({"region": "ON", "country_code": "US"}), json!(9)),
        (json!({"region": "ON"}), json!(null)),
        (json!({"region": "", "country_code": "CA"}), json!(null)),
        (json!({"region": "Manitoba", "country_code": "CA"}), json!(null)),
        (json!({"country_code": "CA"}), json!(null)),
    ];
    for (fields, state) in cases {
        let one = [customer(5, "n", json!({"addresses": address(fields.clone())}))];
        assert_eq!(shown(&Answer::of(&tenant, &one))["customers"][0]["state"], state, "{fields}");
    }
}

#[test]
fn an_unknown_country_is_null() {
    let tenant = tenant();
    let one = [customer(5, "n", json!({"addresses": address(json!({"country": "Atlantis"}))}))];
    let answer = shown(&Answer::of(&tenant, &one));
    assert_eq!(answer["customers"][0]["country"], Value::Null);
}

#[test]
fn included_objects_follow_the_customers_and_are_each_there_once() {
    let tenant = tenant();
    let documented = documented();
    let answer = Answer::of(&tenant, &documented).including(&BTreeSet::from(Include::ALL));
    let text = serde_json::to_string(&answer).unwrap();
    let answer = shown(&answer);

    let ids = |name: &str| -> Vec<u64> {
        answer[name].as_array().unwrap().iter().map(|one| one["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids("organizations"), [1686]);
    assert_eq!(ids("countries"), [2, 40]);
    assert_eq!(ids("states"), [0_u64; 0]);
    assert_eq!(ids("taxes"), [375, 376]);
    assert_eq!(ids("currencies"), [2]);
    let names = ["customers", "organizations", "countries", "states", "taxes", "currencies"];
    let places = names.map(|name| text.find(&format!("\"{name}\":[")).unwrap());
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn included_objects_have_every_key_in_the_documented_order() {
    let tenant = tenant();
    let one = [customer(
        5,
        "n",
        json!({"nutcache": {"tax": 376},
        "addresses": address(json!({"country_code": "CA", "region": "ON"}))}),
    )];
    let answer = Answer::of(&tenant, &one).including(&BTreeSet::from(Include::ALL));
    let text = serde_json::to_string(&answer).unwrap();
    let expected = concat!(
        r#""organizations":[{"type":"organizations","id":1686,"#,
        r#""guid":"846E176E-7C4B-4BFD-A894-C98F2988927E","name":"Sample organization","#,
        r#""email":null,"address":null,"city":null,"zip_code":null,"phone":null,"country":40,"#,
        r#""state":null,"currency":2,"website":null,"logo_url":null,"last_activity_date":null,"#,
        r#""notification_count":null,"is_owner":null,"is_demo":null,"date_format":null,"#,
        r#""time_format":null,"time_span_format":null,"time_rounding":null,"#,
        r#""time_rounding_minutes":null,"time_tracking_type":null,"active_user_count":null,"#,
        r#""links":[{"href":"countries/40","rel":"countries","type":"GET"},"#,
        r#"{"href":"currencies/2","rel":"currencies","type":"GET"},"#,
        r#"{"href":"organizations/1686","rel":"self","type":"GET"}]}],"#,
        r#""countries":[{"type":"countries","id":40,"code":"CAN","short_code":"CA","#,
        r#""currency":null,"date_format":null,"time_format":null,"name_enus":"Canada","#,
        r#""links":[{"href":"countries/40","rel":"self","type":"GET"}]}],"#,
        r#""states":[{"type":"states","id":7,"country":40,"code":"ON","name_enus":"Ontario","#,
        r#""links":[{"href":"countries/40","rel":"countries","type":"GET"},"#,
        r#"{"href":"states/7","rel":"self","type":"GET"}]}],"#,
        r#""taxes":[{"type":"taxes","id":376,"name":"GST and QST","rate":14.975,"#,
        r#""links":[{"href":"taxes/376","rel":"self","type":"GET"}]}],"#,
        r#""currencies":[{"type":"currencies","id":2,"code":"CAD","name":"Canadian dollar","#,
        r#""links":[{"href":"currencies/2","rel":"self","type":"GET"}]}]}"#,
    );
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn an_empty_list_includes_nothing() {
    let tenant = tenant();
    let answer = Answer::of(&tenant, &[]).with_links(Vec::new());
    let answer = answer.including(&BTreeSet::from(Include::ALL));
    let expected = r#"{"links":[],"customers":[],"organizations":[],"countries":[],"states":[],"taxes":[],"currencies":[]}"#;
    assert_eq!(serde_json::to_string(&answer).unwrap(), expected);
}
