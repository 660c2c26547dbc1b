//! Attacks on every route, by the items of the OWASP API Security Top 10 (2023). The routes are
//! those that the APIs list, so that a new one is attacked from its first day.
//!
//! | item | where |
//! |---|---|
//! | 1 Broken object level authorization | [`tenants`]: another tenant's ids by every way in; [`roles`]: customers out of a role's sight; [`pins`]: another tenant's or client's pinned version |
//! | 2 Broken authentication | [`tokens`]: forged tokens, revoked and endless sessions; [`secrets`]: equal answers and equal work, what is hashed for whom, verified passwords; the suites `refusals` and `limits` |
//! | 3 Broken object property level authorization | [`mass`]: fields that a write may not touch |
//! | 4 Unrestricted resource consumption | [`exhaustion`]: what one request may cost, limits that reach refused callers; the suites `limits` and `bad_input` |
//! | 5 Broken function level authorization | [`roles`]: every role on every route, as the cases say; [`subscribers`]: a scope that comes in by another |
//! | 6 Unrestricted access to sensitive business flows | throttling, which API Gateway does |
//! | 7 Server side request forgery | [`injection`]: no function calls anything but the table |
//! | 8 Security misconfiguration | [`injection`]: headers and log lines; the suites `template`, `logs` and `runtime` |
//! | 9 Improper inventory management | [`roles`]: a route without cases fails; the suite `wiring` |
//! | 10 Unsafe consumption of APIs | nothing is consumed but the table; the suites `runtime` and `keys` |

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod exhaustion;
mod forge;
mod injection;
mod keys;
mod mass;
mod pins;
mod roles;
mod secrets;
mod subscribers;
mod tenants;
mod tokens;

use dynoxide::AttributeValue;
use harness::cases::Cases;
use harness::functions::routes;
use harness::stack::Stack;
use harness::warm::Warm as World;
use registry::ServedRoute as Route;
use serde_json::Value;

/// The tenant that good callers belong to.
const OURS: u64 = 1686;
/// The other one.
const THEIRS: u64 = 2001;

/// One route of each function: where nothing depends on the path, its others are the same.
fn functions() -> Vec<Route> {
    let mut seen = std::collections::BTreeSet::new();
    let mut routes = routes();
    routes.retain(|route| seen.insert(route.function));
    routes
}

/// Whether the route's requests have bodies.
fn takes_body(route: &Route) -> bool {
    Cases::of(route.function).takes_body()
}

/// Whether the route changes customers.
fn writes(route: &Route) -> bool {
    Cases::of(route.function).changes_customers()
}

/// What an API answers to whom it does not know.
fn unauthenticated(api: &str) -> u16 {
    if api == "fleet" { 403 } else { 401 }
}

/// The documents of a tenant's items whose partition key ends like that.
fn documents(stack: &Stack, tenant: u64, partition: &str) -> Vec<Value> {
    let begins = format!("TENANT#{tenant}");
    let all = stack.engine.items().into_iter().filter_map(|item| {
        let (Some(AttributeValue::S(pk)), Some(AttributeValue::S(document))) =
            (item.get("pk"), item.get("document"))
        else {
            return None;
        };
        let rest = pk.strip_prefix(&begins)?;
        let is_its = rest.is_empty() || rest.starts_with('#');
        (is_its && rest.contains(partition)).then(|| serde_json::from_str(document).unwrap())
    });
    all.collect()
}
