//! What can go wrong between a function and DynamoDB, and when it does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::random::Random;

/// What happens to a request instead of a plain answer.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The table is too busy: `ThrottlingException`, which the SDK retries by itself.
    Throttled,
    /// The table's capacity is used up: `ProvisionedThroughputExceededException`.
    OverCapacity,
    /// A fault of DynamoDB's own: `InternalServerError`, status 500.
    Internal,
    /// A permission is missing: `AccessDeniedException`, which no retry mends.
    Denied,
    /// A transaction is cancelled because another one holds the item at that position.
    Conflict {
        /// Which of its items, from 0.
        position: usize,
    },
    /// A transaction is cancelled because the item at that position is throttled.
    ThrottledItem {
        /// Which of its items, from 0.
        position: usize,
    },
    /// A transaction is cancelled for that reason at that position: `ValidationError`.
    Cancelled {
        /// The reason, as DynamoDB writes it.
        code: &'static str,
        /// Which of its items, from 0.
        position: usize,
    },
    /// A transaction is cancelled because the condition at that position failed; the reason brings
    /// the item as it stands, where the condition asks for it.
    ConditionFails {
        /// Which of its items, from 0.
        position: usize,
    },
    /// It reaches DynamoDB late.
    Delay(Duration),
    /// DynamoDB does what it is asked at once, and the answer comes late.
    Late(Duration),
    /// It comes late, and so does its answer, each by a random time up to a longest one.
    Jitter(Dice),
    /// The record and its history are written whatever their conditions say: what a store without them would do.
    Unconditional,
    /// It reaches DynamoDB only when as many others wait as the barrier has places.
    Meet(Arc<Barrier>),
    /// The connection breaks before DynamoDB sees the request.
    CutBefore,
    /// DynamoDB does what it is asked, and the connection breaks before the answer.
    CutAfter,
    /// A batch leaves all its keys unread.
    Unprocessed,
    /// A batch leaves its last key unread.
    UnprocessedLast,
}

impl Fault {
    /// So many requests wait for each other; to be used for exactly so many.
    #[must_use]
    pub fn meeting(requests: usize) -> Self {
        Self::Meet(Arc::new(Barrier::new(requests)))
    }

    /// Whether it says that a transaction was not done.
    pub(super) const fn cancels(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. }
                | Self::ThrottledItem { .. }
                | Self::Cancelled { .. }
                | Self::ConditionFails { .. }
        )
    }
}

/// Random times, the same ones for the same seed.
#[derive(Debug, Clone)]
pub struct Dice {
    random: Arc<Mutex<Random>>,
    most: Duration,
}

impl Dice {
    /// Times up to a longest one.
    #[must_use]
    pub fn new(seed: u64, most: Duration) -> Self {
        Self { random: Arc::new(Mutex::new(Random::new(seed))), most }
    }

    /// The next time.
    pub(super) fn roll(&self) -> Duration {
        let most = u64::try_from(self.most.as_micros()).unwrap_or(u64::MAX);
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        Duration::from_micros(random.below(most.saturating_add(1)))
    }
}

/// Takes the conditions off the parts of a transaction that write a record and its history.
pub(super) fn without_conditions(request: &mut Value) {
    for item in request["TransactItems"].as_array_mut().into_iter().flatten() {
        let Some(put) = item.get_mut("Put").and_then(Value::as_object_mut) else { continue };
        let pk = put.get("Item").and_then(|item| item["pk"]["S"].as_str());
        if pk.is_some_and(|pk| pk.ends_with("#CUSTOMERS") || pk.contains("#CUSTOMER#")) {
            put.retain(|name, _| name == "TableName" || name == "Item");
        }
    }
}

/// Which requests a fault befalls: those of one operation, or all; some are let through first,
/// and some are hit, for ever where no number is given.
#[derive(Debug, Clone)]
pub struct Rule {
    pub(super) operation: Option<&'static str>,
    pub(super) pass: usize,
    pub(super) times: Option<usize>,
    pub(super) every: usize,
    pub(super) seen: usize,
    pub(super) fault: Fault,
}

impl Rule {
    /// Every request, for ever.
    #[must_use]
    pub const fn always(fault: Fault) -> Self {
        Self { operation: None, pass: 0, times: None, every: 1, seen: 0, fault }
    }

