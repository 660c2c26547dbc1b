use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Answer;
use crate::include::Include;
use shared::record::Customer;
use shared::store::principal::{Currency, Tenant};

fn tenant() -> Tenant {
    let document = json!({
        "id": 1686, "name": "Sample organization", "created_at": 0,
        "organization": "846e176e-7c4b-4bfd-a894-c98f2988927e", "country": "CA",
        "states": [
            {"id": 9, "country": "US", "code": "ON", "name": "Not Ontario"},
            {"id": 8, "country": "CA", "code": "QC", "name": "Québec"},
            {"id": 7, "country": "CA", "code": "ON", "name": "Ontario"}
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

fn shown(answer: &Answer<'_>) -> Value {
    serde_json::to_value(answer).unwrap()
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
        "zip_code": "K1A", "phone": null, "mobile_phone": "m", "country": 40, "state": "7",
        "legal_notice": "RN 1", "communication_culture_code": "fr-CA", "Notes": "note", "tax": null
    });
    assert_eq!(answer["customers"][0], expected);
}

#[test]
fn a_state_is_found_by_its_country_and_its_code_or_name() {
    let tenant = tenant();
    let cases = [
        (json!({"region": "on", "country_code": "CA"}), json!("7")),
        (json!({"region": " Quebec ", "country_code": "CA"}), json!("8")),
        (json!({"region": "ON", "country_code": "US"}), json!("9")),
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

/// The demo data has no states. Its cases show every other included object.
#[test]
fn an_included_state_has_every_key_in_the_documented_order() {
    let tenant = tenant();
    let in_ontario = address(json!({"country_code": "CA", "region": "ON"}));
    let one = [customer(5, "n", json!({"addresses": in_ontario}))];
    let answer = Answer::of(&tenant, &one).including(&BTreeSet::from([Include::States]));
    let text = serde_json::to_string(&answer).unwrap();
    let expected = concat!(
        r#""states":[{"type":"states","id":7,"country":40,"code":"CA_ON","name_enus":"Ontario","#,
        r#""name_frfr":"Ontario","name_frca":"Ontario","name_ruru":"Ontario","#,
        r#""name_ptbr":"Ontario","name_plpl":"Ontario","name_itit":"Ontario","#,
        r#""name_eses":"Ontario","name_esus":"Ontario","name_dede":"Ontario","#,
        r#""links":[{"href":"countries/40","rel":"countries","type":"GET"}]}]}"#,
    );
    assert!(text.ends_with(expected), "{text}");
}

/// Broken by showing no currency of a country.
#[test]
fn a_country_has_the_tenants_currency_of_it() {
    let mut tenant = tenant();
    tenant.currencies = [("USD", 4), ("PAB", 5), ("EUR", 6)]
        .map(|(code, id)| Currency { id, code: code.to_owned(), name: code.to_owned() })
        .into();
    let shown_of = |country: &str| {
        let one =
            [customer(5, "n", json!({"addresses": address(json!({"country_code": country}))}))];
        let answer = Answer::of(&tenant, &one).including(&BTreeSet::from([Include::Countries]));
        shown(&answer)["countries"][0].clone()
    };
    let panama = shown_of("PA");
    assert_eq!(panama["currency"], 5, "its own one comes before the dollar");
    let to_currency = json!({"href": "currencies/5", "rel": "currencies", "type": "GET"});
    assert_eq!(panama["links"][0], to_currency);
    assert_eq!(shown_of("FR")["currency"], 6);
    assert_eq!(shown_of("CA")["currency"], Value::Null);
}

#[test]
fn an_empty_list_includes_nothing() {
    let tenant = tenant();
    let answer = Answer::of(&tenant, &[]).with_links(Vec::new());
    let answer = answer.including(&BTreeSet::from(Include::ALL));
    let expected = r#"{"links":[],"customers":[],"organizations":[],"countries":[],"states":[],"taxes":[],"currencies":[]}"#;
    assert_eq!(serde_json::to_string(&answer).unwrap(), expected);
}
