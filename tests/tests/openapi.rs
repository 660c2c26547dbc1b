//! The documents in `docs/openapi` say what is asked and answered: no more, no less.
//!
//! Every answer of every suite is held against them where it is given (`Instance::call_within`).
//! Here every case is driven, what only faults and exhaustion answer is driven too, and what has
//! been seen is compared with what the documents say.
//!
//! Broken by leaving out a status, a header and a key of a document, and by adding a status.

#![expect(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::time::Duration;

use harness::cases::Cases;
use harness::event::Event;
use harness::functions::{Answer, FALLBACK, Function, INVOCATION, routes};
use harness::openapi::{
    Documented, check_answer, check_request, document, documented, documents, path_of, problems,
};
use harness::requests::{Caller, request};
use harness::stack::Stack;
use harness::walk;
use harness::wire::{Fault, Rule};
use registry::ServedRoute as Route;
use serde_json::{Value, json};

/// One byte more than the largest body that is read.
const TOO_LARGE: usize = 256 * 1024 + 1;
/// So many requests that an instance has told the table of some, and fewer than any limit.
const SEVERAL: usize = 4;

/// What was answered, as the documents have it.
#[derive(Default)]
struct Seen(BTreeSet<Documented>);

impl Seen {
    fn add(&mut self, function: &Function, event: &str, answer: &Answer) {
        match check_answer(function, event, answer) {
            Ok(documented) => {
                self.0.insert(documented);
            }
            Err(why) => panic!("{why}"),
        }
    }

    /// Sends an event to an instance that has just started.
    async fn send(&mut self, stack: &Stack, function: &str, event: &str) -> Answer {
        self.send_within(stack, function, event, INVOCATION).await
    }

    async fn send_within(
        &mut self,
        stack: &Stack,
        function: &str,
        event: &str,
        time: Duration,
    ) -> Answer {
        let function = Function::named(function);
        let answer = function.start(stack).await.call_within(event, time).await;
        self.add(function, event, &answer);
        answer
    }

    /// Everything that the document says is answered has been.
    fn assert_all(&self, api: &str) {
        let missing: Vec<String> = documented(document(api))
            .difference(&self.0)
            .map(|missing| format!("{missing}: no case is answered with it"))
            .collect();
        assert!(missing.is_empty(), "\n{}", missing.join("\n"));
    }
}

/// Drives an API's cases. What is accepted must be documented, unless it is marked as lenient.
async fn drive(api: &str, seen: &mut Seen) {
    let mut wrong = Vec::new();
    for cases in Cases::all().filter(|cases| cases.function.api_folder() == api) {
        let function = cases.function;
        for case in &cases.all {
            let event = cases.event_text(case, &case.event());
            let answer = seen.send(&Stack::demo(), function.name, &event).await;
            if function.name == FALLBACK || !(200..300).contains(&answer.status()) {
                continue;
            }
            let what = format!("{}, {}", function.name, case.name);
            match (check_request(function, &event), case.tags.lenient) {
                (Ok(()), false) | (Err(_), true) => {}
                (Err(why), false) => wrong.push(format!("{what}: not documented: {why}")),
                (Ok(()), true) => wrong.push(format!("{what}: documented, so not @lenient")),
            }
        }
    }
    assert!(wrong.is_empty(), "accepted requests\n{}", wrong.join("\n"));
}

/// What each route answers whatever cases its function has: refusals and failures.
async fn drive_route(route: &Route, seen: &mut Seen) {
    let good = request(route, Caller::Good).expect("a good request");
    let text = good.to_json(Some(route));
    let function = route.function;

    for caller in [Caller::Good, Caller::NoCredentials, Caller::OtherTenant, Caller::WrongRole] {
        if let Some(event) = request(route, caller) {
            seen.send(&Stack::demo(), function, &event.to_json(Some(route))).await;
        }
    }

    if route.method != "GET" {
        let empty = good.clone().json(&json!({}));
        seen.send(&Stack::demo(), function, &empty.to_json(Some(route))).await;
    }

    let mut unreadable: Value = serde_json::from_str(&text).expect("an event");
    unreadable["body"] = json!("%");
    unreadable["isBase64Encoded"] = json!(true);
    seen.send(&Stack::demo(), function, &unreadable.to_string()).await;

    let large = good.clone().body("application/json", vec![b' '; TOO_LARGE]);
    seen.send(&Stack::demo(), function, &large.to_json(Some(route))).await;

    let without_customers = Stack::demo();
    remove_customers(&without_customers);
    seen.send(&without_customers, function, &text).await;

    let denied = Stack::demo();
    denied.wire.inject(Rule::always(Fault::Denied));
    seen.send(&denied, function, &text).await;

    seen.send_within(&Stack::demo(), function, &text, Duration::ZERO).await;
}

