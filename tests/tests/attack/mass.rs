//! Fields that a write may not touch: sent beside those that it may, they are passed over or
//! refused, and what is stored is the same as without them.

use std::collections::BTreeSet;

use harness::cases::Cases;
use harness::engine::Snapshot;
use harness::event::Event;
use harness::redact;
use harness::seed::{assert_clean, tenant};
use harness::whole::whole;
use registry::ServedRoute as Route;
use serde_json::{Map, Value, json};

use crate::{OURS, World, functions, writes};

/// Names that only answers have, that only the record has, or that nobody has.
const READ_ONLY: &str = "id uuid customerUuid customer_id customerId version created_at updated_at \
    createdAt updatedAt created_on last_updated_on tenant tenant_id tenantId Organization \
    organization dealership_id texts invoiced_monthly numberOfInvoices lastInvoice quickSearch \
    quickSearchLabel quickSearchIndex response customer_data auth status_desc roles role is_admin \
    disabled given schema entity document pk sk expires_at live __proto__";

/// Values that would change something if they were taken.
fn values() -> [Value; 3] {
    [json!(7), json!("01890a5d-ac96-774b-bcce-b302099a8057"), json!({"id": 7})]
}

/// Every field of the record by its own name, with the values of another record, but those whose
/// names a body in the endpoint's cases has: the API may write these.
fn record_fields(route: &Route) -> Map<String, Value> {
    let Value::Object(mut fields) = serde_json::to_value(whole(700)).unwrap() else { panic!() };
    let written: BTreeSet<String> =
        Cases::of(route.function).body_fields().into_iter().flatten().collect();
    fields.retain(|name, _| !written.contains(name));
    fields
}

fn attacks(route: &Route) -> Vec<Map<String, Value>> {
    let one = |name: &str, value: Value| Map::from_iter([(name.to_owned(), value)]);
    let mut attacks = vec![record_fields(route)];
    for name in READ_ONLY.split_whitespace() {
        attacks.extend(values().into_iter().map(|value| one(name, value)));
    }
    attacks
}

/// The good body with these fields wherever it has fields and lacks them: at the root, and one
/// level below.
fn beside(good: &Value, others: &Map<String, Value>) -> Value {
    let mut body = good.clone();
    let fields = body.as_object_mut().expect("a body with fields");
    for inner in fields.values_mut().filter_map(Value::as_object_mut) {
        add(inner, others);
    }
    add(fields, others);
    body
}

fn add(fields: &mut Map<String, Value>, others: &Map<String, Value>) {
    for (name, value) in others {
        fields.entry(name.as_str()).or_insert_with(|| value.clone());
    }
}

/// The good request with these fields beside its own: in the body and, as far as a query can say
/// it, in the query.
fn requests(world: &World, others: &Map<String, Value>) -> Vec<Event> {
    let body = Cases::of(world.route.function).good().body().expect("a body of JSON");
    let mut ways = vec![world.good().json(&beside(&body, others))];
    if let [(name, Value::String(value))] = others.iter().collect::<Vec<_>>().as_slice() {
        ways.push(world.good().query(&format!("{name}={value}")));
    }
    ways
}

/// The customers that a request writes, as texts in which new UUIDs are alike. Afterwards the table
/// is what it was before.
async fn written(world: &World, before: &Snapshot, event: &Event) -> (u16, Vec<String>) {
    let event = event.to_json(Some(&world.route));
    // Each with an instance of its own: a warm one remembers the last id.
    let answer = world.instance.function.start(&world.stack).await.call(&event).await;
    assert_clean(&world.stack.engine, tenant(OURS));
    let after = world.stack.engine.snapshot();
    let changed = before.changed(&after);
    let customers = changed.iter().filter(|(pk, _)| pk.ends_with("#CUSTOMERS"));
    let text = |key| {
        let item = &after.0[key];
        let document = item["document"]["S"].as_str().unwrap();
        format!("{key:?} {} {}", item["version"], redact::json(document, &event))
    };
    let customers: Vec<String> = customers.map(text).collect();
    assert_eq!(customers.is_empty(), changed.is_empty(), "{changed:?}");
    world.stack.engine.restore(before, &after);
    (answer.status(), customers)
}

/// Broken by taking fleet's time zone from `version`.
#[tokio::test]
async fn a_write_stores_what_it_may_and_nothing_else() {
    for route in functions().iter().filter(|route| writes(route)) {
        let world = World::of(route).await;
        let before = world.stack.engine.snapshot();
        let expected = written(&world, &before, &world.good()).await;
        assert_eq!(expected.0, world.success(), "{}", route.path);
        let mut accepted = 0;
        for event in attacks(route).iter().flat_map(|others| requests(&world, others)) {
            let what = world.what(&event.to_json(None));
            let found = written(&world, &before, &event).await;
            if found.0 == expected.0 {
                assert_eq!(found.1, expected.1, "{what}");
                accepted += 1;
            } else {
                assert!([400, 422].contains(&found.0), "{what}: {}", found.0);
                assert_eq!(found.1, Vec::<String>::new(), "{what}");
            }
        }
        assert!(accepted > 40, "{}: only {accepted} were accepted", route.path);
    }
}
