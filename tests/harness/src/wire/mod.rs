//! The wire between the functions and the embedded DynamoDB: every request goes through it, is
//! written down, and meets the faults that were asked for.

mod fault;
mod server;
mod storm;

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;

pub use fault::{Dice, Fault, Rule};
pub(crate) use server::serve;
pub use server::{Door, Plain};

use crate::random::Random;
use storm::Storms;

/// One request that a function sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// `GetItem`, `TransactWriteItems`, …
    pub operation: String,
    /// What was asked, as the function asked it.
    pub body: Value,
    /// The answer's status; 0 where the connection was cut.
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

    /// Whether it counted requests or wrong passwords.
    #[must_use]
    pub fn counted(&self) -> bool {
        let pk = self.body["Key"]["pk"]["S"].as_str().unwrap_or_default();
        self.operation == "UpdateItem" && (pk.starts_with("RATE#") || pk.starts_with("GUESSES#"))
    }
}

/// The wire of one stack.
#[derive(Debug, Clone)]
pub struct Wire {
    endpoint: String,
    log: Arc<Log>,
}

/// What the wire's server and its users share.
#[derive(Debug)]
pub(crate) struct Log {
    /// Whether requests are written down. That takes time, so it is off where time is measured.
    watched: AtomicBool,
    seen: Mutex<Vec<Seen>>,
    rules: Mutex<Vec<Rule>>,
    storms: Mutex<Option<Storms>>,
    /// The tokens of transactions that were done.
    done: Mutex<HashSet<String>>,
    /// How many connections were opened.
    connections: AtomicU64,
    /// How many connections are open.
    open: watch::Sender<usize>,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            watched: AtomicBool::new(true),
            seen: Mutex::default(),
            rules: Mutex::default(),
            storms: Mutex::default(),
            done: Mutex::default(),
            connections: AtomicU64::new(0),
            open: watch::Sender::default(),
        }
    }
}

impl Wire {
    pub(crate) fn new(endpoint: String, log: Arc<Log>) -> Self {
        Self { endpoint, log }
    }

    /// Where functions find it.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// Whether requests are written down from now on, with their units. They are at first.
    pub fn watch(&self, on: bool) {
        self.log.watched.store(on, Ordering::Relaxed);
    }

    /// From now on this goes wrong, beside whatever did before. The first rule that fits wins.
    pub fn inject(&self, rule: Rule) {
        lock(&self.log.rules).push(rule);
    }

    /// From now on nothing goes wrong.
    pub fn heal(&self) {
        lock(&self.log.rules).clear();
    }

    /// From now on, so many calls of a thousand fail, and most of them in storms, which come every
    /// half a minute or so.
    pub fn storm(&self, random: Random, per_mille: u64) {
        *lock(&self.log.storms) = Some(Storms::new(random, per_mille));
    }

    /// Ends the storms: how many faults there were of each kind, and how many storms.
    pub fn calm(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.log.storms).take().map(Storms::counts).unwrap_or_default()
    }

    /// Waits until nobody is connected any more: to be called when every store on it is gone.
    ///
    /// A client that is gone may have left a request on a connection that was not accepted yet. The
    /// wire accepts connections in order, so the last one is made here.
    pub async fn settle(&self) {
        let address = self.endpoint.split("//").nth(1).unwrap_or_default();
        if let Ok(mut last) = TcpStream::connect(address).await {
            drop(last.shutdown().await);
            drop(last.read_to_end(&mut Vec::new()).await);
        }
        let mut open = self.log.open.subscribe();
        // It fails only where nobody counts any more, and the log does.
        drop(open.wait_for(|open| *open == 0).await);
    }

    /// What was seen since the last call of this, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *lock(&self.log.seen))
    }

    /// How many connections were opened since the last call of this.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.log.connections.swap(0, Ordering::Relaxed)
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    fn is_watched(&self) -> bool {
        self.watched.load(Ordering::Relaxed)
    }

    /// Whether requests go through as they are.
    fn is_idle(&self) -> bool {
        !self.is_watched() && lock(&self.rules).is_empty() && lock(&self.storms).is_none()
    }

    /// The fault that befalls a request, if any. DynamoDB never cancels a transaction that it
    /// has done: whoever asks again with the same token is told that it was done.
    fn fault(&self, operation: &str, body: &Value) -> Option<Fault> {
        let token = body["ClientRequestToken"].as_str();
        let done = token.is_some_and(|token| lock(&self.done).contains(token));
        lock(&self.rules)
            .iter_mut()
            .filter(|rule| !(done && rule.fault.cancels()))
            .find_map(|rule| rule.hits(operation).then(|| rule.fault.clone()))
            .or_else(|| lock(&self.storms).as_mut()?.hit(operation, Instant::now()))
            .filter(|fault| !(done && fault.cancels()))
    }

    /// Remembers a transaction that DynamoDB has done, before anyone is told.
    fn forwarded(&self, body: &Value, status: u16) {
        if let (200, Some(token)) = (status, body["ClientRequestToken"].as_str()) {
            lock(&self.done).insert(token.to_owned());
        }
    }

    /// Counts a connection until the guard is gone.
    fn connected(self: &Arc<Self>) -> Open {
        self.connections.fetch_add(1, Ordering::Relaxed);
        self.open.send_modify(|open| *open += 1);
        Open(Arc::clone(self))
    }

    fn record(&self, seen: Seen) {
        if self.is_watched() {
            lock(&self.seen).push(seen);
        }
    }
}

/// A connection that is open.
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
