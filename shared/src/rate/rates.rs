//! What one process knows of its callers' windows.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{BATCH, Counted, Exceeded, Limit, Remaining};
use crate::clock::Timestamp;
use crate::store::principal::LimitMultiplier;
use crate::store::{Counter, Store, Subject};

/// With how many of a window's requests a process first tells the table: a process that serves a
/// caller once a window tells it nothing.
const FIRST_TOLD: u64 = 2;
/// For how long a multiplier that was read holds, in seconds.
const MULTIPLIER_SECS: i64 = 60;
/// Of how many callers a process keeps count at most.
const SUBJECTS: usize = 1_024;

/// What a process has counted, by whose requests they are.
#[derive(Debug, Default)]
pub struct Rates {
    tallies: Mutex<HashMap<Subject, Tally>>,
}

#[derive(Debug)]
struct Tally {
    factor: Option<(LimitMultiplier, Timestamp)>,
    windows: Vec<Window>,
}

/// One limit's window as far as the process knows it.
#[derive(Debug, Clone, Copy)]
struct Window {
    limit: Limit,
    start: i64,
    /// Requests of all processes that the table has told of, and this one's that it was told.
    known: u64,
    /// This process's requests that the table was not told of.
    untold: u64,
    /// Whether the table was told of any.
    told: bool,
}

/// One request that was let in, for the time being: the table may yet tell of others.
#[derive(Debug)]
pub struct CountedRequest {
    subject: Subject,
    at: Timestamp,
    room: Remaining,
    /// Whether the table was told with it what it is to be told.
    told: bool,
    /// Whether the factor that holds for the caller is to be read with the request, which is so
    /// about once a minute.
    pub wants_factor: bool,
}

/// What the table is to be told: so many requests more in a limit's window.
#[derive(Debug, Clone, Copy)]
struct Telling {
    limit: Limit,
    start: i64,
    requests: u64,
}

impl Rates {
    /// Lets a request in, unless the process knows by itself that a limit is reached.
    pub fn visit(
        &self,
        subject: Subject,
        limits: &[Limit],
        now: Timestamp,
    ) -> Result<CountedRequest, Exceeded> {
        let mut tallies = self.tallies();
        make_room(&mut tallies, now);
        let tally = tallies.entry(subject.clone()).or_insert_with(|| Tally::new(limits, now));
        tally.turn(now);
        let factor = tally.factor(now);
        if let Some(factor) = factor {
            tally.judge(factor, 1, now)?;
        }
        if factor != Some(LimitMultiplier::UNLIMITED) {
            tally.windows.iter_mut().for_each(|window| window.untold += 1);
        }
        let room = tally.room(factor.unwrap_or(LimitMultiplier::DOCUMENTED));
        Ok(CountedRequest { subject, at: now, room, told: false, wants_factor: factor.is_none() })
    }

    /// What the caller has left, now that all is known that was read with its request. `read` is
    /// the factor, where it was.
    pub fn settle(
        &self,
        visit: &CountedRequest,
        read: Option<LimitMultiplier>,
    ) -> Result<Remaining, Exceeded> {
        let mut tallies = self.tallies();
        // It is gone only where a thousand other callers came meanwhile.
        let Some(tally) = tallies.get_mut(&visit.subject) else { return Ok(visit.room) };
        if let Some(factor) = read {
            tally.factor = Some((factor, visit.at));
        }
        let factor = tally.factor(visit.at).unwrap_or(LimitMultiplier::DOCUMENTED);
        if factor == LimitMultiplier::UNLIMITED {
            tally.windows.iter_mut().for_each(|window| window.untold = 0);
        }
        tally.judge(factor, 0, visit.at)
    }

    fn tell(&self, subject: &Subject) -> Option<Telling> {
        self.tallies().get_mut(subject)?.tell()
    }

    fn learn(&self, subject: &Subject, told: Telling, count: u64) {
        let mut tallies = self.tallies();
        let windows = tallies.get_mut(subject).into_iter().flat_map(|tally| &mut tally.windows);
        for window in windows.filter(|w| w.limit == told.limit && w.start == told.start) {
            window.known = window.known.max(count);
        }
    }

