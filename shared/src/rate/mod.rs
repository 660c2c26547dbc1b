//! How often a caller may call.
//!
//! An API's limits are counted in the table, so that they hold for all processes together, and a
//! request never waits for that: what a process has let in it adds by one `UpdateItem` beside a
//! read that is made anyway, with the second request of a window and then with every tenth. So a
//! caller is **never refused within its limit**, and for each process that serves it in a window
//! up to [`BATCH`] requests more than the limit may get through (docs/0011).

mod guesses;
mod rates;

pub use guesses::{Guesses, TooManyWrong};
pub use rates::{CountedRequest, Rates};

use crate::clock::Timestamp;
use crate::store::principal::LimitMultiplier;

/// How many requests a process lets in, at most, before it adds them to the table's count.
pub const BATCH: u64 = 10;

/// One of an API's limits: so many requests in each window of so many seconds. Windows begin at
/// whole multiples of their length since 1970, so that all processes have the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How long a window is, in seconds.
    pub secs: i64,
    /// How many requests it may have.
    pub most: u64,
    /// Whose requests are counted together.
    pub counted: Counted,
}

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Those of all processes, in the table.
    InTable,
    /// Each process's own: a window is over before the table could be told.
    InProcess,
}

impl Limit {
    /// When the window began that a moment lies in, in seconds since 1970.
    fn start(self, now: Timestamp) -> i64 {
        now.as_secs().div_euclid(self.secs) * self.secs
    }

    /// How long the window still is that a moment lies in, in seconds, rounded up.
    fn left(self, now: Timestamp) -> u64 {
        let end = Timestamp::from_secs(self.start(now) + self.secs);
        (end.as_micros() - now.as_micros()).unsigned_abs().div_ceil(1_000_000)
    }

    /// How many requests there may be where the factor is no 0.
    fn times(self, factor: LimitMultiplier) -> u64 {
        self.most.saturating_mul(factor.0.into())
    }
}

/// What a caller has left of the first of its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    /// How many requests a window may have.
    pub limit: u64,
    /// How many more there may be in this one, as far as the process knows.
    pub remaining: u64,
}

impl Remaining {
    /// Nothing was counted yet.
    #[must_use]
    pub const fn untouched(limit: Limit) -> Self {
        Self { limit: limit.most, remaining: limit.most }
    }
}

/// A limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests: the next may come in {retry_after_secs} s")]
pub struct Exceeded {
    /// What is left of the first limit, which need not be the one that was reached.
    pub room: Remaining,
    /// When the window of the limit that was reached is over, in seconds from now, rounded up.
    pub retry_after_secs: u64,
}
