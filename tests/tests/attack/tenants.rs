//! Another tenant's things, by every way that leads into a request: nothing of that tenant is in
//! any answer, none of its items changes, and its ids are answered like ids that nobody has.

use std::collections::BTreeSet;

use harness::cases::Cases;
use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Answer, routes};
use harness::json::texts;
use harness::requests::on_route;
use harness::seed::{assert_clean, tenant};
use harness::stack::Stack;
use registry::ServedRoute as Route;
use serde_json::{Value, json};

use crate::{OURS, THEIRS, World, documents, functions, writes};

/// The shortest text that is looked for.
const SHORTEST: usize = 4;
/// What nobody has, in the place of each parameter.
const NOBODYS_UUID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
const NOBODYS_ID: &str = "900000001";
const NOBODYS_NAME: &str = "nobodys-900000001";

fn texts_of(tenant: u64) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for document in documents(&Stack::demo(), tenant, "") {
        texts(&document, &mut |text| {
            if text.len() >= SHORTEST {
                found.insert(text.to_owned());
            }
        });
    }
    found
}

/// What only the other tenant has. What the caller itself sent may come back to it.
fn assert_nothing_of_theirs(answer: &Answer, event: &Event, what: &str) {
    let sent = event.to_json(None);
    for text in &texts_of(THEIRS) - &texts_of(OURS) {
        if !sent.contains(&text) {
            assert!(!answer.body().contains(&text), "{what} shows {text}: {}", answer.body());
        }
    }
}

/// Where the path's parameters stand, each with the placeholder that the good request has there: it
/// says what the parameter names, whatever its own name is.
fn parameters(route: &Route) -> Vec<(usize, String)> {
    let cases = Cases::of(route.function);
    let good = on_route(cases, &cases.good().request, route);
    let sent = good.path().split('/');
    let segments = route.path.split('/').zip(sent).enumerate();
    let is_one = |segment: &str| segment.starts_with('{') && !segment.ends_with("+}");
    segments
        .filter(|(_, (segment, _))| is_one(segment))
        .map(|(at, (segment, sent))| {
            let placeholder = sent.strip_prefix("{{").and_then(|sent| sent.strip_suffix("}}"));
            let what = format!("{}: put a placeholder in the place of {segment}", route.function);
            (at, placeholder.expect(&what).to_owned())
        })
        .collect()
}

/// The other tenant's values in the place of a placeholder, each with one of its kind that nobody
/// has.
fn values(placeholder: &str) -> Vec<(String, &'static str)> {
    let customers = documents(&Stack::demo(), THEIRS, "#CUSTOMERS");
    assert!(!customers.is_empty());
    let ours = documents(&Stack::demo(), OURS, "#CUSTOMERS");
    let all = |field: &str| -> Vec<String> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let values = customers.iter().filter(|customer| !customer[field].is_null());
        values
            .filter(|customer| ours.iter().all(|ours| ours[field] != customer[field]))
            .map(|customer| text(&customer[field]))
            .collect()
    };
    // What nobody has must look the same: digits may be read as an id.
    let nobodys = |value: &str, other: &'static str| {
        if value.bytes().all(|byte| byte.is_ascii_digit()) { NOBODYS_ID } else { other }
    };
    let of = |field: &str, other: &'static str| {
        let values = all(field);
        assert!(!values.is_empty(), "the other tenant has no {field} of its own");
        let each = values.into_iter().map(move |value| {
            let nobodys = nobodys(&value, other);
            (value, nobodys)
        });
        each.collect::<Vec<_>>()
    };
    match placeholder.rsplit('.').next() {
        Some("customer_id" | "customer_account" | "customer_uuid") => {
            [of("id", NOBODYS_ID), of("account_number", NOBODYS_NAME), of("uuid", NOBODYS_UUID)]
                .concat()
        }
        Some("department_token") => {
            vec![(demo().at(&format!("other_tenant.{placeholder}")), NOBODYS_NAME)]
        }
        _ => panic!("{placeholder}: say what the other tenant has there"),
    }
}

