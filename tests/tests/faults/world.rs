//! The demo data, and what one request with one fault makes of it.

use std::time::Duration;

use harness::cases::Leaves;
use harness::engine::Snapshot;
use harness::failure::{assert_says_little, unavailable};
use harness::functions::{Answer, INVOCATION, Instance};
use harness::seed::{assert_items_clean, tenant};
use harness::stack::Stack;
use harness::wire::{Rule, Seen};

use crate::Replayed;

/// Long enough for what passes, and for what is given up.
const LONG: Duration = INVOCATION;
/// Soon over, for what is tried again as long as there is time: the runtime keeps 200 ms of it for itself.
const SHORT: Duration = Duration::from_millis(300);

/// What must come of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, once.
    Done,
    /// The API's word for a table that is away, with a time to come back; nothing is written. It
    /// is given up after a few attempts.
    Away,
    /// The same, given up when the time is over.
    TooLate,
    /// The same, but DynamoDB may have done it.
    Unknown,
    /// A fault of ours, which no retry mends; nothing is written.
    Ours,
}

/// One stack, whose table is what it was before each request.
pub struct World {
    stack: Stack,
    before: Snapshot,
    /// How many requests were sent.
    sent: u32,
}

impl World {
    pub fn new() -> Self {
        let stack = Stack::demo();
        let before = stack.engine.snapshot();
        Self { stack, before, sent: 0 }
    }

    /// The requests that a case makes of the table where nothing goes wrong.
    pub async fn calls(&mut self, replayed: &Replayed) -> Vec<Seen> {
        let instance = replayed.cases.function.start(&self.stack).await;
        drop(self.stack.wire.take());
        let answer = instance.call(&self.event(replayed)).await;
        assert_eq!(answer.status(), replayed.case.status, "{}: {}", replayed.name(), answer.body());
        self.stack.engine.restore(&self.before, &self.stack.engine.snapshot());
        self.stack.wire.take()
    }

    /// A text that stands in nothing but what the last request writes.
    fn mark(&self) -> String {
        format!("Fault{:05}", self.sent)
    }

    fn event(&mut self, replayed: &Replayed) -> String {
        self.sent += 1;
        let event = replayed.case.request.event(&self.mark());
        replayed.cases.event_text(replayed.case, &event)
    }

    /// Makes a case's request in an instance that has just started, with something that goes
    /// wrong, and compares what comes of it.
    pub async fn meets(&mut self, case: &Replayed, rule: &Rule, expected: Outcome) {
        let instance = case.cases.function.start(&self.stack).await;
        self.meets_in(instance, case, rule, expected).await;
    }

    /// The same in an instance that gives up an attempt after a while, as deployed ones do.
    pub async fn impatient_meets(&mut self, case: &Replayed, rule: &Rule, expected: Outcome) {
        let mut instance = case.cases.function.start(&self.stack).await;
        instance.app.store = self.stack.impatient_store();
        self.meets_in(instance, case, rule, expected).await;
    }

    async fn meets_in(
        &mut self,
        instance: Instance,
        case: &Replayed,
        rule: &Rule,
        expected: Outcome,
    ) {
        let what = format!("{}, {rule:?}", case.name());
        let event = self.event(case);
        let time = match expected {
            Outcome::Done | Outcome::Away | Outcome::Ours => LONG,
            Outcome::TooLate | Outcome::Unknown => SHORT,
        };
        self.stack.wire.inject(rule.clone());
        let answer = instance.call_within(&event, time).await;
        drop(instance);
        self.stack.wire.settle().await;
        self.stack.wire.heal();
        let items = self.stack.engine.items();
        assert_items_clean(&items, &[tenant(1686), tenant(2001)]);
        let after = Snapshot::of(items);
        self.compare(case, expected, &answer, &after, &what);
        self.stack.engine.restore(&self.before, &after);
    }

    fn compare(
        &self,
        replayed: &Replayed,
        expected: Outcome,
        answer: &Answer,
        after: &Snapshot,
        what: &str,
    ) {
        let mut changed = self.before.changed(after);
        // A process that comes to nothing has taken ids for parts, which are lost.
        changed.retain(|(_, sk)| sk != "PARTS");
        let api = replayed.cases.function.api.as_str();
        let status = match expected {
            Outcome::Done => replayed.case.status,
            Outcome::Away | Outcome::TooLate | Outcome::Unknown => unavailable(api),
            Outcome::Ours => 500,
        };
        assert_eq!(answer.status(), status, "{what}: {}", answer.body());
        let may_come_back = matches!(expected, Outcome::Away | Outcome::TooLate | Outcome::Unknown);
        let wait = answer.header("retry-after");
        if may_come_back {
            assert!(wait.parse().is_ok_and(|secs| (1..=60).contains(&secs)), "{what}: {wait:?}");
        } else {
            assert_eq!(wait, "", "{what}");
        }
        if expected != Outcome::Done {
            assert_says_little(answer, api, what);
        }
        let is_new = match expected {
            Outcome::Done => true,
            Outcome::Away | Outcome::TooLate | Outcome::Ours => false,
            Outcome::Unknown => !changed.is_empty(),
        };
        if is_new {
            self.assert_new(replayed, &changed, after, what);
        } else {
            assert_eq!(changed, [], "{what}: {}", answer.body());
        }
    }

    /// What the case leaves is there, entirely: what else there must be of a customer is the
    /// operator's check's to find.
    fn assert_new(
        &self,
        replayed: &Replayed,
        changed: &[(String, String)],
        after: &Snapshot,
        what: &str,
    ) {
        let expected = replayed.case.leaves();
        let left = Leaves::at(changed.iter().map(|(pk, sk)| (pk.as_str(), sk.as_str())));
        assert_eq!(left, expected, "{what}: {changed:?}");
        if expected.changes == 0 {
            assert_eq!(changed.len(), expected.pins, "{what}: {changed:?}");
            return;
        }
        let records = changed.iter().filter(|(pk, _)| pk.ends_with("#CUSTOMERS"));
        let written: Vec<String> = records.map(|key| after.0[key].to_string()).collect();
        assert_eq!(written.len(), 1, "{what}: one record");
        assert!(replayed.case.request.has_mark(), "{what}: put {{{{mark}}}} into what it writes");
        assert!(written[0].contains(&self.mark()), "{what}: another request's record");
    }
}
