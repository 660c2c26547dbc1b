//! The wire between the functions and the embedded DynamoDB: every request goes through it, is
//! written down, and meets the faults that a test asked for.

mod fault;
mod server;

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

pub use fault::{Dice, Fault, Rule};
pub(crate) use server::serve;

/// One request that a function sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// `GetItem`, `TransactWriteItems`, …
    pub operation: String,
    /// What was asked, as the function asked it.
    pub body: Value,
    /// What was answered; null where the connection was cut.
    pub answer: Value,
    /// The answer's status; 0 where there was none.
    pub status: u16,
    /// The request units it cost, as DynamoDB reported them; 0 for a refusal.
    pub units: f64,
}

impl Seen {
    /// Whether it changed the table, or may have.
    #[must_use]
    pub fn wrote(&self) -> bool {
        let reads = ["GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"];
        !reads.contains(&self.operation.as_str()) && (self.status == 200 || self.status == 0)
    }
}

/// The wire of one stack.
#[derive(Debug, Clone)]
pub struct Wire {
    address: SocketAddr,
    log: Arc<Log>,
}

/// What the wire's server and its tests share.
#[derive(Debug, Default)]
pub(crate) struct Log {
    seen: Mutex<Vec<Seen>>,
    rules: Mutex<Vec<Rule>>,
    /// The tokens of transactions that were done.
    done: Mutex<HashSet<String>>,
    /// How many connections are open or still have something to do.
    open: watch::Sender<usize>,
}

impl Wire {
    pub(crate) fn new(address: SocketAddr, log: Arc<Log>) -> Self {
        Self { address, log }
    }

    /// Where functions find it.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on this goes wrong, beside whatever did before. The first rule that fits wins.
    pub fn inject(&self, rule: Rule) {
        self.log.rules().push(rule);
    }

    /// From now on nothing goes wrong.
    pub fn heal(&self) {
        self.log.rules().clear();
    }

    /// Waits until nobody is connected any more and all that was asked for is done: to be called
    /// when every store on it is gone.
    pub async fn settle(&self) {
        let mut open = self.log.open.subscribe();
        // It fails only where nobody counts any more, and the log does.
        drop(open.wait_for(|open| *open == 0).await);
    }

    /// What was seen since the last call of this, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.log.seen())
    }
}

impl Log {
    fn seen(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that befalls a request, if any. DynamoDB never cancels a transaction that it
    /// has done: whoever asks again with the same token is told that it was done.
    fn fault(&self, operation: &str, body: &Value) -> Option<Fault> {
        let token = body["ClientRequestToken"].as_str();
        let done = token.is_some_and(|token| self.done().contains(token));
        self.rules()
            .iter_mut()
            .filter(|rule| !(done && rule.fault.cancels()))
            .find_map(|rule| rule.hits(operation).then(|| rule.fault.clone()))
    }

    fn done(&self) -> MutexGuard<'_, HashSet<String>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a transaction that DynamoDB has done, before anyone is told.
    fn forwarded(&self, body: &Value, status: u16) {
        if let (200, Some(token)) = (status, body["ClientRequestToken"].as_str()) {
            self.done().insert(token.to_owned());
        }
    }

    /// Counts a connection until the guard and all its clones are gone.
    fn connected(self: &Arc<Self>) -> Arc<Open> {
        self.open.send_modify(|open| *open += 1);
        Arc::new(Open(Arc::clone(self)))
    }

    fn record(&self, seen: Seen) {
        self.seen().push(seen);
    }
}

/// A connection that is open, or a request of it that is under way.
#[derive(Debug)]
struct Open(Arc<Log>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open -= 1);
    }
}

/// The units that all of these cost together.
#[must_use]
pub fn units(seen: &[Seen]) -> f64 {
    seen.iter().map(|seen| seen.units).sum()
}
