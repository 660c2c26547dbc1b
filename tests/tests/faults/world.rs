//! The demo data, and what one request with one fault makes of it.

use std::time::Duration;

use harness::engine::Snapshot;
use harness::failure::{assert_says_little, unavailable};
use harness::functions::{Answer, Function, INVOCATION, Instance, routes};
use harness::seed::{assert_items_clean, tenant};
use harness::stack::Stack;
use harness::wire::{Rule, Seen};

use crate::cases::{Case, Leaves, Run, mark};

/// Long enough for what passes, and for what is given up.
const LONG: Duration = INVOCATION;
/// Soon over, for what is tried again as long as there is time: the runtime keeps 200 ms of it for itself.
const SHORT: Duration = Duration::from_millis(300);

/// So many requests are done on one table.
const MOST_DONE: u32 = 30;

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

/// One stack, its table growing from request to request.
pub struct World {
    stack: Stack,
    /// The table as it was left.
    before: Snapshot,
    run: Run,
}

impl World {
    pub fn new() -> Self {
        let stack = Stack::demo();
        let before = stack.engine.snapshot();
        Self { stack, before, run: Run::default() }
    }

    /// Begins again before the table gets so large that reading it takes its time.
    fn begin(&mut self) {
        if self.run.done >= MOST_DONE {
            let run = Run { number: self.run.number, done: 0 };
            *self = Self { run, ..Self::new() };
        }
    }

    /// The requests that a case makes of the table where nothing goes wrong.
    pub async fn calls(&mut self, case: &Case) -> Vec<Seen> {
        let instance = Function::named(case.function).start(&self.stack).await;
        drop(self.stack.wire.take());
        let answer = instance.call(&self.event(case)).await;
        assert_eq!(answer.status(), case.status, "{}: {}", case.what, answer.body());
        self.run.done += 1;
        self.before = self.stack.engine.snapshot();
        self.stack.wire.take()
    }

    fn event(&mut self, case: &Case) -> String {
        self.run.number += 1;
        let event = (case.event)(self.run);
        let routes = routes();
        event.to_json(event.route(&routes))
    }

    /// Makes a case's request in an instance that has just started, with something that goes
    /// wrong, and compares what comes of it.
    pub async fn meets(&mut self, case: &Case, rule: &Rule, expected: Outcome) {
        self.begin();
        let instance = Function::named(case.function).start(&self.stack).await;
        self.meets_in(instance, case, rule, expected).await;
    }

    /// The same in an instance that gives up an attempt after a while, as deployed ones do.
    pub async fn impatient_meets(&mut self, case: &Case, rule: &Rule, expected: Outcome) {
        self.begin();
        let mut instance = Function::named(case.function).start(&self.stack).await;
        instance.app.store = self.stack.impatient_store();
        self.meets_in(instance, case, rule, expected).await;
    }

    async fn meets_in(&mut self, instance: Instance, case: &Case, rule: &Rule, expected: Outcome) {
        let what = format!("{} {}, {rule:?}", case.function, case.what);
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
        self.before = after;
    }

    fn compare(
        &mut self,
        case: &Case,
        expected: Outcome,
        answer: &Answer,
        after: &Snapshot,
        what: &str,
    ) {
        let changed = self.before.changed(after);
        let api = Function::named(case.function).api.as_str();
        let status = match expected {
            Outcome::Done => case.status,
            Outcome::Away | Outcome::TooLate | Outcome::Unknown => unavailable(api),
            Outcome::Ours => 500,
        };
        assert_eq!(answer.status(), status, "{what}: {}", answer.body());
        let may_come_back = matches!(expected, Outcome::Away | Outcome::TooLate | Outcome::Unknown);
        assert_eq!(!answer.header("retry-after").is_empty(), may_come_back, "{what}");
        if expected != Outcome::Done {
            assert_says_little(answer, api, what);
        }
        let is_new = match expected {
            Outcome::Done => true,
            Outcome::Away | Outcome::TooLate | Outcome::Ours => false,
            Outcome::Unknown => !changed.is_empty(),
        };
        if is_new {
            self.run.done += 1;
            self.assert_new(case, &changed, after, what);
        } else {
            assert_eq!(changed, [], "{what}: {}", answer.body());
        }
    }

    /// The customer is entirely as it was asked for: what else there must be of it is the
    /// operator's check's to find.
    fn assert_new(&self, case: &Case, changed: &[(String, String)], after: &Snapshot, what: &str) {
        let count =
            |fits: fn(&(String, String)) -> bool| changed.iter().filter(|key| fits(key)).count();
        let changes = count(|(_, sk)| sk.starts_with("CHANGE#"));
        let answers = count(|(pk, _)| pk.starts_with("IDEMPOTENCY#"));
        let pins = count(|(pk, _)| pk.starts_with("PIN#"));
        let expected = match case.leaves {
            Leaves::Nothing => (0, 0, 0),
            Leaves::Pin => (0, 0, 1),
            Leaves::Change | Leaves::Customer => (1, 0, 0),
            Leaves::CustomerAndAnswer => (1, 1, 0),
        };
        assert_eq!((changes, answers, pins), expected, "{what}: {changed:?}");
        if changes == 0 {
            assert_eq!(changed.len(), pins, "{what}: {changed:?}");
            return;
        }
        let records = changed.iter().filter(|(pk, _)| pk.ends_with("#CUSTOMERS"));
        let written: Vec<String> = records.map(|key| after.0[key].to_string()).collect();
        assert_eq!(written.len(), 1, "{what}: one record");
        assert!(written[0].contains(&mark(self.run)), "{what}: another request's record");
    }
}
