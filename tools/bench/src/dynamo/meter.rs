//! What goes over the wire to DynamoDB, counted.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

/// One call that a program made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// `GetItem`, `TransactWriteItems`, …
    pub operation: String,
    /// The request units it cost; 0 where they were not asked for.
    pub units: f64,
}

/// All that was counted since the last time.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Traffic {
    /// How many connections were opened.
    pub connections: u64,
    /// The calls, in order.
    pub calls: Vec<Call>,
}

impl Traffic {
    /// The request units of all calls.
    #[must_use]
    pub fn units(&self) -> f64 {
        // Not a sum: that of nothing is -0.
        self.calls.iter().fold(0.0, |units, call| units + call.units)
    }

    /// The operations, in order.
    #[must_use]
    pub fn operations(&self) -> Vec<&str> {
        self.calls.iter().map(|call| call.operation.as_str()).collect()
    }
}

/// Counts, and says how the server behaves.
#[derive(Debug, Default)]
pub struct Meter {
    connections: AtomicU64,
    calls: Mutex<Vec<Call>>,
    units: AtomicBool,
    delay_micros: AtomicU64,
}

impl Meter {
    /// What was counted since the last call of this.
    #[must_use]
    pub fn take(&self) -> Traffic {
        Traffic {
            connections: self.connections.swap(0, Ordering::Relaxed),
            calls: std::mem::take(&mut *self.calls()),
        }
    }

    /// Begins again from nothing.
    pub fn forget(&self) {
        self.connections.store(0, Ordering::Relaxed);
        self.calls().clear();
    }

    /// Whether the engine is asked what each call costs. That takes time, so it is off where time
    /// is measured.
    pub fn count_units(&self, on: bool) {
        self.units.store(on, Ordering::Relaxed);
    }

    /// Every answer comes this much later.
    pub fn delay(&self, delay: Duration) {
        let micros = u64::try_from(delay.as_micros()).unwrap_or(u64::MAX);
        self.delay_micros.store(micros, Ordering::Relaxed);
    }

    pub(super) fn counts_units(&self) -> bool {
        self.units.load(Ordering::Relaxed)
    }

    pub(super) fn delayed(&self) -> Option<Duration> {
        match self.delay_micros.load(Ordering::Relaxed) {
            0 => None,
            micros => Some(Duration::from_micros(micros)),
        }
    }

    pub(super) fn connected(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn called(&self, call: Call) {
        self.calls().push(call);
    }

    fn calls(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