/// Guards against a value that is looked for in more than one tenant.
#[tokio::test]
async fn their_ids_in_the_path_are_answered_like_nobodys() {
    let mut sent = 0;
    for route in routes() {
        for (at, placeholder) in parameters(&route) {
            let world = World::of(&route).await;
            let before = world.stack.engine.snapshot();
            let with = |value: &str| {
                let good = world.good();
                let mut path: Vec<String> = good.path().split('/').map(str::to_owned).collect();
                value.clone_into(&mut path[at]);
                good.at(&path.join("/"))
            };
            for (theirs, nobodys) in values(&placeholder) {
                let what = world.what(&theirs);
                let event = with(&theirs);
                let answer = world.send(&event).await;
                let unknown = world.send(&with(nobodys)).await;
                assert!(answer.status() >= 400, "{what}: {}", answer.body());
                assert_eq!(answer.status(), unknown.status(), "{what}");
                assert_eq!(answer.body(), unknown.body(), "{what}");
                assert_nothing_of_theirs(&answer, &event, &what);
                sent += 1;
            }
            assert_eq!(before.changed(&world.stack.engine.snapshot()), [], "{}", route.path);
        }
    }
    assert!(sent > 30, "only {sent} were sent");
}

/// Headers that name a tenant, some of them only elsewhere.
fn headers() -> Vec<(&'static str, String)> {
    let organization = demo().at("other_tenant.nutcache.organization_guid");
    let both = format!("{OURS},{THEIRS}");
    vec![
        ("x-tenant-id", THEIRS.to_string()),
        ("x-tenant-id", both),
        ("x-tenant-id", format!(" {THEIRS}")),
        ("organizationguid", organization.to_lowercase()),
        ("organizationguid", organization),
        ("x-tenant", THEIRS.to_string()),
        ("x-organization-id", THEIRS.to_string()),
        ("x-user-id", "1201".to_owned()),
        ("x-forwarded-user", "admin@other.cro.example".to_owned()),
        ("x-original-url", "/customers/505".to_owned()),
        ("x-rewrite-url", "/customers/505".to_owned()),
        ("x-http-method-override", "DELETE".to_owned()),
        ("cookie", format!("tenant={THEIRS}")),
        ("x-amzn-request-context", json!({"tenant": THEIRS}).to_string()),
    ]
}

/// Ways to ask for another tenant in a query, some of them only elsewhere.
fn queries() -> Vec<String> {
    let organization = demo().at("other_tenant.nutcache.organization_guid");
    let mut queries: Vec<String> = ["tenant", "tenant_id", "x-tenant-id", "ten", "Organization"]
        .iter()
        .map(|name| format!("{name}={THEIRS}"))
        .collect();
    queries.extend([
        format!("OrganizationGuid={organization}"),
        "id=505&customer_id=505&customer=505&parent_id=505".to_owned(),
        format!("include=organizations,countries,states,taxes,currencies&tenant={THEIRS}"),
        format!("filter[tenant]={THEIRS}&filter[id]=505"),
        "department=demo-department-2001&token=demo-department-2001".to_owned(),
    ]);
    queries
}

/// Broken by taking CRO's tenant from the header without comparing it with the user's.
#[tokio::test]
async fn their_whole_place_is_refused_to_our_credentials() {
    for route in routes().into_iter().filter(|route| route.path.contains('{')) {
        let world = World::of(&route).await;
        let parameters = parameters(&route);
        let most = parameters.iter().map(|(_, placeholder)| values(placeholder).len());
        for number in 0..most.max().unwrap_or_default() {
            let good = world.good();
            let mut path: Vec<String> = good.path().split('/').map(str::to_owned).collect();
            for (at, placeholder) in &parameters {
                let values = values(placeholder);
                path[*at].clone_from(&values[number % values.len()].0);
            }
            let event = good
                .at(&path.join("/"))
                .header("x-tenant-id", THEIRS.to_string())
                .header("organizationguid", demo().at("other_tenant.nutcache.organization_guid"));
            let answer = world.send(&event).await;
            let what = world.what(event.path());
            assert!((400..500).contains(&answer.status()), "{what}: {}", answer.body());
            assert_nothing_of_theirs(&answer, &event, &what);
        }
    }
}

