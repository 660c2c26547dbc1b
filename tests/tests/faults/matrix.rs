//! What can go wrong, and what must come of it.

use std::time::Duration;

use harness::wire::{Fault, Rule, Seen};
use serde_json::Value;

use crate::Replayed;
use crate::world::{Outcome, World};

/// Longer than anybody waits.
const FOR_EVER: Duration = Duration::from_secs(30);
/// Shorter than anybody waits.
const A_MOMENT: Duration = Duration::from_millis(3);

const BATCH: &str = "BatchGetItem";
const TRANSACTION: &str = "TransactWriteItems";

/// Faults that are driven one after the other.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// DynamoDB is busy, broken or out of reach.
    Network,
    /// Answers come late, or never.
    Slowness,
    /// Batches leave keys unread.
    Batches,
    /// Transactions are cancelled.
    Cancellations,
}

/// All of them.
pub const KINDS: [Kind; 4] = [Kind::Network, Kind::Slowness, Kind::Batches, Kind::Cancellations];

/// Every fault of a kind at every call that the case makes.
pub async fn every_fault(case: Replayed, kind: Kind) {
    let mut world = World::new();
    let case = &case;
    let calls = world.calls(case).await;
    // What asks the table for nothing does not notice that it is away.
    if calls.is_empty() {
        for fault in [Fault::Internal, Fault::CutBefore, Fault::Delay(FOR_EVER)] {
            world.meets(case, &Rule::always(fault), Outcome::Done).await;
        }
    }
    for (at, call) in calls.iter().enumerate() {
        match kind {
            Kind::Network => network(&mut world, case, at, call).await,
            Kind::Slowness => slowness(&mut world, case, at, call).await,
            Kind::Batches if call.operation == BATCH => {
                let before = calls.iter().take(at).filter(|call| call.operation == BATCH).count();
                batches(&mut world, case, before).await;
            }
            Kind::Cancellations if call.operation == TRANSACTION => {
                cancellations(&mut world, case, call).await;
            }
            Kind::Batches | Kind::Cancellations => {}
        }
    }
}

/// The batch after so many leaves keys unread.
async fn batches(world: &mut World, case: &Replayed, before: usize) {
    for fault in [Fault::Unprocessed, Fault::UnprocessedLast] {
        let rule = Rule::always(fault).on(BATCH).after(before);
        passing(world, case, rule, Outcome::Away).await;
    }
}

/// A fault that passes after one and after two, and the same for ever.
async fn passing(world: &mut World, case: &Replayed, rule: Rule, lasting: Outcome) {
    world.meets(case, &rule.clone().times(1), Outcome::Done).await;
    world.meets(case, &rule.clone().times(2), Outcome::Done).await;
    world.meets(case, &rule, lasting).await;
}

async fn network(world: &mut World, case: &Replayed, at: usize, call: &Seen) {
    let is_transaction = call.operation == TRANSACTION;
    let busy = [Fault::Throttled, Fault::OverCapacity, Fault::Internal, Fault::CutBefore];
    for fault in busy {
        let lasting = if is_transaction { Outcome::TooLate } else { Outcome::Away };
        passing(world, case, Rule::always(fault).after(at), lasting).await;
    }
    let lasting = if call.wrote() { Outcome::Unknown } else { Outcome::Away };
    passing(world, case, Rule::always(Fault::CutAfter).after(at), lasting).await;
    if is_transaction {
        // More often than the SDK itself tries again, so that the store has to.
        let lost = Rule::always(Fault::CutAfter).after(at).times(4);
        world.meets(case, &lost, Outcome::Done).await;
    }
    let denied = Rule::always(Fault::Denied).after(at).times(1);
    world.meets(case, &denied, Outcome::Ours).await;
}

/// Answers that come late, before and after DynamoDB has done its part.
async fn slowness(world: &mut World, case: &Replayed, at: usize, call: &Seen) {
    for slow in [Fault::Delay(A_MOMENT), Fault::Late(A_MOMENT)] {
        world.meets(case, &Rule::always(slow).after(at), Outcome::Done).await;
    }
    for stuck in [Fault::Delay(FOR_EVER), Fault::Late(FOR_EVER)] {
        let rule = Rule::always(stuck).after(at);
        // Past the invocation's end.
        let over = if call.wrote() { Outcome::Unknown } else { Outcome::TooLate };
        world.meets(case, &rule, over).await;
        // Past an attempt's end: the next one is answered.
        world.impatient_meets(case, &rule.times(1), Outcome::Done).await;
    }
}

/// Cancelled transactions, with each reason in each position.
async fn cancellations(world: &mut World, case: &Replayed, call: &Seen) {
    let on = |fault| Rule::always(fault).on(TRANSACTION);
    let parts = call.body["TransactItems"].as_array().unwrap();
    for (position, part) in parts.iter().enumerate() {
        for code in ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"] {
            let rule = on(Fault::Cancelled { code, position });
            // One time or two is the same for every position but the first.
            let times = if position == 0 { 2 } else { 1 };
            world.meets(case, &rule.clone().times(times), Outcome::Done).await;
            world.meets(case, &rule, Outcome::TooLate).await;
        }
        let rule = on(Fault::Cancelled { code: "ValidationError", position }).times(1);
        world.meets(case, &rule, Outcome::Ours).await;
        let fails = on(Fault::ConditionFails { position });
        match condition(part) {
            Condition::None => {}
            Condition::MayBeMet => passing(world, case, fails, Outcome::TooLate).await,
            Condition::NeverFails => {
                world.meets(case, &fails.times(1), Outcome::Ours).await;
            }
        }
    }
}

/// What it means where the condition of a part of a transaction fails.
enum Condition {
    /// It has none.
    None,
    /// Somebody else was faster: trying again may do.
    MayBeMet,
    /// What nobody else can have made: a UUID of one's own, an answer that then is not there, or the
    /// next change of a record that nobody else has changed.
    NeverFails,
}

fn condition(part: &Value) -> Condition {
    let part = part.as_object().and_then(|part| part.values().next()).unwrap();
    if part["ConditionExpression"].is_null() {
        return Condition::None;
    }
    let key = if part["Item"].is_null() { &part["Key"] } else { &part["Item"] };
    let pk = key["pk"]["S"].as_str().unwrap();
    let once = ["#CLAIM#uuid#", "#CUSTOMER#"].iter().any(|kind| pk.contains(kind));
    if once || pk.starts_with("IDEMPOTENCY#") { Condition::NeverFails } else { Condition::MayBeMet }
}
