//! Fields that a write may not touch: sent beside one that it may, they are passed over or
//! refused, and the record is the same in them afterwards.

use harness::demo::demo;
use harness::functions::routes;
use harness::seed::{assert_clean, tenant};
use harness::views::TENANT;
use harness::whole::whole;
use registry::ServedRoute as Route;
use serde_json::{Map, Value, json};
use shared::record::Customer;
use shared::record::diff::changes;

use crate::{OURS, World, functions, writes};

/// Names that only answers have, that only the record has, or that nobody has.
const READ_ONLY: [&str; 42] = [
    "id",
    "uuid",
    "customerUuid",
    "customer_id",
    "customerId",
    "version",
    "created_at",
    "updated_at",
    "createdAt",
    "updatedAt",
    "created_on",
    "last_updated_on",
    "tenant",
    "tenant_id",
    "tenantId",
    "Organization",
    "organization",
    "dealership_id",
    "texts",
    "invoiced_monthly",
    "numberOfInvoices",
    "lastInvoice",
    "quickSearch",
    "quickSearchLabel",
    "quickSearchIndex",
    "response",
    "customer_data",
    "auth",
    "status_desc",
    "roles",
    "role",
    "is_admin",
    "disabled",
    "parts_made",
    "schema",
    "entity",
    "document",
    "pk",
    "sk",
    "expires_at",
    "live",
    "__proto__",
];

/// Values that would change something if they were taken.
fn values() -> Vec<Value> {
    vec![json!(7), json!("01890a5d-ac96-774b-bcce-b302099a8057"), json!({"id": 7})]
}

/// The field that a route's good write changes, and its value.
fn good_field(route: &Route) -> (&'static str, Value) {
    match route.function {
        "fleet-update-customer" => ("company", json!("Written")),
        "bluerocktel-create-customer" => ("name", json!("Written")),
        "mykaarma-update-customer" => ("customerKey", json!("WRITTEN")),
        other => panic!("{other}: say what it may write"),
    }
}

/// What a good write of that field alone changes.
fn may_change(route: &Route) -> &'static [&'static str] {
    match route.function {
        "fleet-update-customer" => &["company", "name"],
        "mykaarma-update-customer" => &["customer_key"],
        other => panic!("{other}: say what it changes"),
    }
}

/// Whose record a route writes.
fn written(route: &Route) -> u64 {
    match route.function {
        "fleet-update-customer" => demo().number("fleet.customer_id"),
        "mykaarma-update-customer" => demo().number("mykaarma.customer_id"),
        other => panic!("{other}: say what it writes"),
    }
}

/// A body that writes one field, with others beside it: at the root, and within where an API has
/// its fields there.
fn body(route: &Route, others: &Map<String, Value>) -> Value {
    let (name, value) = good_field(route);
    let mut fields = others.clone();
    fields.insert(name.to_owned(), value);
    if !route.function.starts_with("mykaarma") {
        return Value::Object(fields);
    }
    let mut body = others.clone();
    body.insert("customer".to_owned(), Value::Object(fields));
    Value::Object(body)
}

/// Every field of the record by its own name, with the values of another record, but those whose
/// names are the API's own for what it may write.
fn record_fields(route: &Route) -> Map<String, Value> {
    let Value::Object(mut fields) = serde_json::to_value(whole(700)).unwrap() else { panic!() };
    let writable: &[&str] = match route.function {
        "fleet-update-customer" => &["company", "timezone"],
        "bluerocktel-create-customer" => &["name", "active", "website"],
        _ => &["company", "emails", "addresses", "vehicles"],
    };
    fields.retain(|name, _| !writable.contains(&name.as_str()));
    fields
}

fn attacks(route: &Route) -> Vec<Map<String, Value>> {
    let one = |name: &str, value: Value| Map::from_iter([(name.to_owned(), value)]);
    let mut attacks = vec![record_fields(route)];
    for name in READ_ONLY {
        attacks.extend(values().into_iter().map(|value| one(name, value)));
    }
    attacks
}

fn difference(before: &Customer, after: &Customer) -> Vec<String> {
    changes(Some(before), Some(after)).unwrap().into_names().into_iter().collect()
}

