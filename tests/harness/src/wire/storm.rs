//! Faults by chance: a few all the time, and many at once in storms, as a real outage has them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::fault::Fault;
use crate::random::Random;

/// The longest that a slow call takes longer, in milliseconds.
const SLOW_MILLIS: u64 = 400;
/// Of a thousand calls, so many are hit in a storm: too many for retries to hide them all.
const STORM_PER_MILLE: u64 = 800;
/// How long a storm lasts, in milliseconds.
const STORM_MILLIS: u64 = 4_000;
/// The least time from one storm's end to the next one's beginning; the most is twice as long.
const CALM_MILLIS: u64 = 20_000;
/// A fault in a transaction hits one of its first items.
const POSITIONS: u64 = 8;

/// A fault's name, and how one is made.
type Kind = (&'static str, fn(&mut Random) -> Fault);

/// What can happen to any call.
const ANY: [Kind; 6] = [
    ("throttled", |_| Fault::Throttled),
    ("internal error", |_| Fault::Internal),
    ("cut before", |_| Fault::CutBefore),
    ("cut after", |_| Fault::CutAfter),
    ("slow before", |random| Fault::Delay(slow(random))),
    ("slow after", |random| Fault::Late(slow(random))),
];
/// What else can happen to a batch.
const BATCH: [Kind; 2] =
    [("unprocessed", |_| Fault::Unprocessed), ("last unprocessed", |_| Fault::UnprocessedLast)];
/// What else can happen to a transaction.
const TRANSACTION: [Kind; 2] = [
    ("conflict", |random| Fault::Conflict { position: index(random, POSITIONS) }),
    ("throttled item", |random| Fault::ThrottledItem { position: index(random, POSITIONS) }),
];

fn slow(random: &mut Random) -> Duration {
    Duration::from_millis(random.below(SLOW_MILLIS))
}

fn index(random: &mut Random, below: u64) -> usize {
    usize::try_from(random.below(below)).unwrap_or_default()
}

/// The faults of a long run, and how many there were.
#[derive(Debug)]
pub(super) struct Storms {
    random: Random,
    /// Of a thousand calls, so many are hit outside storms.
    per_mille: u64,
    /// When the next storm begins, or when the present one began.
    storm: Option<Instant>,
    over: u64,
    counts: BTreeMap<&'static str, u64>,
}

impl Storms {
    pub(super) fn new(random: Random, per_mille: u64) -> Self {
        Self { random, per_mille, storm: None, over: 0, counts: BTreeMap::new() }
    }

    /// How many faults there were of each kind, and how many `storms` are over.
    pub(super) fn counts(mut self) -> BTreeMap<&'static str, u64> {
        self.counts.insert("storms", self.over);
        self.counts
    }

    /// What happens to a call, if anything does.
    pub(super) fn hit(&mut self, operation: &str, now: Instant) -> Option<Fault> {
        let per_mille = self.per_mille(now);
        if self.random.below(1_000) >= per_mille {
            return None;
        }
        let own: &[Kind] = match operation {
            "BatchGetItem" => &BATCH,
            "TransactWriteItems" => &TRANSACTION,
            _ => &[],
        };
        let kinds: Vec<&Kind> = ANY.iter().chain(own).collect();
        let which = index(&mut self.random, u64::try_from(kinds.len()).unwrap_or(u64::MAX));
        let (name, make) = kinds.get(which)?;
        *self.counts.entry(name).or_default() += 1;
        Some(make(&mut self.random))
    }

    /// Of a thousand calls, so many are hit now.
    fn per_mille(&mut self, now: Instant) -> u64 {
        let calm = CALM_MILLIS + self.random.below(CALM_MILLIS);
        let storm = *self.storm.get_or_insert(now + Duration::from_millis(calm));
        if now < storm {
            self.per_mille
        } else if now < storm + Duration::from_millis(STORM_MILLIS) {
            STORM_PER_MILLE
        } else {
            self.over += 1;
            self.storm = Some(now + Duration::from_millis(calm));
            self.per_mille
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Broken by forgetting what can happen to a batch or a transaction alone.
    #[test]
    fn every_kind_of_fault_comes_and_is_counted() {
        let mut storms = Storms::new(Random::new(1), 1_000);
        let now = Instant::now();
        for _ in 0..200 {
            assert!(storms.hit("TransactWriteItems", now).is_some());
            assert!(storms.hit("BatchGetItem", now).is_some());
        }
        let counts = storms.counts();
        assert_eq!(counts.values().sum::<u64>(), 400);
        assert_eq!(counts.len(), ANY.len() + BATCH.len() + TRANSACTION.len() + 1, "{counts:?}");
    }

    /// Broken by a storm that never ends.
    #[test]
    fn storms_come_and_go() {
        let (mut storms, now) = (Storms::new(Random::new(1), 0), Instant::now());
        let mut hits = |from: u64, to: u64| {
            let at = |millis| now + Duration::from_millis(millis);
            (from..to).step_by(10).filter(|ms| storms.hit("GetItem", at(*ms)).is_some()).count()
        };
        assert_eq!(hits(0, CALM_MILLIS), 0);
        let first = hits(CALM_MILLIS, 2 * CALM_MILLIS + STORM_MILLIS);
        assert!((200..400).contains(&first), "{first} of 400");
        assert!(hits(2 * CALM_MILLIS + STORM_MILLIS, 10 * CALM_MILLIS) > first);
        assert!(storms.over > 3);
    }
}
