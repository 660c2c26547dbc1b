//! Whether processes grow.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

/// How much more a process may have resident after the first quarter of the run: a quarter of what
/// it had at most until then, …
const GROWTH_PERCENT: u64 = 25;
/// … and this, in KiB.
const GROWTH_KIB: u64 = 2 * 1024;

/// What one process had resident, in KiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Resident {
    /// When it was first looked at.
    pub first_kib: u64,
    /// At most, in the first quarter of the run.
    pub quarter_kib: u64,
    /// At most, after it.
    pub most_kib: u64,
    /// When it was last looked at.
    pub end_kib: u64,
    /// How often it was looked at.
    pub samples: u64,
}

impl Resident {
    const fn allowed_kib(&self) -> u64 {
        self.quarter_kib + self.quarter_kib * GROWTH_PERCENT / 100 + GROWTH_KIB
    }
}

/// What all processes had.
#[derive(Debug)]
pub struct Memory {
    quarter: Duration,
    processes: BTreeMap<String, Resident>,
}

impl Memory {
    /// Of a run of this length.
    #[must_use]
    pub fn of(run: Duration) -> Self {
        Self { quarter: run / 4, processes: BTreeMap::new() }
    }

    /// A process has so much resident, so long after the run's beginning.
    pub fn saw(&mut self, process: &str, at: Duration, kib: u64) {
        let seen = self.processes.entry(process.to_owned()).or_default();
        if seen.samples == 0 {
            seen.first_kib = kib;
        }
        // One that is looked at late for the first time is compared with that.
        if at <= self.quarter || seen.samples == 0 {
            seen.quarter_kib = seen.quarter_kib.max(kib);
        } else {
            seen.most_kib = seen.most_kib.max(kib);
        }
        seen.end_kib = kib;
        seen.samples += 1;
    }

    /// Each process.
    #[must_use]
    pub const fn processes(&self) -> &BTreeMap<String, Resident> {
        &self.processes
    }

    /// Each process that grew.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        let grew = self.processes.iter().filter(|(_, seen)| seen.most_kib > seen.allowed_kib());
        grew.map(|(process, seen)| {
            format!(
                "a process that grows: {process} had {} KiB at most in the first quarter, {} later",
                seen.quarter_kib, seen.most_kib
            )
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(samples: &[(u64, u64)]) -> Vec<String> {
        let mut memory = Memory::of(Duration::from_secs(400));
        for (secs, kib) in samples {
            memory.saw("function/0", Duration::from_secs(*secs), *kib);
        }
        memory.violations()
    }

    #[test]
    fn a_growing_process_is_told() {
        let told = grown(&[(1, 8_000), (100, 10_000), (200, 13_000), (400, 14_600)]);
        assert_eq!(
            told,
            [
                "a process that grows: function/0 had 10000 KiB at most in the first quarter, 14600 later"
            ]
        );
    }

    #[test]
    fn one_that_settles_is_not() {
        assert!(grown(&[(1, 8_000), (90, 10_000), (101, 14_548), (400, 9_000)]).is_empty());
        // A peak that was there before is no growth.
        assert!(grown(&[(1, 8_000), (50, 30_000), (90, 9_000), (300, 30_000)]).is_empty());
    }

    #[test]
    fn one_that_begins_late_is_compared_with_its_beginning() {
        assert!(grown(&[(200, 10_000), (300, 11_000)]).is_empty());
        assert_eq!(grown(&[(200, 10_000), (300, 20_000)]).len(), 1);
    }
}
