//! The requests that one process has counted, by caller and window.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Counted, Exceeded, Limit, Remaining};
use crate::clock::Timestamp;
use crate::store::principal::LimitMultiplier;
use crate::store::{Counter, Store, Subject};

/// A process first reports to the table with this request of a window. So a process that serves a
/// caller only once in a window never reports.
const FIRST_REPORT: u64 = 2;
/// How long a multiplier stays valid after it was read, in seconds.
const MULTIPLIER_SECS: i64 = 60;
/// A process keeps count of at most this many callers.
const SUBJECTS: usize = 1_024;

/// The requests that a process has counted, by caller.
#[derive(Debug, Default)]
pub struct Rates {
    tallies: Mutex<HashMap<Subject, Tally>>,
}

#[derive(Debug)]
struct Tally {
    multiplier: Option<(LimitMultiplier, Timestamp)>,
    windows: Vec<Window>,
}

/// One limit's current window, as far as this process knows it.
#[derive(Debug, Clone, Copy)]
struct Window {
    limit: Limit,
    start: i64,
    /// The table's total as this process last saw it, plus what this process reported since.
    known: u64,
    /// Requests of this process that are not in the table yet.
    unreported: u64,
    /// Whether this process has reported any request of this window.
    reported: bool,
}

/// A request that this process counted and let in. The table's total may still show that the limit
/// is exceeded: [`Rates::settle`] decides.
#[derive(Debug)]
pub struct CountedRequest {
    subject: Subject,
    at: Timestamp,
    remaining: Remaining,
    /// Whether this request has already reported to the table.
    reported: bool,
    /// Whether the caller's multiplier must be read with this request: about once a minute.
    pub wants_multiplier: bool,
}

/// Requests to add to the table's total for one window.
#[derive(Debug, Clone, Copy)]
struct Increment {
    limit: Limit,
    start: i64,
    requests: u64,
}

impl Rates {
    /// Counts a request. Refuses it if this process alone already knows that a limit is exceeded.
    pub fn count(
        &self,
        subject: Subject,
        limits: &[Limit],
        now: Timestamp,
    ) -> Result<CountedRequest, Exceeded> {
        let mut tallies = self.tallies();
        evict(&mut tallies, now);
        let tally = tallies.entry(subject.clone()).or_insert_with(|| Tally::new(limits, now));
        tally.renew_windows(now);
        let multiplier = tally.multiplier(now);
        if let Some(multiplier) = multiplier {
            tally.check(multiplier, 1, now)?;
        }
        if multiplier != Some(LimitMultiplier::UNLIMITED) {
            tally.windows.iter_mut().for_each(|window| window.unreported += 1);
        }
        let remaining = tally.remaining(multiplier.unwrap_or(LimitMultiplier::DOCUMENTED));
        let wants_multiplier = multiplier.is_none();
        Ok(CountedRequest { subject, at: now, remaining, reported: false, wants_multiplier })
    }

    /// Checks the limits again with what was read meanwhile, and returns what the caller has left.
    /// `read` is the caller's multiplier, if it was read with this request. A caller whose
    /// multiplier is not known has the documented limits: settle so only a request that is refused
    /// in any case.
    pub fn settle(
        &self,
        counted: &CountedRequest,
        read: Option<LimitMultiplier>,
    ) -> Result<Remaining, Exceeded> {
        let mut tallies = self.tallies();
        // The tally is missing only if a thousand other callers came meanwhile.
        let Some(tally) = tallies.get_mut(&counted.subject) else { return Ok(counted.remaining) };
        if let Some(multiplier) = read {
            tally.multiplier = Some((multiplier, counted.at));
        }
        let multiplier = tally.multiplier(counted.at).unwrap_or(LimitMultiplier::DOCUMENTED);
        if multiplier == LimitMultiplier::UNLIMITED {
            tally.windows.iter_mut().for_each(|window| window.unreported = 0);
        }
        tally.check(multiplier, 0, counted.at)
    }

    /// Tells also a refused caller that it has called too often: a refusal counts as any request.
    /// It is reported to the table as well, if no read has done that.
    pub async fn settle_refused<T, R: From<Exceeded>>(
        &self,
        store: &Store,
        counted: &mut CountedRequest,
        admitted: Result<T, R>,
    ) -> Result<T, R> {
        if admitted.is_err() {
            counted.beside(self, store, std::future::ready(())).await;
            self.settle(counted, None)?;
        }
        admitted
    }

    fn take_increment(&self, subject: &Subject) -> Option<Increment> {
        self.tallies().get_mut(subject)?.take_increment()
    }

