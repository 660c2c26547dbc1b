//! What each function does on the wire, along every path it has, against what its facts grant: no
//! more, and no less. Its role is generated from these grants.
//!
//! Broken by a grant too many and by one too few.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests fail by panicking")]

use harness::cases::Cases;
use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Function, routes};
use harness::iam::Used;
use harness::requests::{Caller, request};
use harness::stack::{NOW, Stack};
use harness::walk;
use harness::wire::{Fault, Rule, Seen};
use registry::ServedRoute as Route;
use serde_json::json;
use shared::runtime::Effect;
use tokio::task::JoinSet;

/// Longer than signing keys and credentials are remembered.
const LATER_SECS: i64 = 400;
/// Longer than a verified password is kept.
const MUCH_LATER_SECS: i64 = 31 * 24 * 60 * 60;

/// Every case of the function, in an instance that has just started, again in the same one, and
/// again when it has forgotten what it remembered.
async fn drive_cases(cases: &Cases, seen: &mut Vec<Seen>) {
    for case in &cases.all {
        let stack = Stack::demo();
        let event = cases.event_text(case, &case.event());
        let instance = cases.function.start(&stack).await;
        instance.call(&event).await;
        instance.call(&event).await;
        for later in [LATER_SECS, MUCH_LATER_SECS] {
            stack.clock.set(NOW.plus_secs(later));
            instance.call(&event).await;
        }
        seen.extend(stack.wire.take());
    }
}

/// Everything that can go wrong, once and for ever, at each operation.
fn faults() -> Vec<Rule> {
    let mut rules = Vec::new();
    for operation in ["GetItem", "BatchGetItem", "Query", "PutItem", "TransactWriteItems"] {
        for fault in [Fault::Throttled, Fault::Internal, Fault::CutBefore, Fault::CutAfter] {
            rules.push(Rule::always(fault).on(operation).times(2));
        }
        rules.push(Rule::always(Fault::Denied).on(operation));
    }
    rules.push(Rule::always(Fault::Unprocessed).on("BatchGetItem").times(1));
    for position in 0..12 {
        let conflict = Rule::always(Fault::Conflict { position }).on("TransactWriteItems");
        rules.push(conflict.clone().times(1));
        rules.push(conflict.times(2));
    }
    rules
        .push(Rule::always(Fault::ThrottledItem { position: 0 }).on("TransactWriteItems").times(1));
    rules
}

async fn drive_faults(route: &Route, seen: &mut Vec<Seen>) {
    let event = request(route, Caller::Good).expect("a good request").to_json(Some(route));
    let function = Function::named(route.function);
    let mut calls = JoinSet::new();
    // At once, since most of them wait most of the time.
    for rule in faults() {
        let event = event.clone();
        calls.spawn(async move {
            let stack = Stack::demo();
            let instance = function.start(&stack).await;
            stack.wire.inject(rule);
            instance.call(&event).await;
            stack.wire.take()
        });
    }
    seen.extend(calls.join_all().await.into_iter().flatten());
}

/// Fleet: the user is bound to another customer than its token says, or to one where the token
/// says none. That one has no address yet.
async fn drive_moved_binding(function: &'static Function, seen: &mut Vec<Seen>) {
    let stack = Stack::demo();
    let store = stack.store();
    let keys = shared::auth::Keys::unread(function.api);
    let unbound = stack.bind_fleet(None).await;
    let token = fleet::token::mint(&keys, &store, &stack.clock, &unbound, 60).await.unwrap();
    let event = |token: &str| {
        let route = routes().into_iter().find(|route| route.function == function.name).unwrap();
        let good = request(&route, Caller::Good).unwrap();
        let writes = function.spec.effect == Effect::Write;
        let event = if writes { good.json(&json!({"address": "1 Main Street"})) } else { good };
        event.header("authorization", format!("Basic {token}")).to_json(Some(&route))
    };
    drop(stack.wire.take());
    let instance = function.start(&stack).await;
    instance.call(&event(&token)).await;
    stack.bind_fleet(Some(147_033)).await;
    drop(stack.wire.take());
    instance.call(&event(&token)).await;
    instance.call(&event(&demo().at("fleet.token"))).await;
    seen.extend(stack.wire.take());
}

/// BlueRockTEL: the next automatic accounts are taken by hand.
async fn drive_taken_accounts(function: &'static Function, seen: &mut Vec<Seen>) {
    let stack = Stack::demo();
    let instance = function.start(&stack).await;
    let routes = routes();
    let create = async |body: serde_json::Value| {
        let event = Event::post("/api/v1/customers")
            .header("authorization", format!("Bearer {}", demo().at("bluerocktel.token")))
            .json(&body);
        let route = event.route(&routes);
        let answer = instance.call(&event.to_json(route)).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
        answer.json()
    };
    let first = create(json!({"name": "First"})).await;
    let first = first.at("id").unwrap().to_string().parse::<u64>().unwrap();
    create(json!({"name": "In the way", "customerAccount": format!("CL{:06}", first + 2)})).await;
    let passed = create(json!({"name": "Automatic"})).await;
    assert_eq!(passed.at("id").unwrap().to_string(), (first + 3).to_string());
    seen.extend(stack.wire.take());
}

/// Requests of a caller that has limits are counted, and so are wrong passwords.
async fn drive_counted(function: &'static Function, seen: &mut Vec<Seen>) {
    let stack = Stack::demo();
    let instance = function.start(&stack).await;
    for route in routes().iter().filter(|route| route.function == function.name) {
        for caller in [Caller::OtherTenantsOwnPlace, Caller::OtherTenantsOwnPlace, Caller::WrongKey]
        {
            if let Some(event) = request(route, caller) {
                instance.call(&event.to_json(Some(route))).await;
            }
        }
    }
    seen.extend(stack.wire.take());
}

async fn drive(function: &'static Function) -> Vec<Seen> {
    let mut seen = Vec::new();
    drive_cases(Cases::of(function.name), &mut seen).await;
    for route in routes().iter().filter(|route| route.function == function.name) {
        drive_faults(route, &mut seen).await;
    }
    drive_counted(function, &mut seen).await;
    if function.api.as_str() == "fleet" {
        drive_moved_binding(function, &mut seen).await;
    }
    if function.name == "bluerocktel-create-customer" {
        drive_taken_accounts(function, &mut seen).await;
    }
    seen
}

async fn compare(function: &'static Function) {
    let mut used = Used::default();
    for seen in drive(function).await {
        used.add(&seen);
    }
    let api = registry::APIS.into_iter().find(|api| api.name == function.api);
    let granted = api.expect("an API").grants(function.spec);
    assert_eq!(
        used.grants(),
        granted,
        "what {} did (left) and what its SPEC grants (right): grant what is missing, or drive the \
         path that is missing here",
        function.name,
    );
}

#[test]
fn each_function_does_what_its_facts_grant_and_no_less() {
    walk::each_function(compare);
}