fn remove_customers(stack: &Stack) {
    for item in stack.engine.items() {
        let key = |name: &str| match &item[name] {
            dynoxide::AttributeValue::S(text) => text.clone(),
            other => panic!("a key that is no text: {other:?}"),
        };
        if key("pk").ends_with("#CUSTOMERS") {
            stack.engine.remove(&key("pk"), &key("sk"));
        }
    }
}

/// A caller that has the documented limits sends until it is refused: what its first instance has
/// counted is made so much in the table that the second one learns of too much.
async fn exhaust(route: &Route, seen: &mut Seen) {
    let stack = Stack::demo();
    let function = Function::named(route.function);
    let event = request(route, Caller::OtherTenantsOwnPlace).expect("a good request");
    let event = event.to_json(Some(route));
    for _ in 0..2 {
        let instance = function.start(&stack).await;
        for _ in 0..SEVERAL {
            let answer = instance.call(&event).await;
            seen.add(function, &event, &answer);
            if answer.status() == 429 {
                return;
            }
        }
        stack.count_much();
    }
    panic!("{}: the limit was never reached", route.function);
}

/// The routes of an API, those of the slash at the end apart.
fn routes_of(api: &str) -> Vec<Route> {
    let mut routes = routes();
    routes.retain(|route| {
        Function::named(route.function).api.as_str() == api && path_of(route) == route.path
    });
    routes
}

async fn drive_all(api: &str) {
    let mut seen = Seen::default();
    drive(api, &mut seen).await;
    if api == FALLBACK {
        seen.send(&Stack::demo(), FALLBACK, "no event").await;
        return seen.assert_all(api);
    }
    let prefix = document(api).value["x-paths"][0].as_str().expect("a path").to_owned();
    let unknown = Event::get(&format!("{prefix}/there/is/no/such/path"));
    seen.send(&Stack::demo(), FALLBACK, &unknown.to_json(None)).await;
    for route in routes_of(api) {
        let other_method = Event::new("TRACE", route.path);
        seen.send(&Stack::demo(), FALLBACK, &other_method.to_json(None)).await;
        drive_route(&route, &mut seen).await;
        let operation = document(api).operation(route.method, route.path);
        if operation.expect("an operation").answers.contains_key(&429) {
            exhaust(&route, &mut seen).await;
        }
    }
    seen.assert_all(api);
}

#[test]
fn every_answer_is_documented_and_every_documented_answer_is_given() {
    walk::each(&registry::APIS, |api| api.name.to_string(), |api| drive_all(api.name.as_str()));
}

/// Broken by leaving out a method, and by another parameter's name.
#[test]
fn the_documents_have_the_routes_that_there_are_and_no_others() {
    let routes = routes().into_iter().filter(|route| path_of(route) == route.path);
    let routes: BTreeSet<(String, String)> = routes
        .map(|route| {
            let api = Function::named(route.function).api.as_str().to_owned();
            (api, format!("{} {}", route.method, route.path))
        })
        .collect();
    let operations = documents().iter().flat_map(|document| {
        let operations = document.operations.iter();
        operations.map(|operation| (document.name.clone(), operation.key())).collect::<Vec<_>>()
    });
    assert_eq!(operations.collect::<BTreeSet<_>>(), routes);
}

/// Broken by `nullable`, by an open object in an answer, and by an example with a key more.
#[test]
fn the_documents_are_valid_openapi_3_1() {
    for document in documents() {
        let problems = problems(document);
        assert!(
            problems.is_empty(),
            "docs/openapi/{}.yaml\n{}",
            document.name,
            problems.join("\n")
        );
    }
}

/// The answers that no operation has are described by every API.
#[test]
fn every_api_says_what_it_answers_to_an_unknown_path_and_method() {
    for document in documents().iter().filter(|document| document.name != FALLBACK) {
        for name in ["NoSuchPath", "NoSuchMethod"] {
            assert!(document.has_answer(name), "{}: {name}", document.name);
        }
    }
}