/// Guards against a header or query that says more than the credentials do.
#[tokio::test]
async fn their_names_in_headers_and_queries_only_narrow() {
    for route in functions() {
        let plain = World::of(&route).await;
        let expected = plain.send(&plain.good()).await;
        assert_eq!(expected.status(), plain.success());
        let with_headers = headers().into_iter().map(|(name, value)| {
            (format!("{name}: {value}"), plain.good().header(name, value), true)
        });
        // Nutcache's links and `include` may show more, of the caller's own tenant.
        let with_queries = queries().into_iter().map(|query| {
            let event = plain.good().query(&query);
            (query, event, plain.api() != "nutcache")
        });
        for (case, event, same) in with_headers.chain(with_queries) {
            // What was written before must not be in the way of a write.
            let fresh = if writes(&route) { Some(World::of(&route).await) } else { None };
            let world = fresh.as_ref().unwrap_or(&plain);
            let before = documents(&world.stack, THEIRS, "");
            let answer = world.send(&event).await;
            let what = world.what(&case);
            let refused = (400..500).contains(&answer.status());
            assert!(refused || answer.status() == plain.success(), "{what}: {}", answer.body());
            if same && !refused {
                assert_eq!(answer.body(), expected.body(), "{what}");
            }
            assert_nothing_of_theirs(&answer, &event, &what);
            assert_eq!(documents(&world.stack, THEIRS, ""), before, "{what}");
        }
    }
}

/// Bodies that name what is the other tenant's, around something that is written.
fn bodies(other: &Value) -> Vec<Value> {
    let (id, uuid) = (&other["id"], &other["uuid"]);
    let dealer = demo().at("other_tenant.mykaarma.dealer_uuid");
    vec![
        json!({"dealerUUIDList": [dealer], "customer": {"customerKey": "K"}}),
        json!({"tenant": THEIRS, "customer": {"customerKey": "K", "tenant": THEIRS}}),
        json!({"customer": {"customerUuid": uuid, "customerKey": "K"}}),
        json!({"customer": {"id": id, "customerKey": "K", "tenantId": THEIRS}}),
        json!({"customer": {"addresses": [{"uuid": other["addresses"][0]["uuid"],
            "line1": "1 Way", "zip": "1", "type": "BILLING"}]}}),
        json!({"vehicles": [{"vehicleUuid": other["vehicles"][0]["uuid"], "color": "red"}]}),
        json!({"searchForDuplicate": true, "customer": {"emails": [
            {"emailAddress": other["emails"][0]["address"]}]},
            "vehicles": [{"vin": other["vehicles"][0]["vin"]}]}),
        json!({"name": "Named", "company": "Named", "id": id, "uuid": uuid, "tenant": THEIRS}),
        json!({"name": "Named", "company": "Named", "parent_id": id, "tenant_id": THEIRS,
            "customer": id, "dealership_id": id, "ten": THEIRS, "cus": id}),
        json!({"name": "Named", "customerAccount": other["account_number"]}),
    ]
}

/// Guards against a reference in a body that is followed out of the tenant.
#[tokio::test]
async fn their_ids_in_bodies_lead_nowhere() {
    let customers = documents(&Stack::demo(), THEIRS, "#CUSTOMERS");
    for route in functions().iter().filter(|route| writes(route)) {
        for body in customers.iter().flat_map(bodies) {
            let world = World::of(route).await;
            let before = documents(&world.stack, THEIRS, "");
            let event = world.good().json(&body);
            let answer = world.send(&event).await;
            let what = world.what(&body.to_string());
            assert!(answer.status() < 500, "{what}: {}", answer.body());
            assert!(!answer.body().contains("10101"), "{what}: {}", answer.body());
            assert_nothing_of_theirs(&answer, &event, &what);
            assert_eq!(documents(&world.stack, THEIRS, ""), before, "{what}");
            assert_clean(&world.stack.engine, tenant(OURS));
            assert_clean(&world.stack.engine, tenant(THEIRS));
        }
    }
}

/// Guards against accounts that are unique beyond their tenant: "taken" would tell of another's.
#[tokio::test]
async fn a_value_that_another_tenant_holds_is_free_here() {
    let route = routes().into_iter().find(|route| route.function == "bluerocktel-create-customer");
    let world = World::of(&route.unwrap()).await;
    let account = demo().at("other_tenant.bluerocktel.customer_account");
    let event = world.good().json(&json!({"name": "Named", "customerAccount": account}));
    let answer = world.send(&event).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert_eq!(answer.json().text("customerAccount"), account);
}
