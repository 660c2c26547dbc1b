//! The requests that the clients send, each with what it is documented to be answered with.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::event::Event;
use harness::functions::{FALLBACK, routes};
use hyper::body::Bytes;
use local::demo::DemoDocument;
use serde_json::json;

use crate::soak::seed::Owned;

/// A request to one function.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The function of its route.
    pub function: &'static str,
    /// The status that it is answered with, where DynamoDB can be had.
    pub expected: u16,
    /// The event.
    pub event: Bytes,
}

fn asked(request: &Event, expected: u16) -> Asked {
    let routes = routes();
    let route = request.route(&routes);
    let function = route.map_or(FALLBACK, |route| route.function);
    Asked { function, expected, event: Bytes::from(request.to_json(route)) }
}

/// fleet: the client's own customer.
pub(super) fn show(own: &Owned) -> Asked {
    asked(&fleet(Event::get("/v1/customers"), own), 200)
}

/// fleet: a new name for it.
pub(super) fn rename(own: &Owned, name: &str) -> Asked {
    let body = json!({"company": name, "show_map_speed": name.len().is_multiple_of(2)});
    asked(&fleet(Event::put("/v1/customers"), own).json(&body), 200)
}

fn fleet(request: Event, own: &Owned) -> Event {
    request.header("authorization", format!("Basic {}", own.fleet_token))
}

/// CRO: a customer.
pub(super) fn cro(demo: &DemoDocument, id: u64, expected: u16) -> Asked {
    let request = Event::get(&format!("/customers/{id}"))
        .header("authorization", format!("Bearer {}", demo.cro.token))
        .header("x-tenant-id", demo.cro.tenant_id.to_string());
    asked(&request, expected)
}

/// Nutcache: a customer.
pub(super) fn nutcache(demo: &DemoDocument, id: u64) -> Asked {
    let request = Event::get(&format!("/webapi/customers/{id}"));
    asked(&in_organization(request, demo, &demo.nutcache.authorization), 200)
}

/// Nutcache: a stranger with a wrong password, which both of its functions hash to refuse it. Each
/// has a name and an address of its own, since who guesses too often has nothing hashed any more.
pub(super) fn nutcache_refused(demo: &DemoDocument, at_list: bool, stranger: u64) -> Asked {
    let wrong = STANDARD.encode(format!("key:stranger-{stranger}@nowhere.example:wrong"));
    let id = if at_list { String::new() } else { format!("/{}", demo.nutcache.customer_id) };
    let [.., a, b, c] = stranger.to_be_bytes();
    let request =
        Event::get(&format!("/webapi/customers{id}")).from_address(&format!("10.{a}.{b}.{c}"));
    asked(&in_organization(request, demo, &wrong), 401)
}

/// Nutcache: a page of the list.
pub(super) fn list(demo: &DemoDocument, page: u64) -> Asked {
    let request = Event::get(&format!("/webapi/customers?page={page}"));
    asked(&in_organization(request, demo, &demo.nutcache.authorization), 200)
}

fn in_organization(request: Event, demo: &DemoDocument, authorization: &str) -> Event {
    request
        .header("authorization", format!("nut-basic {authorization}"))
        .header("organizationguid", demo.nutcache.organization_guid.clone())
        .header("api-version", "3")
}

/// BlueRockTEL: a customer.
pub(super) fn bluerocktel(demo: &DemoDocument, id: u64) -> Asked {
    asked(&with_token(Event::get(&format!("/api/v1/customers/{id}")), demo), 200)
}

/// BlueRockTEL: a customer by its account.
pub(super) fn account(demo: &DemoDocument) -> Asked {
    let account = &demo.bluerocktel.customer_account;
    asked(&with_token(Event::get(&format!("/api/v1/customerAccounts/{account}")), demo), 200)
}

/// BlueRockTEL: a new customer, under a key.
pub(super) fn create(demo: &DemoDocument, name: &str, key: &str) -> Asked {
    let request = with_token(Event::post("/api/v1/customers"), demo);
    asked(&request.header("idempotency-key", key).json(&json!({"name": name})), 200)
}

fn with_token(request: Event, demo: &DemoDocument) -> Event {
    request.header("authorization", format!("Bearer {}", demo.bluerocktel.token))
}

/// myKaarma: a new key for a customer, by its UUID or its id.
pub(super) fn rekey(demo: &DemoDocument, customer: &str, key: &str) -> Asked {
    let token = &demo.mykaarma.department_token;
    let request = Event::post(&format!("/v2/department/{token}/customer/{customer}"))
        .header("authorization", format!("Basic {}", demo.mykaarma.authorization))
        .json(&json!({"customer": {"customerKey": key}}));
    asked(&request, 200)
}

/// Nobody's path.
pub(super) fn nowhere() -> Asked {
    asked(&Event::get("/v1/nothing"), 404)
}
