//! What goes wrong on the way to DynamoDB, now and then.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};

use crate::random::Random;

/// The longest that a slow call takes longer, in milliseconds.
const SLOW_MILLIS: u64 = 400;
/// Of a thousand calls, so many are hit in a storm: too many for retries to hide them all.
const STORM_PER_MILLE: u64 = 800;
/// How long a storm lasts, in milliseconds.
const STORM_MILLIS: u64 = 4_000;
/// From one storm's end to the next one's beginning: this long at least, and at most twice as long.
const CALM_MILLIS: u64 = 20_000;

/// What happens to a call instead of a plain answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The table is too busy.
    Throttled,
    /// A fault of DynamoDB's own, status 500.
    Internal,
    /// The connection breaks before anything is done.
    CutBefore,
    /// It is done, and the connection breaks before the answer.
    CutAfter,
    /// It is done late.
    SlowBefore,
    /// It is done at once and answered late.
    SlowAfter,
    /// A batch leaves all its keys unread.
    Unprocessed,
    /// A batch leaves its last key unread.
    UnprocessedLast,
    /// A transaction is cancelled because another one holds one of its items.
    Conflict,
    /// A transaction is cancelled because one of its items is throttled.
    ThrottledItem,
}

impl Fault {
    const ANY: [Self; 6] = [
        Self::Throttled,
        Self::Internal,
        Self::CutBefore,
        Self::CutAfter,
        Self::SlowBefore,
        Self::SlowAfter,
    ];

    /// Those that can befall an operation beside [`Self::ANY`].
    const fn own(operation: &str) -> &'static [Self] {
        match operation.as_bytes() {
            b"BatchGetItem" => &[Self::Unprocessed, Self::UnprocessedLast],
            b"TransactWriteItems" => &[Self::Conflict, Self::ThrottledItem],
            _ => &[],
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::Internal => "internal error",
            Self::CutBefore => "cut before",
            Self::CutAfter => "cut after",
            Self::SlowBefore => "slow before",
            Self::SlowAfter => "slow after",
            Self::Unprocessed => "unprocessed",
            Self::UnprocessedLast => "last unprocessed",
            Self::Conflict => "conflict",
            Self::ThrottledItem => "throttled item",
        }
    }
}

/// A fault that befalls a call, with what else was left to chance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub fault: Fault,
    /// How much later, where it is slow.
    pub later: Duration,
    /// Which of a transaction's items, modulo their number.
    item: usize,
}

/// When faults happen: none at first.
#[derive(Debug, Default)]
pub struct Faults(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// None where there are no faults.
    random: Option<Random>,
    per_mille: u64,
    /// When the next storm begins, or the one under way began.
    storm: Option<Instant>,
    storms: u64,
    counts: BTreeMap<Fault, u64>,
}

impl State {
    /// Of a thousand calls, so many are hit now.
    fn per_mille(&mut self, now: Instant) -> u64 {
        let Some(random) = &mut self.random else { return 0 };
        let mut calm =
            |after: Instant| after + Duration::from_millis(CALM_MILLIS + random.below(CALM_MILLIS));
        let storm = match self.storm {
            Some(storm) => storm,
            None => calm(now),
        };
        let end = storm + Duration::from_millis(STORM_MILLIS);
        let is_over = now >= end;
        self.storms += u64::from(is_over);
        self.storm = Some(if is_over { calm(now) } else { storm });
        if now >= storm && !is_over { STORM_PER_MILLE } else { self.per_mille }
    }
}

impl Faults {
    /// From now on, so many calls of a thousand are hit, and most of them in storms, which come
    /// every half a minute or so.
    pub fn begin(&self, random: Random, per_mille: u64) {
        let mut state = self.state();
        (state.random, state.per_mille) = (Some(random), per_mille);
    }

    /// From now on, none is.
    pub fn end(&self) {
        self.state().random = None;
    }