    /// Only requests of this operation: `TransactWriteItems`.
    #[must_use]
    pub const fn on(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Lets so many through first.
    #[must_use]
    pub const fn after(mut self, pass: usize) -> Self {
        self.pass = pass;
        self
    }

    /// Ends after so many.
    #[must_use]
    pub const fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// Hits only every so many-th of those it could.
    #[must_use]
    pub const fn every(mut self, every: usize) -> Self {
        self.every = every;
        self
    }

    /// Whether this request is hit; counts it.
    pub(super) fn hits(&mut self, operation: &str) -> bool {
        if self.operation.is_some_and(|only| only != operation) {
            return false;
        }
        self.seen += 1;
        let Some(past) = self.seen.checked_sub(self.pass + 1) else { return false };
        past % self.every == 0 && self.times.is_none_or(|times| past / self.every < times)
    }
}

/// A refusal in DynamoDB's own words: its status and body. `None` for faults that are none.
pub(super) fn refusal(fault: &Fault, request: &Value) -> Option<(u16, Value)> {
    let error = |status, code: &str| {
        let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
        Some((status, json!({"__type": kind, "message": "injected", "Message": "injected"})))
    };
    match fault {
        Fault::Throttled => error(400, "ThrottlingException"),
        Fault::OverCapacity => error(400, "ProvisionedThroughputExceededException"),
        Fault::Internal => error(500, "InternalServerError"),
        Fault::Denied => error(400, "AccessDeniedException"),
        Fault::Conflict { position } => Some(cancelled(request, *position, "TransactionConflict")),
        Fault::ThrottledItem { position } => Some(cancelled(request, *position, "ThrottlingError")),
        Fault::Cancelled { code, position } => Some(cancelled(request, *position, code)),
        Fault::UnprocessedLast if keys(request) > 1 => None,
        Fault::Unprocessed | Fault::UnprocessedLast => Some((
            200,
            json!({"Responses": {}, "UnprocessedKeys": request["RequestItems"].clone()}),
        )),
        Fault::ConditionFails { .. }
        | Fault::Delay(_)
        | Fault::Late(_)
        | Fault::Jitter(_)
        | Fault::Meet(_)
        | Fault::Unconditional
        | Fault::CutBefore
        | Fault::CutAfter => None,
    }
}

/// How many keys a batch asks for.
fn keys(request: &Value) -> usize {
    let tables = request["RequestItems"].as_object().into_iter().flatten();
    tables.filter_map(|(_, asked)| asked["Keys"].as_array()).map(Vec::len).sum()
}

/// Where the item stands that the condition at a position is about, if it asks to see it.
pub(super) fn shown(request: &Value, position: usize) -> Option<Value> {
    let part = request["TransactItems"].get(position)?.as_object()?.values().next()?;
    let key = if part["Item"].is_null() { &part["Key"] } else { &part["Item"] };
    (part["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD").then(|| {
        json!({
            "TableName": part["TableName"],
            "Key": {"pk": key["pk"], "sk": key["sk"]},
            "ConsistentRead": true,
        })
    })
}

/// A transaction that was cancelled by the condition at a position, with the item there.
pub(super) fn condition_failed(request: &Value, position: usize, item: &Value) -> (u16, Value) {
    let (status, mut body) = cancelled(request, position, "ConditionalCheckFailed");
    if !item.is_null() {
        body["CancellationReasons"][position]["Item"] = item.clone();
    }
    (status, body)
}

/// Takes the last key out of a batch, and returns it as what is left unread.
pub(super) fn leave_last(request: &mut Value) -> Value {
    let mut left = json!({});
    for (table, asked) in request["RequestItems"].as_object_mut().into_iter().flatten() {
        let last = asked["Keys"].as_array_mut().and_then(Vec::pop);
        let mut unread = asked.clone();
        unread["Keys"] = last.into_iter().collect();
        left[table] = unread;
    }
    left
}

/// A cancelled transaction with one reason that is not `None`.
fn cancelled(request: &Value, position: usize, code: &str) -> (u16, Value) {
    let parts = request["TransactItems"].as_array().map_or(1, Vec::len);
    let position = position.min(parts.saturating_sub(1));
    let codes = (0..parts).map(|at| if at == position { code } else { "None" });
    let reasons: Vec<Value> = codes
        .clone()
        .map(|code| match code {
            "None" => json!({"Code": "None"}),
            code => json!({"Code": code, "Message": "injected"}),
        })
        .collect();
    let list = codes.collect::<Vec<_>>().join(", ");
    let message = format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{list}]"
    );
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": message,
        "message": message,
        "CancellationReasons": reasons,
    });
    (400, body)
}
