//! Every role on every route: the cases say what each gets, and list them all.
//!
//! A role is what stands in the user's record; several are held at once. `(none)` is a user without
//! any, `Astronaut` one whose role the API does not know. myKaarma's roles are the scopes that a
//! subscriber is granted in the department. Nutcache has no roles. CRO's callers are bound to the
//! parent of the good request's customer, and work at its location.

use harness::cases::{Case, Cases, MARK};
use harness::demo::demo;
use harness::functions::routes;
use harness::requests::on_route;
use harness::seed::{assert_clean, id, tenant};
use harness::stack::Stack;
use harness::walk;
use registry::ServedRoute as Route;
use shared::store::principal::{Subscriber, User};
use shared::store::{Get, WriteError};

use crate::OURS;

/// The word for a caller without any role.
const NONE: &str = "(none)";
/// A role that no API knows.
const UNKNOWN: &str = "Astronaut";
/// The dispatch location of the demo's customer that every role of CRO sees.
const LOCATION: u64 = 7001;

/// The roles and scopes that an API knows.
fn roles_of(name: &str) -> impl Iterator<Item = &'static str> {
    let apis = registry::APIS.iter().filter(move |api| api.name.as_str() == name);
    apis.flat_map(|api| api.roles.iter().chain(api.scopes).copied())
}

/// Broken by taking a role out of a file.
#[test]
fn the_cases_say_what_every_role_gets() {
    for cases in Cases::all().filter(|cases| !cases.is_public()) {
        let name = cases.function.name;
        let listed = &cases.good().tags.roles;
        for role in roles_of(cases.function.api.as_str()).chain([NONE, UNKNOWN]) {
            assert!(listed.contains_key(role), "{name}: say in `good` what {role} gets: @roles");
        }
    }
}

/// Gives the good caller of an API these roles and no others.
async fn give(stack: &Stack, api: &str, roles: &str) {
    let roles: Vec<String> =
        roles.split(" + ").filter(|role| *role != NONE).map(str::to_owned).collect();
    let number: u64 = match api {
        "fleet" => 101,
        "cro" => 201,
        "nutcache" => 301,
        "bluerocktel" => 401,
        _ => return grant(stack, roles).await,
    };
    let bind = |user: &mut User| {
        user.roles = roles;
        if api == "cro" {
            user.customer = Some(id(demo().number("cro.parent_customer_id")));
            user.locations = vec![LOCATION.try_into().unwrap()];
        }
        Ok::<_, WriteError>(())
    };
    stack.store().amend(Get::user(number.try_into().unwrap()), bind).await.expect("the user");
}

/// myKaarma's roles are scopes.
async fn grant(stack: &Stack, scopes: Vec<String>) {
    let change = |subscriber: &mut Subscriber| {
        for grant in &mut subscriber.grants {
            grant.scopes.clone_from(&scopes);
        }
        Ok::<_, WriteError>(())
    };
    let at = Get::<Subscriber>::subscriber(&demo().at("mykaarma.username"));
    stack.store().amend(at, change).await.expect("the subscriber");
}

async fn check(cases: &Cases, case: &Case, route: &Route) {
    for (roles, status) in &case.tags.roles {
        let what = format!("{} {}, {} as {roles}", route.method, route.path, case.name);
        let stack = Stack::demo();
        give(&stack, cases.function.api.as_str(), roles).await;
        let before = stack.engine.snapshot();
        let event = on_route(cases, &case.request, route).event(MARK);
        let answer = stack.send_to(route, &event).await;
        assert_eq!(answer.status(), *status, "{what}: {}", answer.body());
        if *status >= 400 {
            assert_eq!(before.changed(&stack.engine.snapshot()), [], "{what}: it was written");
            assert!(!answer.body().contains("\"id\""), "{what}: {}", answer.body());
        }
        assert_clean(&stack.engine, tenant(OURS));
    }
}

/// Broken by letting third parties see the whole tenant, by letting a read-only user create, and
/// by taking any scope for that of updates.
#[test]
fn every_role_gets_what_the_cases_say() {
    walk::each(
        &routes(),
        |route| route.function.to_owned(),
        async |route| {
            let cases = Cases::of(route.function);
            for case in &cases.all {
                check(cases, case, route).await;
            }
        },
    );
}
