//! A good request to each route, and the same from callers who may not make it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use registry::ServedRoute as Route;

use crate::demo::demo;
use crate::event::Event;
use crate::functions::Function;

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// Someone who may.
    Good,
    /// Someone who shows nothing.
    NoCredentials,
    /// Someone who shows something that is no credential: the so-many-th of [`GARBAGE`].
    Garbage(usize),
    /// Someone whose token's time is over.
    Expired,
    /// Someone who shows a token signed with another key, a key nobody has, a wrong password.
    WrongKey,
    /// Someone who shows what is good at another API.
    OtherApi,
    /// Someone who may, of another tenant, asking for what this tenant has.
    OtherTenant,
    /// The same, with the headers and path of its own tenant but this tenant's customer.
    OtherTenantsOwnPlace,
    /// Someone who may not call any more.
    Disabled,
    /// Someone whose role or scope does not allow it.
    WrongRole,
}

/// `Authorization` headers that are no credentials, the scheme word in place of `SCHEME`.
pub const GARBAGE: [&str; 10] = [
    "",
    " ",
    "SCHEME",
    "SCHEME ",
    "SCHEME garbage",
    "SCHEME %%%",
    "SCHEME Og==",
    "SCHEME eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
    "Digest username=\"a\"",
    "SCHEME SCHEME\u{e9}\u{0}",
];

/// The word before the credentials of an API.
fn scheme(api: &str) -> &'static str {
    match api {
        "cro" | "bluerocktel" => "Bearer",
        "nutcache" => "nut-basic",
        _ => "Basic",
    }
}

/// What such a caller shows at an API, where there is such a caller.
///
/// # Panics
/// When the API is not known here.
#[expect(clippy::panic, reason = "a new API's callers must be named here")]
fn shown(api: &str, caller: Caller) -> Option<String> {
    let path = match (api, caller) {
        (_, Caller::NoCredentials | Caller::Garbage(_)) => return None,
        (_, Caller::Good) => match api {
            "nutcache" | "mykaarma" => format!("{api}.authorization"),
            _ => format!("{api}.token"),
        },
        (_, Caller::OtherTenant | Caller::OtherTenantsOwnPlace) => match api {
            "nutcache" | "mykaarma" => format!("other_tenant.{api}.authorization"),
            _ => format!("other_tenant.{api}.token"),
        },
        // Fleet's tokens are in base64 once more, so that a good one elsewhere has to be too.
        ("fleet", Caller::OtherApi) => return Some(STANDARD.encode(demo().at("cro.token"))),
        ("cro", Caller::OtherApi) => "bluerocktel.token".to_owned(),
        ("bluerocktel", Caller::OtherApi) => "cro.token".to_owned(),
        ("nutcache", Caller::OtherApi) => "mykaarma.authorization".to_owned(),
        ("mykaarma", Caller::OtherApi) => "nutcache.authorization".to_owned(),
        ("fleet" | "cro" | "bluerocktel", Caller::Expired) => format!("{api}.expired_token"),
        ("fleet" | "cro" | "bluerocktel", Caller::WrongKey) => format!("{api}.wrong_key_token"),
        ("fleet" | "cro" | "bluerocktel", Caller::Disabled) => format!("{api}.disabled_token"),
        ("nutcache", Caller::WrongKey) => "nutcache.wrong_key_authorization".to_owned(),
        ("nutcache", Caller::Disabled) => "nutcache.disabled_authorization".to_owned(),
        ("mykaarma", Caller::WrongKey) => "mykaarma.wrong_password_authorization".to_owned(),
        ("cro", Caller::WrongRole) => "cro.tokens_by_role.Mechanic".to_owned(),
        ("bluerocktel", Caller::WrongRole) => "bluerocktel.tokens_by_role.ReadOnly".to_owned(),
        ("mykaarma", Caller::WrongRole) => "mykaarma.read_only_authorization".to_owned(),
        // Nutcache's keys and myKaarma's passwords do not end; fleet's and Nutcache's endpoints
        // are for every user; the demo has no disabled subscriber.
        ("nutcache" | "mykaarma", Caller::Expired)
        | ("fleet" | "nutcache", Caller::WrongRole)
        | ("mykaarma", Caller::Disabled) => return None,
        (other, _) => panic!("{other}: say what its callers show"),
    };
    Some(demo().at(&path))
}

/// The `Authorization` header of such a caller: `Some(None)` for none, `None` where the API has
/// no such caller.
fn authorization(api: &str, caller: Caller) -> Option<Option<String>> {
    match caller {
        Caller::NoCredentials => Some(None),
        Caller::Garbage(which) => Some(Some(GARBAGE[which].replace("SCHEME", scheme(api)))),
        other => Some(Some(format!("{} {}", scheme(api), shown(api, other)?))),
    }
}

/// A request to a route, from such a caller: with everything else as it should be. `None` where
/// the API has no such caller.
///
/// # Panics
/// When the route is not known here.
#[must_use]
pub fn request(route: &Route, caller: Caller) -> Option<Event> {
    let api = Function::named(route.function).api.as_str();
    let place = match caller {
        Caller::OtherTenantsOwnPlace => "other_tenant.",
        _ => "",
    };
    let path: Vec<String> = route.path.split('/').map(|part| parameter(part, place)).collect();
    let event = Event::new(route.method, &path.join("/")).header("accept", "application/json");
    let event = match api {
        "cro" => event.header("x-tenant-id", demo().at(&format!("{place}cro.tenant_id"))),
        "nutcache" => {
            let guid = demo().at(&format!("{place}nutcache.organization_guid"));
            event.header("organizationguid", guid).header("api-version", "3")
        }
        _ => event,
    };
    let event = with_body(event, route);
    Some(match authorization(api, caller)? {
        Some(authorization) => event.header("authorization", authorization),
        None => event,
    })
}

/// A segment of a route's path, its parameter replaced by one that leads to something. What
/// narrows the tenant is of the caller's `place`; the customer is always this tenant's.
#[expect(clippy::panic, reason = "a new parameter must be given a value here")]
fn parameter(segment: &str, place: &str) -> String {
    let path = match segment {
        "{customer_id}" => "cro.customer_id".to_owned(),
        "{id}" => "nutcache.customer_id".to_owned(),
        "{customer}" => "bluerocktel.customer_id".to_owned(),
        "{customerAccount}" => "bluerocktel.customer_account".to_owned(),
        "{token}" => format!("{place}mykaarma.department_token"),
        "{customerID}" => "mykaarma.customer_uuid".to_owned(),
        // The trailing slash alone.
        "{slash+}" => return String::new(),
        other if other.starts_with('{') => panic!("{other}: say what stands there"),
        other => return other.to_owned(),
    };
    demo().at(&path)
}

/// What a request that writes brings: something that changes what it writes to.
#[expect(clippy::panic, reason = "a new route must be given a body here")]
fn with_body(event: Event, route: &Route) -> Event {
    match route.function {
        "fleet-update-customer" => event.json(&json!({"company": "Smart-E Tracking"})),
        "bluerocktel-create-customer" => event.json(&json!({"name": "Nouvelle société"})),
        "mykaarma-update-customer" => event.json(&json!({"customer": {"customerKey": "K-77"}})),
        _ if route.method == "GET" => event,
        other => panic!("{other}: say what its body is"),
    }
}