    /// A panic elsewhere leaves numbers that are as good as they were.
    fn tallies(&self) -> MutexGuard<'_, HashMap<Subject, Tally>> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CountedRequest {
    /// Makes a read, and beside it tells the table of the requests that it was not told of, if
    /// there are enough of them; once a visit. Whatever becomes of that, the request goes on: a
    /// table that cannot count does not keep callers out.
    pub async fn beside<T>(
        &mut self,
        rates: &Rates,
        store: &Store,
        read: impl Future<Output = T>,
    ) -> T {
        let first = !std::mem::replace(&mut self.told, true);
        let telling = first.then(|| rates.tell(&self.subject)).flatten();
        let Some(telling) = telling else { return read.await };
        let Telling { limit, start, requests } = telling;
        let counter = Counter::rate(&self.subject, limit.secs, start);
        let (read, count) = tokio::join!(read, store.count(&counter, requests));
        if let Some(count) = count {
            rates.learn(&self.subject, telling, count);
        }
        read
    }
}

impl Tally {
    fn new(limits: &[Limit], now: Timestamp) -> Self {
        Self {
            factor: None,
            windows: limits.iter().map(|limit| Window::new(*limit, now)).collect(),
        }
    }

    /// Begins the windows anew that are over.
    fn turn(&mut self, now: Timestamp) {
        for window in &mut self.windows {
            if window.start != window.limit.start(now) {
                *window = Window::new(window.limit, now);
            }
        }
    }

    /// The factor, where it was read less than a minute ago.
    fn factor(&self, now: Timestamp) -> Option<LimitMultiplier> {
        let (factor, since) = self.factor?;
        (0..MULTIPLIER_SECS).contains(&(now.as_secs() - since.as_secs())).then_some(factor)
    }

    /// What is left of the first limit.
    fn room(&self, factor: LimitMultiplier) -> Remaining {
        let first = self.windows.first();
        first.map_or(Remaining { limit: 0, remaining: 0 }, |window| window.room(factor))
    }

    /// Whether so many requests more are within all limits.
    fn judge(
        &self,
        factor: LimitMultiplier,
        more: u64,
        now: Timestamp,
    ) -> Result<Remaining, Exceeded> {
        let room = self.room(factor);
        if factor == LimitMultiplier::UNLIMITED {
            return Ok(room);
        }
        let over = self.windows.iter().filter(|w| w.requests() + more > w.limit.times(factor));
        match over.map(|window| window.limit.left(now)).max() {
            None => Ok(room),
            Some(retry_after_secs) => Err(Exceeded { room, retry_after_secs }),
        }
    }

    /// What the table is to be told with this request: of the window with the most to tell, the
    /// first of several, since one call is all that fits beside a read.
    fn tell(&mut self) -> Option<Telling> {
        let due = self.windows.iter_mut().filter(|window| window.is_due());
        let window = due.reduce(|most, w| if w.untold > most.untold { w } else { most })?;
        let requests = std::mem::take(&mut window.untold);
        // Known here whether or not the table will know.
        window.known += requests;
        window.told = true;
        Some(Telling { limit: window.limit, start: window.start, requests })
    }
}

impl Window {
    fn new(limit: Limit, now: Timestamp) -> Self {
        Self { limit, start: limit.start(now), known: 0, untold: 0, told: false }
    }

    const fn requests(self) -> u64 {
        self.known + self.untold
    }

    fn is_due(self) -> bool {
        let enough = if self.told { BATCH } else { FIRST_TOLD };
        self.limit.counted == Counted::InTable && self.untold >= enough
    }

    fn room(self, factor: LimitMultiplier) -> Remaining {
        if factor == LimitMultiplier::UNLIMITED {
            return Remaining::untouched(self.limit);
        }
        let limit = self.limit.times(factor);
        Remaining { limit, remaining: limit.saturating_sub(self.requests()) }
    }
}

/// Forgets those whose windows are over, and all of them where that is not enough.
fn make_room(tallies: &mut HashMap<Subject, Tally>, now: Timestamp) {
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
