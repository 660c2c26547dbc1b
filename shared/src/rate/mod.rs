//! Rate limits: how often a caller may call.
//!
//! The table counts an API's requests, so that a limit holds for all processes together. No request
//! waits for that count. A process reports with the second request of a window and then with each
//! [batch](Limit::batch): one `UpdateItem`, at the same time as a read that happens anyway. So a
//! caller within its limit is **never refused**. Each process that serves a caller in a window may
//! let up to a batch of requests too many through (docs/0011).

mod guesses;
mod rates;

pub use guesses::{Guesses, TooManyWrong};
pub use rates::{CountedRequest, Rates};

use crate::clock::Timestamp;
use crate::store::principal::LimitMultiplier;

/// The requests of a caller to an API whose vendor documents no limit.
pub const REQUESTS: Limit =
    Limit { secs: 60, most: 2_000, batch: 100, counted: Counted::InTable, kind: Kind::Any };
/// How many of them may write.
pub const WRITES: Limit = Limit { most: 600, batch: 30, kind: Kind::Write, ..REQUESTS };

/// One of an API's limits: `most` requests in each window of `secs` seconds. Windows start at
/// multiples of their length since 1970, so all processes share them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The length of a window, in seconds.
    pub secs: i64,
    /// The most requests in a window.
    pub most: u64,
    /// A process lets this many requests in before it reports them to the table again.
    pub batch: u64,
    /// Whose requests are counted together.
    pub counted: Counted,
    /// Which requests it counts. Only an endpoint with such requests has this limit.
    pub kind: Kind,
}

/// Which requests a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All.
    Any,
    /// Those that change customers.
    Write,
}

impl Kind {
    /// The name in keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Write => "write",
        }
    }
}

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The requests of all processes, in the table.
    InTable,
    /// Each process counts its own: the window is too short to share a count.
    InProcess,
}

impl Limit {
    /// The start of the current window, in seconds since 1970.
    fn start(self, now: Timestamp) -> i64 {
        now.as_secs().div_euclid(self.secs) * self.secs
    }

    /// The seconds until the current window ends, rounded up.
    fn secs_left(self, now: Timestamp) -> u64 {
        let end = Timestamp::from_secs(self.start(now) + self.secs);
        (end.as_micros() - now.as_micros()).unsigned_abs().div_ceil(1_000_000)
    }

    /// The most requests under a multiplier other than 0.
    fn times(self, multiplier: LimitMultiplier) -> u64 {
        self.most.saturating_mul(multiplier.0.into())
    }
}

/// What a caller has left of the first of its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    /// The most requests in a window.
    pub limit: u64,
    /// Requests left in this window, as far as the process knows.
    pub remaining: u64,
}

impl Remaining {
    /// The full limit: nothing was counted yet.
    #[must_use]
    pub const fn untouched(limit: Limit) -> Self {
        Self { limit: limit.most, remaining: limit.most }
    }
}

/// A limit is exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests: try again in {retry_after_secs} s")]
pub struct Exceeded {
    /// What is left of the first limit, which may be another than the exceeded one.
    pub remaining: Remaining,
    /// The seconds until the exceeded limit's window ends, rounded up.
    pub retry_after_secs: u64,
}
