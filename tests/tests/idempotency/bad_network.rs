//! Two at once, answers that get lost, and transactions that fail.

use std::time::Duration;

use harness::event::Event;
use harness::functions::{Answer, Function};
use harness::wire::{Fault, Rule};
use serde_json::json;
use tokio::task::JoinSet;

use crate::world::{FUNCTION, KEY, World, assert_replay, id_of, keyed, text};

/// Long enough for the retries of a lasting fault to be seen, and short.
const SHORTLY: Duration = Duration::from_millis(700);

/// Several requests at once, each to an instance of its own: none reads the answer before all have
/// looked for it.
async fn at_once(world: &World, events: &[Event]) -> Vec<Answer> {
    let function = Function::named(FUNCTION);
    let mut instances = Vec::new();
    for _ in events {
        instances.push(function.start(&world.stack).await);
    }
    drop(world.stack.wire.take());
    let meeting = Rule::always(Fault::meeting(events.len())).on("TransactWriteItems");
    world.stack.wire.inject(meeting.times(events.len()));
    let mut calls = JoinSet::new();
    for (at, (instance, event)) in instances.into_iter().zip(events).enumerate() {
        let event = text(event);
        calls.spawn(async move { (at, instance.call(&event).await) });
    }
    let mut answers = calls.join_all().await;
    answers.sort_by_key(|(at, _)| *at);
    world.stack.wire.heal();
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// One of them made the customer, the others were told its answer.
async fn one_makes_it(event: &Event, clients: usize) {
    one_makes_it_in(World::new().await, event, clients).await;
}

async fn one_makes_it_in(world: World, event: &Event, clients: usize) {
    let before = world.customers();
    let answers = at_once(&world, &vec![event.clone(); clients]).await;
    let replayed = |answer: &&Answer| answer.header("idempotent-replayed") == "true";
    assert_eq!(answers.iter().filter(replayed).count(), clients - 1);
    let first = answers.iter().find(|answer| !replayed(answer)).unwrap();
    assert_eq!(first.status(), 200, "{}", first.body());
    for again in answers.iter().filter(replayed) {
        assert_replay(again, first);
    }
    assert_eq!(world.customers(), before + 1);
    world.replays(event, first).await;
}

/// Broken by not looking whether the answer's condition was the one that failed.
#[tokio::test]
async fn of_two_at_once_one_makes_the_customer_and_the_other_is_told() {
    one_makes_it(&keyed(KEY), 2).await;
}

#[tokio::test]
async fn of_eight_at_once_one_makes_the_customer_and_the_others_are_told() {
    one_makes_it(&keyed(KEY), 8).await;
}

/// DynamoDB cancels whoever comes in another transaction's way, and tells nothing of the item: the
/// answer is met when that one tries again.
#[tokio::test]
async fn who_came_in_anothers_way_is_told_its_answer_too() {
    let world = World::new().await;
    let conflict = Rule::always(Fault::Conflict { position: 0 }).on("TransactWriteItems");
    world.stack.wire.inject(conflict.times(3));
    one_makes_it_in(world, &keyed(KEY), 4).await;
}

/// Guards against looking at the account before the answer: the winner's own would be "taken".
#[tokio::test]
async fn the_winners_own_account_is_not_taken_for_anothers() {
    let event = keyed(KEY).json(&json!({"name": "Société", "customerAccount": "mine"}));
    one_makes_it(&event, 2).await;
}

#[tokio::test]
async fn of_two_requests_at_once_with_one_key_the_slower_is_refused() {
    let world = World::new().await;
    let before = world.customers();
    let other = keyed(KEY).json(&json!({"name": "Another"}));
    let answers = at_once(&world, &[keyed(KEY), other]).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    assert_eq!(world.customers(), before + 1);
}

/// An answer that is too old when two ask at once: one of them replaces it.
#[tokio::test]
async fn of_two_at_once_on_an_old_answer_one_makes_the_customer() {
    let world = World::new().await;
    let event = keyed(KEY);
    let old = world.creates(&event).await;
    // As if it had been made two days earlier.
    let items = world.stack.engine.snapshot().0.into_iter();
    let (_, mut item) = items.into_iter().find(|((pk, _), _)| pk.starts_with("IDEM")).unwrap();
    let now = item["answered_at"]["N"].as_str().unwrap().to_owned();
    let earlier = (now.parse::<i64>().unwrap() - 172_800_000_000).to_string();
    let document = item["document"]["S"].as_str().unwrap().replace(&now, &earlier);
    item["document"] = json!({"S": document});
    item["answered_at"] = json!({"N": earlier});
    let end = item["expires_at"]["N"].as_str().unwrap().parse::<i64>().unwrap() - 172_800;
    item["expires_at"] = json!({"N": end.to_string()});
    world.stack.engine.import(vec![serde_json::from_value(item).unwrap()]);
    let before = world.customers();
    let answers = at_once(&world, &[event.clone(), event]).await;
    assert_eq!(id_of(&answers[0]), id_of(&answers[1]));
    assert_ne!(id_of(&answers[0]), old);
    assert_eq!(world.customers(), before + 1);
}

/// Broken by not keeping the answer. It is lost for good: the client is told to come back, and finds its customer made.
#[tokio::test]
async fn a_client_whose_answer_was_lost_is_told_it_when_it_asks_again() {
    let world = World::new().await;
    let before = world.customers();
    world.stack.wire.inject(Rule::always(Fault::CutAfter).on("TransactWriteItems"));
    let lost = world.instance.call_within(&text(&keyed(KEY)), SHORTLY).await;
    assert_eq!((lost.status(), lost.header("retry-after")), (503, "1"), "{}", lost.body());
    world.stack.wire.heal();
    assert_eq!(world.customers(), before + 1, "it was done");
    let again = world.send(&keyed(KEY)).await;
    assert_eq!((again.status(), again.header("idempotent-replayed")), (200, "true"));
    assert_eq!(world.customers(), before + 1);
    world.replays(&keyed(KEY), &again).await;
    // Without a key, the same is done twice.
    let plain = keyed(KEY).without("idempotency-key");
    world.stack.wire.inject(Rule::always(Fault::CutAfter).on("TransactWriteItems"));
    let lost = world.instance.call_within(&text(&plain), SHORTLY).await;
    assert_eq!(lost.status(), 503);
    world.stack.wire.heal();
    world.creates(&plain).await;
    assert_eq!(world.customers(), before + 3);
}

/// The retry comes while the first request's transaction is still on its way.
#[tokio::test]
async fn a_retry_that_overtakes_its_request_is_the_one_that_is_done() {
    let world = World::new().await;
    let before = world.customers();
    let late = Rule::always(Fault::Delay(Duration::from_millis(300)));
    world.stack.wire.inject(late.on("TransactWriteItems").times(1));
    let first = text(&keyed(KEY));
    let gave_up = world.instance.call_within(&first, Duration::from_millis(400)).await;
    assert_eq!(gave_up.status(), 503);
    let second = world.send(&keyed(KEY)).await;
    assert_eq!(second.status(), 200, "{}", second.body());
    assert_eq!(world.customers(), before + 1);
    world.replays(&keyed(KEY), &second).await;
}
