//! 300 requests a minute for a user, told with every answer.

use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Answer, Instance};
use harness::stack::Stack;
use harness::wire::{Fault, Rule};
use serde_json::json;

use crate::switches::user_of_fleet;
use crate::{after, counted, operations, send, started};

const SHOW: &str = "fleet-show-customer";

/// Of a user that has the documented limits.
fn show() -> Event {
    let token = demo().at("other_tenant.fleet.token");
    Event::get("/v1/customers").header("authorization", format!("Basic {token}"))
}

/// The status, and how many requests are left.
fn left(answer: &Answer) -> (u16, u64) {
    assert_eq!(answer.header("x-ratelimit-limit"), "300");
    (answer.status(), answer.header("x-ratelimit-remaining").parse().unwrap())
}

/// Sends until the first refusal or so many were let in; how many were.
async fn let_in(instance: &Instance, most: usize) -> usize {
    for sent in 0..most {
        if send(instance, &show()).await.status() == 429 {
            return sent;
        }
    }
    most
}

/// Broken by letting in one more, and by refusing one less.
#[tokio::test]
async fn one_process_counts_exactly() {
    let stack = Stack::demo();
    let instance = started(&stack, SHOW).await;
    stack.clock.set(after(13));
    for expected in (0..300).rev() {
        assert_eq!(left(&send(&instance, &show()).await), (200, expected));
    }
    drop(stack.wire.take());
    let refused = send(&instance, &show()).await;
    assert_eq!(left(&refused), (429, 0));
    assert_eq!(refused.header("retry-after"), "47");
    let said = concat!(
        r#"{"status":429,"status_desc":"Too Many Requests","#,
        r#""errors":["You have been rate limited, retry after 47 seconds"],"#,
        r#""auth":{"data":{"token":""#
    );
    assert!(refused.body().starts_with(said), "{}", refused.body());
    assert!(stack.wire.take().is_empty(), "a refusal reads nothing");
    stack.clock.set(after(60));
    assert_eq!(left(&send(&instance, &show()).await), (200, 299));
}

/// Seen to fail with a refusal that is said before the token is made.
#[tokio::test]
async fn who_is_refused_after_it_was_read_gets_its_token() {
    let stack = Stack::demo();
    let full = started(&stack, SHOW).await;
    assert_eq!(let_in(&full, 310).await, 300);
    // Of these the table knows 292. Each process tells it two with its second request, and learns
    // then of all the others'.
    for known in [294, 296, 298, 300, 302] {
        let fresh = started(&stack, SHOW).await;
        assert_eq!(send(&fresh, &show()).await.status(), 200);
        let second = send(&fresh, &show()).await;
        let expected = if known > 300 { (429, 0) } else { (200, 300 - known) };
        assert_eq!(left(&second), expected);
        let token = r#""auth":{"data":{"token":""#;
        assert!(second.body().contains(token), "{}", second.body());
    }
}

/// Broken by telling a disabled user so before its requests are counted.
#[tokio::test]
async fn a_disabled_user_reaches_its_limit() {
    let stack = Stack::demo();
    let user = user_of_fleet(&stack).await;
    admin::users::disable(&stack.store(), user).await.unwrap();
    let instance = started(&stack, SHOW).await;
    for expected in (0..300).rev() {
        assert_eq!(left(&send(&instance, &show()).await), (403, expected));
    }
    drop(stack.wire.take());
    assert_eq!(left(&send(&instance, &show()).await), (429, 0));
    assert!(stack.wire.take().is_empty(), "a refusal reads nothing");
}

/// Seen to fail with a process that tells the table nothing.
#[tokio::test]
async fn several_processes_hold_the_limit_together_up_to_ten_requests_each() {
    let stack = Stack::demo();
    let [a, b, c] = [
        started(&stack, SHOW).await,
        started(&stack, SHOW).await,
        started(&stack, "fleet-update-customer").await,
    ];
    let update = Event::put("/v1/customers")
        .header("authorization", format!("Basic {}", demo().at("other_tenant.fleet.token")))
        .json(&json!({"company": "Other", "show_map_speed": true}));
    for sent in 0..100 {
        for (instance, event) in [(&a, show()), (&b, show()), (&c, update.clone())] {
            let answer = send(instance, &event).await;
            assert_ne!(answer.status(), 429, "within the limit, at {sent} each");
        }
    }
    let more = let_in(&a, 100).await + let_in(&b, 100).await;
    assert!(more <= 20, "{more} more than the limit");
    // A process that has just started learns of it with its second request.
    let fresh = started(&stack, SHOW).await;
    assert!(let_in(&fresh, 100).await <= 1);
}

/// Broken by counting one request at a time, and by counting before or after the read.
#[tokio::test]
async fn a_request_waits_for_one_call_and_every_tenth_is_counted_beside_it() {
    let stack = Stack::demo();
    let instance = started(&stack, SHOW).await;
    for _ in 0..42 {
        assert_eq!(send(&instance, &show()).await.status(), 200);
    }
    let seen = stack.wire.take();
    assert_eq!(operations(&seen).iter().filter(|name| **name == "BatchGetItem").count(), 42);
    let counts: Vec<u64> = counted(&seen).into_iter().map(|(_, more)| more).collect();
    assert_eq!(counts, [2, 10, 10, 10, 10]);
    assert_eq!(seen.len(), 47);
    // The count and the read wait for each other here: one after the other, none would go on.
    for _ in 0..9 {
        send(&instance, &show()).await;
    }
    stack.wire.inject(Rule::always(Fault::meeting(2)).times(2));
    assert_eq!(left(&send(&instance, &show()).await), (200, 300 - 52));
    assert_eq!(stack.wire.take().len(), 11);
}

/// Broken by making a count that fails a failure of the request.
#[tokio::test]
async fn a_table_that_cannot_count_lets_callers_in() {
    let once = [Fault::Denied, Fault::Throttled, Fault::Internal].map(|fault| (fault, 1));
    // Only a connection that fails is tried again.
    for (fault, tries) in once.into_iter().chain([(Fault::CutBefore, 2)]) {
        let stack = Stack::demo();
        let instance = started(&stack, SHOW).await;
        stack.wire.inject(Rule::always(fault).on("UpdateItem"));
        for expected in (250..300).rev() {
            assert_eq!(left(&send(&instance, &show()).await), (200, expected));
        }
        let seen = stack.wire.take();
        assert_eq!(counted(&seen).len(), 5 * tries);
    }
}

/// Broken by giving up with the first connection that fails.
#[tokio::test]
async fn a_count_that_meets_a_closed_connection_is_sent_again() {
    let stack = Stack::demo();
    let instance = started(&stack, SHOW).await;
    stack.wire.inject(Rule::always(Fault::CutBefore).on("UpdateItem").times(1));
    for _ in 0..12 {
        assert_eq!(send(&instance, &show()).await.status(), 200);
    }
    let seen = stack.wire.take();
    let counts = seen.iter().filter(|seen| seen.operation == "UpdateItem");
    assert_eq!(counts.map(|seen| seen.status).collect::<Vec<_>>(), [0, 200, 200]);
}

#[tokio::test]
async fn who_is_not_let_in_is_not_counted() {
    let stack = Stack::demo();
    let instance = started(&stack, SHOW).await;
    let forged = show().header("authorization", "Basic Zm9yZ2Vk");
    for _ in 0..30 {
        assert_eq!(left(&send(&instance, &forged).await), (403, 300));
    }
    assert!(stack.wire.take().is_empty());
    assert_eq!(left(&send(&instance, &show()).await), (200, 299));
}