    fn set_total(&self, subject: &Subject, sent: Increment, total: u64) {
        let mut tallies = self.tallies();
        let windows = tallies.get_mut(subject).into_iter().flat_map(|tally| &mut tally.windows);
        for window in windows.filter(|w| w.limit == sent.limit && w.start == sent.start) {
            window.known = window.known.max(total);
        }
    }

    /// A panic under the lock leaves usable counts, so poisoning is ignored.
    fn tallies(&self) -> MutexGuard<'_, HashMap<Subject, Tally>> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CountedRequest {
    /// Runs a read. At the same time reports to the table, once a request, if enough requests have
    /// gathered. A failed report does not fail the request: a table that cannot count must not lock
    /// callers out.
    pub async fn beside<T>(
        &mut self,
        rates: &Rates,
        store: &Store,
        read: impl Future<Output = T>,
    ) -> T {
        let first = !std::mem::replace(&mut self.reported, true);
        let increment = first.then(|| rates.take_increment(&self.subject)).flatten();
        let Some(increment) = increment else { return read.await };
        let Increment { limit, start, requests } = increment;
        let counter = Counter::rate(&self.subject, limit.kind.as_str(), limit.secs, start);
        let (read, total) = tokio::join!(read, store.count(&counter, requests));
        if let Some(total) = total {
            rates.set_total(&self.subject, increment, total);
        }
        read
    }
}

impl Tally {
    fn new(limits: &[Limit], now: Timestamp) -> Self {
        Self {
            multiplier: None,
            windows: limits.iter().map(|limit| Window::new(*limit, now)).collect(),
        }
    }

    /// Starts a new window for each one that is over.
    fn renew_windows(&mut self, now: Timestamp) {
        for window in &mut self.windows {
            if window.start != window.limit.start(now) {
                *window = Window::new(window.limit, now);
            }
        }
    }

    /// The multiplier, if it was read less than a minute ago.
    fn multiplier(&self, now: Timestamp) -> Option<LimitMultiplier> {
        let (multiplier, since) = self.multiplier?;
        (0..MULTIPLIER_SECS).contains(&(now.as_secs() - since.as_secs())).then_some(multiplier)
    }

    /// What the caller has left of the first limit.
    fn remaining(&self, multiplier: LimitMultiplier) -> Remaining {
        let first = self.windows.first();
        first.map_or(Remaining { limit: 0, remaining: 0 }, |window| window.remaining(multiplier))
    }

    /// Whether `more` further requests are within all limits.
    fn check(
        &self,
        multiplier: LimitMultiplier,
        more: u64,
        now: Timestamp,
    ) -> Result<Remaining, Exceeded> {
        let remaining = self.remaining(multiplier);
        if multiplier == LimitMultiplier::UNLIMITED {
            return Ok(remaining);
        }
        let over = self.windows.iter().filter(|w| w.requests() + more > w.limit.times(multiplier));
        match over.map(|window| window.limit.secs_left(now)).max() {
            None => Ok(remaining),
            Some(retry_after_secs) => Err(Exceeded { remaining, retry_after_secs }),
        }
    }

    /// What to report with this request: the window with the most unreported requests. Only one,
    /// because only one call fits beside a read.
    fn take_increment(&mut self) -> Option<Increment> {
        let due = self.windows.iter_mut().filter(|window| window.is_due());
        let window = due.reduce(|most, w| if w.unreported > most.unreported { w } else { most })?;
        let requests = std::mem::take(&mut window.unreported);
        // They count here even if the report fails.
        window.known += requests;
        window.reported = true;
        Some(Increment { limit: window.limit, start: window.start, requests })
    }
}

impl Window {
    fn new(limit: Limit, now: Timestamp) -> Self {
        Self { limit, start: limit.start(now), known: 0, unreported: 0, reported: false }
    }

    const fn requests(self) -> u64 {
        self.known + self.unreported
    }

    fn is_due(self) -> bool {
        let enough = if self.reported { self.limit.batch } else { FIRST_REPORT };
        self.limit.counted == Counted::InTable && self.unreported >= enough
    }

    fn remaining(self, multiplier: LimitMultiplier) -> Remaining {
        if multiplier == LimitMultiplier::UNLIMITED {
            return Remaining::untouched(self.limit);
        }
        let limit = self.limit.times(multiplier);
        Remaining { limit, remaining: limit.saturating_sub(self.requests()) }
    }
}

/// Drops callers whose windows are all over; if that is not enough, drops everybody.
fn evict(tallies: &mut HashMap<Subject, Tally>, now: Timestamp) {
    if tallies.len() >= SUBJECTS {
        let is_over = |window: &Window| window.start != window.limit.start(now);
        tallies.retain(|_, tally| !tally.windows.iter().all(is_over));
    }
    if tallies.len() >= SUBJECTS {
        tallies.clear();
    }
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