/// Broken by taking fleet's time zone from `version`.
#[tokio::test]
async fn an_update_writes_what_it_may_and_nothing_else() {
    for route in functions().iter().filter(|route| writes(route)) {
        if route.function == "bluerocktel-create-customer" {
            continue;
        }
        let world = World::of(route).await;
        let number = written(route);
        // What may be written stands there before: whatever changes then may not.
        let plain = world.send(&world.good().json(&body(route, &Map::new()))).await;
        assert_eq!(plain.status(), 200, "{}", plain.body());
        let before = world.stack.record(number).await;
        let table = world.stack.engine.snapshot();
        for others in attacks(route) {
            let body = body(route, &others);
            let what = world.what(&body.to_string());
            let answer = world.send(&world.good().json(&body)).await;
            assert!([200, 400, 422].contains(&answer.status()), "{what}: {}", answer.body());
            assert_eq!(table.changed(&world.stack.engine.snapshot()), [], "{what}: it was written");
        }
        assert_eq!(world.stack.record(number).await, before);
    }
}

/// The same where the write does change something: the service's own fields are the service's.
///
/// Broken by taking fleet's time zone from `version`.
#[tokio::test]
async fn ids_versions_and_times_are_the_services_own() {
    for route in functions().iter().filter(|route| writes(route)) {
        if route.function == "bluerocktel-create-customer" {
            continue;
        }
        let world = World::of(route).await;
        let number = written(route);
        let before = world.stack.record(number).await;
        let answer = world.send(&world.good().json(&body(route, &record_fields(route)))).await;
        // myKaarma holds fields to their types, whatever it does with them.
        assert!([200, 400].contains(&answer.status()), "{}: {}", route.path, answer.body());
        let after = world.stack.record(number).await;
        if answer.status() == 200 {
            assert_eq!(difference(&before, &after), may_change(route), "{}", route.path);
            assert_eq!(after.version, before.version.next());
        }
        assert_eq!((after.id, after.uuid), (before.id, before.uuid));
        assert_eq!(after.created_at, before.created_at);
        assert_clean(&world.stack.engine, tenant(OURS));
    }
}

/// Broken by making BlueRockTEL's `quickSearch` writable.
#[tokio::test]
async fn a_create_takes_nothing_that_is_the_services_own() {
    let route = routes().into_iter().find(|route| route.function == "bluerocktel-create-customer");
    let route = route.unwrap();
    let plain = World::of(&route).await;
    let expected = plain.send(&plain.good().json(&body(&route, &Map::new()))).await;
    let world = World::of(&route).await;
    let mut id: u64 = expected.json().at("id").unwrap().to_string().parse().unwrap();
    let like = |body: &str, id: u64| {
        let account = (format!("CL{id:06}"), "CL".to_owned());
        body.replace(&account.0, &account.1).replace(&id.to_string(), "ID")
    };
    let expected = like(expected.body(), id);
    for others in attacks(&route) {
        for event in both_ways(&world, &route, &others) {
            let answer = world.send(&event).await;
            let what = world.what(&format!("{others:?}"));
            assert_eq!(answer.status(), 200, "{what}: {}", answer.body());
            assert_eq!(like(answer.body(), id), expected, "{what}");
            let stored = world.stack.record(id).await;
            let made = plain.stack.record(first(&plain).await).await;
            let other = Customer { id: stored.id, uuid: stored.uuid, ..made };
            let other = Customer { account_number: stored.account_number.clone(), ..other };
            assert_eq!(stored, other, "{what}");
            id += 1;
        }
    }
    assert_clean(&world.stack.engine, tenant(TENANT));
}

/// The id of the customer that was made last.
async fn first(world: &World) -> u64 {
    let made = crate::documents(&world.stack, OURS, "#CUSTOMERS");
    made.iter().filter_map(|customer| customer["id"].as_u64()).max().unwrap()
}

/// In the body and, as far as a query can say it, in the query.
fn both_ways(
    world: &World,
    route: &Route,
    others: &Map<String, Value>,
) -> Vec<harness::event::Event> {
    let mut ways = vec![world.good().json(&body(route, others))];
    if let [(name, Value::String(value))] = others.iter().collect::<Vec<_>>().as_slice() {
        let query = format!("{name}={value}");
        ways.push(world.good().json(&body(route, &Map::new())).query(&query));
    }
    ways
}