    /// How many there were of each.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.state().counts.iter().map(|(fault, count)| (fault.name(), *count)).collect()
    }

    /// How many storms are over.
    #[must_use]
    pub fn storms(&self) -> u64 {
        self.state().storms
    }

    pub(super) fn hit(&self, operation: &str, now: Instant) -> Option<Hit> {
        let mut state = self.state();
        let per_mille = state.per_mille(now);
        let random = state.random.as_mut()?;
        if random.below(1_000) >= per_mille {
            return None;
        }
        let own = Fault::own(operation);
        let which = index(random.below(count(Fault::ANY.len() + own.len())));
        let later = Duration::from_millis(random.below(SLOW_MILLIS));
        let item = index(random.below(100));
        let fault = *Fault::ANY.iter().chain(own).nth(which)?;
        *state.counts.entry(fault).or_default() += 1;
        Some(Hit { fault, later, item })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

impl Hit {
    /// What DynamoDB says instead of doing it: status and body. `None` where it is done.
    pub(super) fn refusal(self, request: &str) -> Option<(u16, String)> {
        let error = |status, code: &str| {
            let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
            Some((status, json!({"__type": kind, "message": "injected"}).to_string()))
        };
        match self.fault {
            Fault::Throttled => error(400, "ThrottlingException"),
            Fault::Internal => error(500, "InternalServerError"),
            Fault::Conflict => Some((400, self.cancelled(request, "TransactionConflict"))),
            Fault::ThrottledItem => Some((400, self.cancelled(request, "ThrottlingError"))),
            Fault::Unprocessed => {
                let asked = read(request)["RequestItems"].take();
                Some((200, json!({"Responses": {}, "UnprocessedKeys": asked}).to_string()))
            }
            Fault::UnprocessedLast
            | Fault::CutBefore
            | Fault::CutAfter
            | Fault::SlowBefore
            | Fault::SlowAfter => None,
        }
    }

    /// A cancelled transaction with one reason that is not `None`.
    fn cancelled(self, request: &str, code: &str) -> String {
        let parts = read(request)["TransactItems"].as_array().map_or(1, Vec::len);
        let hit = self.item.checked_rem(parts).unwrap_or_default();
        let reason = |at| if at == hit { code } else { "None" };
        let codes: Vec<&str> = (0..parts).map(reason).collect();
        let reasons: Vec<Value> = codes.iter().map(|code| json!({"Code": code})).collect();
        let list = codes.join(", ");
        let message = format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{list}]"
        );
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": message,
            "CancellationReasons": reasons,
        })
        .to_string()
    }
}

/// Takes the last key out of a batch of more than one: what is asked then, and what is left unread.
pub(super) fn without_last(request: &str) -> Option<(String, Value)> {
    let mut asked = read(request);
    let (table, wanted) = asked["RequestItems"].as_object_mut()?.iter_mut().next()?;
    let keys = wanted["Keys"].as_array_mut().filter(|keys| keys.len() > 1)?;
    let last = keys.pop()?;
    let mut unread = wanted.clone();
    unread["Keys"] = json!([last]);
    let unread = json!({ (table.as_str()): unread });
    Some((asked.to_string(), unread))
}

/// An answer that says what it leaves unread.
pub(super) fn with_unread(answer: &str, unread: Value) -> String {
    let mut answer = read(answer);
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("UnprocessedKeys".to_owned(), unread);
    }
    answer.to_string()
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(fault: Fault) -> Hit {
        Hit { fault, later: Duration::ZERO, item: 4 }
    }

    #[test]
    fn there_are_none_before_the_beginning_and_after_the_end() {
        let (faults, now) = (Faults::default(), Instant::now());
        assert!(faults.hit("GetItem", now).is_none());
        faults.begin(Random::new(1), 1_000);
        for _ in 0..200 {
            assert!(faults.hit("TransactWriteItems", now).is_some());
        }
        faults.end();
        assert!(faults.hit("GetItem", now).is_none());
        let counts = faults.counts();
        assert_eq!(counts.values().sum::<u64>(), 200);
        assert_eq!(counts.len(), Fault::ANY.len() + 2, "{counts:?}");
    }

    #[test]
    fn storms_come_and_go() {
        let (faults, now) = (Faults::default(), Instant::now());
        faults.begin(Random::new(1), 0);
        let hits = |from: u64, to: u64| {
            let at = |millis| now + Duration::from_millis(millis);
            (from..to).step_by(10).filter(|ms| faults.hit("GetItem", at(*ms)).is_some()).count()
        };
        assert_eq!(hits(0, CALM_MILLIS), 0);
        let first = hits(CALM_MILLIS, 2 * CALM_MILLIS + STORM_MILLIS);
        assert!((200..400).contains(&first), "{first} of 400");
        assert!(hits(2 * CALM_MILLIS + STORM_MILLIS, 10 * CALM_MILLIS) > first);
        assert!(faults.storms() > 3);
    }

    #[test]
    fn a_cancelled_transaction_has_a_reason_for_each_item() {
        let request = r#"{"TransactItems":[{},{},{}]}"#;
        let (status, body) = hit(Fault::Conflict).refusal(request).unwrap();
        let body = read(&body);
        assert_eq!(status, 400);
        assert_eq!(body["CancellationReasons"][1]["Code"], "TransactionConflict");
        assert!(body["Message"].as_str().unwrap().ends_with("[None, TransactionConflict, None]"));
    }

    #[test]
    fn a_batchs_last_key_is_left_unread() {
        let request = r#"{"RequestItems":{"t":{"ConsistentRead":true,"Keys":[{"a":1},{"a":2}]}}}"#;
        let (asked, unread) = without_last(request).unwrap();
        assert_eq!(read(&asked)["RequestItems"]["t"]["Keys"], json!([{"a": 1}]));
        assert_eq!(unread, json!({"t": {"ConsistentRead": true, "Keys": [{"a": 2}]}}));
        let answer = with_unread(r#"{"Responses":{}}"#, unread.clone());
        assert_eq!(read(&answer)["UnprocessedKeys"], unread);
        assert!(without_last(&asked).is_none());
    }
}
