//! Bursts of 5 a second and of 200 a minute, and 20,000 a day, for an API key.

use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Answer, Instance};
use harness::stack::Stack;
use harness::wire::{Fault, Rule};
use shared::id::ApiName;
use shared::secret::SecretHash;
use shared::store::Counter;
use shared::store::Subject;

use crate::{after, counted, operations, send, started};

const GET: &str = "nutcache-get-customer";
const LIST: &str = "nutcache-list-customers";

/// A request of the tenant whose callers have the documented limits.
pub fn of_other(target: &str) -> Event {
    Event::get(target)
        .header("authorization", authorization())
        .header("organizationguid", demo().at("other_tenant.nutcache.organization_guid"))
}

fn authorization() -> String {
    format!("nut-basic {}", demo().at("other_tenant.nutcache.authorization"))
}

pub fn get() -> Event {
    of_other(&format!("/webapi/customers/{}", demo().at("other_tenant.nutcache.customer_id")))
}

fn list() -> Event {
    of_other("/webapi/customers?limit=10")
}

fn is_refused(answer: &Answer, retry_after: &str) {
    assert_eq!(
        answer.body(),
        r#"{"errors":[{"code":429,"message":"Too many requests. Please try again later."}]}"#
    );
    assert_eq!((answer.status(), answer.header("retry-after")), (429, retry_after));
}

/// Five in each of so many seconds from the `first` on: all of them are let in.
async fn five_a_second(stack: &Stack, instance: &Instance, first: i64, seconds: i64) {
    for second in first..first + seconds {
        stack.clock.set(after(second));
        for _ in 0..5 {
            assert_eq!(send(instance, &get()).await.status(), 200, "in second {second}");
        }
    }
}

/// Broken by letting in six.
#[tokio::test]
async fn a_second_has_five_requests() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    five_a_second(&stack, &instance, 0, 2).await;
    drop(stack.wire.take());
    is_refused(&send(&instance, &get()).await, "1");
    assert!(stack.wire.take().is_empty(), "a refusal reads nothing");
    five_a_second(&stack, &instance, 2, 1).await;
}

/// Broken by letting in one more.
#[tokio::test]
async fn a_minute_has_two_hundred() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    five_a_second(&stack, &instance, 0, 40).await;
    stack.clock.set(after(40));
    is_refused(&send(&instance, &get()).await, "20");
    five_a_second(&stack, &instance, 60, 1).await;
}

/// Broken by counting the minute alone.
#[tokio::test]
async fn a_day_has_twenty_thousand_in_all_processes() {
    let stack = Stack::demo();
    let authorization = authorization();
    let decoded = shared::auth::authorization::base64(authorization.split_once(' ').unwrap().1);
    let text = String::from_utf8(decoded.unwrap()).unwrap();
    let key = SecretHash::of(text.split_once(':').unwrap().0);
    let subject = Subject::api_key(ApiName::new("nutcache"), &key);
    let noon = after(0).as_secs();
    let today = Counter::rate(&subject, "any", 86_400, noon - 43_200);
    assert_eq!(stack.store().count(&today, 19_996).await, Some(19_996));

    let instance = started(&stack, GET).await;
    // The third request is the first that tells the table of the day, and then it is known.
    for _ in 0..4 {
        assert_eq!(send(&instance, &get()).await.status(), 200);
    }
    is_refused(&send(&instance, &get()).await, "43200");
    stack.clock.set(after(43_199));
    is_refused(&send(&instance, &get()).await, "1");
    stack.clock.set(after(43_200));
    assert_eq!(send(&instance, &get()).await.status(), 200);
}

/// Broken by counting before or after the read.
#[tokio::test]
async fn what_is_counted_is_counted_beside_a_read() {
    for (function, event, read) in [(GET, get(), "GetItem"), (LIST, list(), "Query")] {
        let stack = Stack::demo();
        let instance = started(&stack, function).await;
        assert_eq!(send(&instance, &event).await.status(), 200);
        drop(stack.wire.take());
        stack.wire.inject(Rule::always(Fault::meeting(2)).times(2));
        assert_eq!(send(&instance, &event).await.status(), 200);
        let seen = stack.wire.take();
        let mut first = operations(&seen)[..2].to_vec();
        first.sort_unstable();
        assert_eq!(first, [read, "UpdateItem"].map(|name| name).as_slice(), "{function}");
        assert_eq!(counted(&seen).len(), 1);
    }
}

/// Requests that end before a read have to be counted by a later one.
#[tokio::test]
async fn a_request_that_reads_nothing_counts_too() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    assert_eq!(send(&instance, &get()).await.status(), 200);
    for _ in 0..4 {
        assert_eq!(send(&instance, &of_other("/webapi/customers/none")).await.status(), 404);
    }
    stack.clock.set(after(1));
    assert_eq!(send(&instance, &get()).await.status(), 200);
    let counts: Vec<u64> = counted(&stack.wire.take()).into_iter().map(|(_, more)| more).collect();
    assert_eq!(counts, [6]);
}
