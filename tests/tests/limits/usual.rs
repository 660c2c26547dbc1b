//! The limits of the APIs whose vendors document none: 2,000 requests a minute for a user or a
//! subscriber, of which 600 may write.

use harness::event::Event;
use harness::functions::{Answer, Function, Instance, routes};
use harness::requests::{Caller, request};
use harness::stack::Stack;
use registry::ServedRoute;
use shared::id::ApiName;
use shared::runtime::Effect;
use shared::store::principal::{LimitMultiplier, User};
use shared::store::{Counter, Subject};

use crate::{after, counted, send, started};

/// The APIs, with their function of each kind.
const APIS: [(&str, &str); 5] = [
    ("cro", "cro-get-customer"),
    ("bluerocktel", "bluerocktel-get-customer"),
    ("bluerocktel", "bluerocktel-get-customer-account"),
    ("bluerocktel", "bluerocktel-create-customer"),
    ("mykaarma", "mykaarma-update-customer"),
];

/// A good request of a caller that has the documented limits.
fn good(function: &str) -> Event {
    let is_its = |route: &ServedRoute| route.function == function;
    let route = routes().into_iter().find(is_its).unwrap();
    request(&route, Caller::OtherTenantsOwnPlace).unwrap()
}

/// That caller, as its requests are counted.
async fn caller(stack: &Stack, api: &'static str) -> Subject {
    if api == "mykaarma" {
        return Subject::subscriber(ApiName::new(api), "other-subscriber");
    }
    let users: Vec<User> = stack.store().every().await.unwrap();
    let other = 2001.try_into().unwrap();
    let is_its = |user: &&User| user.api == api && user.tenants == [other] && !user.disabled;
    let user = users.iter().filter(is_its).min_by_key(|user| user.id).unwrap();
    Subject::user(ApiName::new(api), user.id)
}

/// Counts so many requests of this minute before a test begins.
async fn counted_before(stack: &Stack, caller: &Subject, kind: &str, requests: u64) {
    let counter = Counter::rate(caller, kind, 60, after(0).as_secs());
    assert_eq!(stack.store().count(&counter, requests).await, Some(requests));
}

/// Sends until the first refusal or so many were let in; how many were, and the refusal.
async fn let_in(instance: &Instance, event: &Event, most: usize) -> (usize, Option<Answer>) {
    for sent in 0..most {
        let answer = send(instance, event).await;
        if answer.status() == 429 {
            return (sent, Some(answer));
        }
    }
    (most, None)
}

/// Broken by counting nothing.
#[tokio::test]
async fn a_caller_has_two_thousand_requests_a_minute_in_all_processes() {
    for (api, function) in APIS {
        let stack = Stack::demo();
        let caller = caller(&stack, api).await;
        // The second request tells the table of two, and learns of the others.
        counted_before(&stack, &caller, "any", 1_995).await;
        let instance = started(&stack, function).await;
        stack.clock.set(after(13));
        let (sent, refused) = let_in(&instance, &good(function), 20).await;
        assert_eq!(sent, 5, "{function}");
        let refused = refused.unwrap();
        assert_eq!(refused.header("retry-after"), "47", "{function}");
        stack.clock.set(after(60));
        assert_ne!(send(&instance, &good(function)).await.status(), 429, "{function}");
    }
}

/// Broken by counting writes with the reads, and by counting them alone.
#[tokio::test]
async fn six_hundred_of_them_may_write() {
    for (api, function) in APIS {
        let stack = Stack::demo();
        let caller = caller(&stack, api).await;
        counted_before(&stack, &caller, "write", 595).await;
        let instance = started(&stack, function).await;
        let (sent, _) = let_in(&instance, &good(function), 20).await;
        let writes = Function::named(function).spec.effect == Effect::Write;
        assert_eq!(sent, if writes { 5 } else { 20 }, "{function}");
    }
}

/// Broken by reporting every tenth request: that alone cost 4 % of a warm read's instructions.
#[tokio::test]
async fn one_in_a_hundred_requests_is_reported_beside_its_read() {
    let stack = Stack::demo();
    let instance = started(&stack, "cro-get-customer").await;
    let_in(&instance, &good("cro-get-customer"), 205).await;
    let seen = stack.wire.take();
    let counts: Vec<u64> = counted(&seen).into_iter().map(|(_, more)| more).collect();
    assert_eq!(counts, [2, 100, 100]);
    assert_eq!(seen.len(), 205 + 3);
}

#[tokio::test]
async fn a_subscribers_switch_comes_before_its_tenants() {
    let stack = Stack::demo();
    let caller = caller(&stack, "mykaarma").await;
    counted_before(&stack, &caller, "any", 1_000_000).await;
    let store = stack.store();
    let (function, name) = ("mykaarma-update-customer", "other-subscriber");
    let sent = async || {
        let instance = started(&stack, function).await;
        let_in(&instance, &good(function), 10).await.0
    };
    assert!(sent().await < 10);
    admin::limits::of_subscriber(&store, name, Some(LimitMultiplier(1_000))).await.unwrap();
    assert_eq!(sent().await, 10);
    admin::limits::of_subscriber(&store, name, None).await.unwrap();
    assert!(sent().await < 10);
    let other = 2001.try_into().unwrap();
    admin::limits::of_tenant(&store, other, Some(LimitMultiplier::UNLIMITED)).await.unwrap();
    assert_eq!(sent().await, 10);
}
