//! The reference documents' own answers, compared key by key, in order, with what the demo data
//! is answered with. The documents' JSON is kept as it stands there, in `tests/reference`.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use harness::demo::demo;
use harness::event::Event;
use harness::functions::Answer;
use harness::json::Json;
use harness::stack::Stack;
use serde_json::json;

fn reference(text: &str) -> Json {
    Json::parse(text).unwrap()
}

/// The answer's body with the fresh token replaced by the document's word for it.
fn with_the_documents_token(answer: &Answer) -> Json {
    let mut body = answer.json();
    let token = body.text("auth.data.token").to_owned();
    assert!(token.len() > 100, "a token: {body}");
    body.map_texts(&|text| (text == token).then(|| "{BASE64_JWT_TOKEN}".to_owned()));
    body
}

fn fleet(event: Event) -> Event {
    event.header("authorization", format!("Basic {}", demo().at("fleet.token")))
}

/// Broken by moving `auth` before `customer`.
#[tokio::test]
async fn fleet_shows_the_customer_of_its_document() {
    let answer = Stack::demo().send(&fleet(Event::get("/v1/customers"))).await;
    assert_eq!(answer.status(), 200);
    let expected = reference(include_str!("../reference/fleet-show-customer.json"));
    assert_eq!(with_the_documents_token(&answer).to_string(), expected.to_string());
}

/// Broken by showing `show_map_speed` as false whatever is stored.
#[tokio::test]
async fn fleet_updates_to_the_customer_of_its_document() {
    let expected = reference(include_str!("../reference/fleet-show-customer.json"));
    let stack = Stack::demo();
    let other = json!({"show_map_speed": false, "company": "Another", "fax": null});
    let answer = stack.send(&fleet(Event::put("/v1/customers")).json(&other)).await;
    assert_eq!(answer.status(), 200);
    assert_ne!(with_the_documents_token(&answer).to_string(), expected.to_string());
    let back = json!({"show_map_speed": true, "company": "Smart-E", "fax": ""});
    let answer = stack.send(&fleet(Event::put("/v1/customers")).json(&back)).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(with_the_documents_token(&answer).to_string(), expected.to_string());
}

/// The document's own request, header by header.
fn nutcache(path: &str) -> Event {
    Event::get(path)
        .header(
            "authorization",
            "nut-basic YVl6T1JtbkdpMHhwaXhCdTQ5b3l6ckpqR2ZGY2Z3Z1Eycnh2aGl0ZDphcGlkb2NzQGFwaWRvY3MuY29tOnBhc3N3b3Jk",
        )
        .header("api-version", "3")
        .header("organizationguid", "846E176E-7C4B-4BFD-A894-C98F2988927E")
}

/// Broken by giving the link to the customer itself another name.
#[tokio::test]
async fn nutcache_shows_the_customer_of_its_document() {
    let answer = Stack::demo().send(&nutcache("/webapi/customers/143222")).await;
    assert_eq!(answer.status(), 200);
    let expected = reference(include_str!("../reference/nutcache-get-customer.json"));
    assert_eq!(answer.json().to_string(), expected.to_string());
}

/// The document's list is of customers that stand one after the other, with a page behind them.
/// Broken by leaving out the blank fields of a customer.
#[tokio::test]
async fn nutcache_lists_the_customers_of_its_document() {
    let answer = Stack::demo().send(&nutcache("/webapi/customers")).await;
    assert_eq!(answer.status(), 200);
    let expected = reference(include_str!("../reference/nutcache-list-customers.json"));
    let found = answer.json();
    assert_eq!(found.keys(), expected.keys());
    assert_eq!(found.at("links"), expected.at("links"));
    let (Some(Json::Array(found)), Some(Json::Array(expected))) =
        (found.at("customers"), expected.at("customers"))
    else {
        panic!("no customers: {found}");
    };
    let first = found.iter().position(|one| one.at("id") == expected[0].at("id"));
    let first = first.expect("the document's first customer is on the first page");
    let found = &found[first..first + expected.len()];
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found.to_string(), expected.to_string());
    }
}

/// Broken by answering 201.
#[tokio::test]
async fn bluerocktel_creates_the_customer_of_its_document() {
    let stack = Stack::demo();
    let bearer = |event: Event| {
        event.header("authorization", format!("Bearer {}", demo().at("bluerocktel.token")))
    };
    let target = "/api/v1/customers?name=Soci%C3%A9t%C3%A9&customerAccount=123456";
    let answer = stack.send(&bearer(Event::post(target))).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let created = answer.json();
    assert_eq!(&created.keys()[..2], ["response", "id"]);
    assert_eq!(created.at("response"), created.at("id"));
    assert_eq!(created.text("name"), "Société");
    assert_eq!(created.text("customerAccount"), "123456");
    let found = stack.send(&bearer(Event::get("/api/v1/customerAccounts/123456"))).await;
    assert_eq!(found.status(), 200);
    assert_eq!(found.json().at("id"), created.at("response"));
}

/// Broken by giving `parent_id` another name.
#[tokio::test]
async fn cro_shows_the_model_of_its_document() {
    let customer = format!("/customers/{}", demo().at("cro.customer_id"));
    let event = Event::get(&customer)
        .header("authorization", format!("Bearer {}", demo().at("cro.token")))
        .header("content-type", "application/json")
        .header("x-tenant-id", demo().at("cro.tenant_id"));
    let answer = Stack::demo().send(&event).await;
    assert_eq!(answer.status(), 200);
    let expected: Vec<String> =
        serde_json::from_str(include_str!("../reference/cro-customer-model.json")).unwrap();
    assert_eq!(answer.json().keys(), expected);
}

/// Broken by leaving out an empty `warnings`.
#[tokio::test]
async fn mykaarma_answers_in_the_shape_of_its_document() {
    let shape = reference(include_str!("../reference/mykaarma-update-customer.json"));
    let stack = Stack::demo();
    let customer = format!(
        "/v2/department/{}/customer/{}",
        demo().at("mykaarma.department_token"),
        demo().at("mykaarma.customer_uuid"),
    );
    let basic = format!("Basic {}", demo().at("mykaarma.authorization"));
    let send = |body| Event::post(&customer).header("authorization", &basic).json(&body);
    let good = stack.send(&send(json!({"customer": {"customerKey": "77"}}))).await;
    assert_eq!((good.status(), good.body()), (200, r#"{"errors":[],"warnings":[]}"#));
    let bad = stack.send(&send(json!({"customer": {"customerKey": {"is": 77}}}))).await;
    assert_eq!(bad.status(), 400);
    let bad = bad.json();
    assert_eq!(bad.keys(), shape.keys());
    assert_eq!(bad.at("errors.0").unwrap().keys(), shape.at("errors.0").unwrap().keys());
    let warned = stack.send(&send(json!({"customer": {"phoneNumbers": []}}))).await;
    assert_eq!(warned.status(), 200);
    let warned = warned.json();
    assert_eq!(warned.keys(), shape.keys());
    assert_eq!(warned.at("warnings.0").unwrap().keys(), shape.at("warnings.0").unwrap().keys());
}
