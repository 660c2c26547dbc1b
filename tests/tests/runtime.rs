//! What surrounds every endpoint: events that are none, panics, deadlines, and what an instance
//! remembers. The suite `faults` has everything else that DynamoDB can do.

#![expect(clippy::expect_used, reason = "tests fail by panicking")]

use std::time::Duration;

use harness::cases::Cases;
use harness::demo::demo;
use harness::event::Event;
use harness::failure::{assert_says_little, unavailable};
use harness::functions::{FUNCTIONS, Function, routes};
use harness::requests::{Caller, request};
use harness::seed::{id, tenant};
use harness::stack::Stack;
use harness::wire::{Fault, Rule};
use registry::ServedRoute as Route;
use shared::runtime::{Cause, Event as RuntimeEvent};
use shared::store::Get;
use tokio::time::Instant;

fn good(route: &Route) -> String {
    request(route, Caller::Good).expect("a good request").to_json(Some(route))
}

/// The status that the good request is answered with.
fn success(route: &Route) -> u16 {
    Cases::of(route.function).good().status
}

/// Events that are none of an HTTP API's in payload format 2.0.
const NO_EVENTS: [&str; 12] = [
    "",
    "{",
    "null",
    "[]",
    "\"text\"",
    "{}",
    r#"{"version":"1.0","httpMethod":"GET","path":"/v1/customers","headers":{}}"#,
    r#"{"version":"2.0","rawPath":"/","requestContext":{}}"#,
    r#"{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"NO METHOD"}}}"#,
    r#"{"version":"2.0","requestContext":{"http":{"method":"GET"}}}"#,
    r#"{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"PUT"}},"body":"%%%","isBase64Encoded":true}"#,
    r#"{"Records":[{"eventSource":"aws:sqs","body":"{}"}]}"#,
];

/// Guards against events that the Lambda runtime would have to answer by itself.
#[tokio::test]
async fn events_that_are_none_are_refused_in_the_apis_envelope() {
    let stack = Stack::demo();
    for function in FUNCTIONS.iter() {
        let instance = function.start(&stack).await;
        drop(stack.wire.take());
        for event in NO_EVENTS {
            let answer = instance.call(event).await;
            let what = format!("{}: {event}", function.name);
            assert!(answer.status() == 400 || answer.status() == 500, "{what}: {answer:?}");
            assert_says_little(&answer, function.api.as_str(), &what);
            assert_eq!(answer.header("x-request-id").len(), 36, "{what}");
        }
        assert_eq!(stack.wire.take(), [], "{}: nothing is asked of the table", function.name);
    }
}

/// The routes whose functions ask the table for something.
fn asking() -> Vec<Route> {
    let mut routes = routes();
    routes.retain(|route| Cases::of(route.function).asks_the_table());
    routes
}

/// Broken by waiting for the table as long as the SDK does. The clock of the timers stands until
/// all that is left to do is to wait, so that the time it takes is exact.
#[tokio::test]
async fn an_answer_is_there_before_the_invocation_ends() {
    for route in asking() {
        let stack = Stack::demo();
        let function = Function::named(route.function);
        let instance = function.start(&stack).await;
        stack.wire.inject(Rule::always(Fault::Delay(Duration::from_secs(120))));
        tokio::time::pause();
        let started = Instant::now();
        let time = Duration::from_millis(700);
        let answer = instance.call_within(&good(&route), time).await;
        let took = started.elapsed();
        tokio::time::resume();
        assert!(took < time, "{}: {took:?}", route.path);
        let api = function.api.as_str();
        assert_eq!(answer.status(), unavailable(api), "{}: {}", route.path, answer.body());
        assert_says_little(&answer, api, route.path);
    }
}

/// Broken by waiting five minutes after a failed attempt.
#[tokio::test]
async fn an_instance_that_started_without_the_table_recovers_with_it() {
    for route in asking() {
        let stack = Stack::demo();
        stack.wire.inject(Rule::always(Fault::Internal));
        let function = Function::named(route.function);
        let instance = function.start(&stack).await;
        let away = instance.call(&good(&route)).await;
        let api = function.api.as_str();
        assert_eq!(away.status(), unavailable(api), "{}: {}", route.path, away.body());
        stack.wire.heal();
        let answer = instance.call(&good(&route)).await;
        assert_eq!(answer.status(), success(&route), "{}: {}", route.path, answer.body());
    }
}

/// Broken by an envelope that quotes the cause.
#[test]
fn a_panic_is_said_in_every_apis_envelope_and_nothing_of_its_cause() {
    let event = Event::get("/v1/customers").header("authorization", "Basic secret").to_json(None);
    let deadline = Instant::now() + Duration::from_secs(5);
    let request = RuntimeEvent::from_json(event.as_bytes()).into_request(deadline, false).unwrap();
    for api in registry::APIS {
        let fault = shared::runtime::Fault::Internal(Cause::text("a caller's secret"));
        let answer = (api.refuse)(fault, &request);
        assert_eq!(answer.status.as_u16(), 500, "{}", api.name);
        assert!(!answer.body.contains("secret"), "{}: {}", api.name, answer.body);
        assert!(answer.cause.is_some(), "{}: the log names the cause", api.name);
    }
}

/// Broken by remembering for two minutes.
#[tokio::test]
async fn credentials_are_remembered_for_a_minute_and_refusals_not_at_all() {
    let stack = Stack::demo();
    let route = routes().into_iter().find(|route| route.function == "nutcache-get-customer");
    let route = route.expect("the route");
    let instance = Function::named(route.function).start(&stack).await;
    let wrong = request(&route, Caller::WrongKey).unwrap().to_json(Some(&route));
    let asks = async |event: &str, status| {
        drop(stack.wire.take());
        let answer = instance.call(event).await;
        assert_eq!(answer.status(), status, "{}", answer.body());
        stack.wire.take().len()
    };
    let first = asks(&good(&route), 200).await;
    let warm = asks(&good(&route), 200).await;
    assert!(warm < first, "{warm} calls instead of {first}");
    let refused = asks(&wrong, 401).await;
    assert_eq!(asks(&wrong, 401).await, refused, "a refusal is asked for again");
    stack.clock.set(stack.clock.now().plus_secs(61));
    assert_eq!(asks(&good(&route), 200).await, first, "after a minute all is read again");
}

/// Broken by not looking whether the user is disabled.
#[tokio::test]
async fn a_user_disabled_in_between_is_refused_by_a_warm_instance() {
    let stack = Stack::demo();
    let route = routes().into_iter().find(|route| route.function == "fleet-show-customer");
    let route = route.expect("the route");
    let instance = Function::named(route.function).start(&stack).await;
    assert_eq!(instance.call(&good(&route)).await.status(), 200);
    let user = Get::user(101.try_into().unwrap());
    let disable = |user: &mut shared::store::principal::User| {
        user.disabled = true;
        Ok::<_, shared::store::WriteError>(())
    };
    stack.store().amend(user, disable).await.unwrap();
    assert_eq!(instance.call(&good(&route)).await.status(), 403);
    let customer = Get::customer(tenant(1686), id(demo().number("fleet.customer_id")));
    assert!(stack.store().get(customer).await.unwrap().is_some());
}
