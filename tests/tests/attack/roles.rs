//! Every role on every route: `tests/roles.json` says what each gets, and lists them all.

use std::collections::BTreeMap;

use serde::Deserialize;
use registry::ServedRoute as Route;
use shared::store::principal::{Subscriber, User};
use shared::store::{Get, WriteError};
use harness::demo::demo;
use harness::functions::{Function, routes};
use harness::requests::{Caller, request};
use harness::seed::{assert_clean, id, tenant};
use harness::stack::Stack;
use harness::template::root;

use crate::OURS;

/// The word for a caller without any role.
const NONE: &str = "(none)";
/// The dispatch location of the demo's customer that every role of CRO sees.
const LOCATION: u64 = 7001;
/// A customer of the tenant that is at no location and nobody's child.
const OUT_OF_SIGHT: &str = "2556";

#[derive(Deserialize)]
struct Matrix {
    rows: Vec<Row>,
}

/// What each role gets from one route.
#[derive(Deserialize)]
struct Row {
    api: String,
    route: String,
    /// Which customer is asked for, where that makes a difference.
    customer: Option<String>,
    answers: BTreeMap<String, u16>,
}

impl Matrix {
    fn read() -> Self {
        let file = root().join("tests/roles.json");
        let text = std::fs::read_to_string(&file).expect("tests/roles.json");
        serde_json::from_str(&text).expect("tests/roles.json as it should be")
    }
}

fn named(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

/// The roles that an API knows: CRO's own list, for the others those of the demo, which has a
/// user of each.
fn roles_of(api: &str) -> Vec<String> {
    let document = &demo().document;
    let held = |tokens: &BTreeMap<String, String>| tokens.keys().cloned().collect();
    match api {
        "fleet" => held(&document.fleet.tokens_by_role),
        "cro" => cro::Role::ALL.iter().map(|role| role.as_str().to_owned()).collect(),
        "nutcache" => Vec::new(),
        "bluerocktel" => held(&document.bluerocktel.tokens_by_role),
        "mykaarma" => ["customer.search", "customer.update"].map(str::to_owned).to_vec(),
        other => panic!("{other}: say which roles it has"),
    }
}

/// Broken by taking a row out of the file, and by taking a role out of one.
#[test]
fn the_file_lists_every_route_and_every_role() {
    let matrix = Matrix::read();
    for route in routes() {
        let api = Function::named(route.function).api.as_str();
        let rows: Vec<_> =
            matrix.rows.iter().filter(|row| row.api == api && row.route == named(&route)).collect();
        assert!(!rows.is_empty(), "tests/roles.json has no row for {api}'s {}", named(&route));
        for row in rows {
            for role in roles_of(api).iter().map(String::as_str).chain([NONE, "Astronaut"]) {
                let listed = row.answers.contains_key(role);
                assert!(listed, "tests/roles.json does not say what {role} gets of {}", row.route);
            }
        }
    }
    for row in &matrix.rows {
        let known = routes().iter().any(|route| named(route) == row.route);
        assert!(known, "{} is no route: take its row out", row.route);
    }
}

/// Gives the good caller of an API these roles and no others.
async fn give(stack: &Stack, api: &str, roles: &str) {
    let roles: Vec<String> =
        roles.split(", ").filter(|role| *role != NONE).map(str::to_owned).collect();
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
            user.customer = Some(id(demo().document.cro.parent_customer_id));
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
    let at = Get::<Subscriber>::subscriber(&demo().document.mykaarma.username);
    stack.store().amend(at, change).await.expect("the subscriber");
}

async fn check(row: &Row, route: &Route) {
    for (roles, status) in &row.answers {
        let what = format!("{} as {roles} ({:?})", row.route, row.customer);
        let stack = Stack::demo();
        give(&stack, &row.api, roles).await;
        let before = stack.engine.snapshot();
        let event = request(route, Caller::Good).unwrap();
        let event = match row.customer.as_deref() {
            Some("out of sight") => {
                let path = event.path().replace(&demo().at("cro.customer_id"), OUT_OF_SIGHT);
                event.at(&path)
            }
            Some("in sight") | None => event,
            Some(other) => panic!("{other}: say which customer that is"),
        };
        let answer = stack.send_to(route, &event).await;
        assert_eq!(answer.status(), *status, "{what}: {}", answer.body());
        if *status != 200 {
            assert_eq!(before.changed(&stack.engine.snapshot()), [], "{what}: it was written");
            assert!(!answer.body().contains("\"id\""), "{what}: {}", answer.body());
        }
        assert_clean(&stack.engine, tenant(OURS));
    }
}

async fn check_all(api: &str) {
    for row in Matrix::read().rows.iter().filter(|row| row.api == api) {
        let route = routes().into_iter().find(|route| named(route) == row.route).expect("a route");
        check(row, &route).await;
    }
}

/// Guards against a user type that fleet's page does not keep out.
#[tokio::test]
async fn fleets_roles_get_what_the_file_says() {
    check_all("fleet").await;
}

/// Broken by letting third parties see the whole tenant.
#[tokio::test]
async fn cros_roles_get_what_the_file_says() {
    check_all("cro").await;
}

/// Guards against roles where there are none.
#[tokio::test]
async fn nutcaches_roles_are_of_no_matter() {
    check_all("nutcache").await;
}

/// Broken by letting a read-only user create.
#[tokio::test]
async fn bluerocktels_roles_get_what_the_file_says() {
    check_all("bluerocktel").await;
}

/// Broken by taking any scope for that of updates.
#[tokio::test]
async fn mykaarmas_scopes_get_what_the_file_says() {
    check_all("mykaarma").await;
}
