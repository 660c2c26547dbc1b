//! Times of the wall clock.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::config::Config;

use crate::error::BenchError;
use crate::process::{Process, Under};
use crate::program::Program;

/// What was measured of one program, run by run.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    inits: Vec<Duration>,
    firsts: Vec<Duration>,
    starts: Vec<Duration>,
    warm: Vec<Duration>,
    held: Vec<Duration>,
    peak_kib: u64,
}

/// The times of one program, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Median from the start to the first request for an event: INIT.
    pub init_micros: u64,
    /// Median from the first event to its answer.
    pub first_micros: u64,
    /// Median from the first event to its answer, with the processor's share of 128 MB; 0 where
    /// that was not measured.
    pub held_micros: u64,
    /// Median of both together.
    pub cold_micros: u64,
    /// Median from a later event to its answer.
    pub warm_p50_micros: u64,
    /// 99th percentile of the same.
    pub warm_p99_micros: u64,
}

impl Samples {
    /// The times.
    #[must_use]
    pub fn times(&self) -> Times {
        Times {
            init_micros: percentile(&self.inits, 50),
            first_micros: percentile(&self.firsts, 50),
            held_micros: percentile(&self.held, 50),
            cold_micros: percentile(&self.starts, 50),
            warm_p50_micros: percentile(&self.warm, 50),
            warm_p99_micros: percentile(&self.warm, 99),
        }
    }

    /// The most memory any process had resident, in KiB.
    #[must_use]
    pub const fn peak_kib(&self) -> u64 {
        self.peak_kib
    }
}

/// Starts a program once, gives it its first event and then `warm` others, and adds what it took
/// to the samples. The first quarter of the warm events only warms it up.
pub async fn sample(
    program: &Program,
    config: &Config,
    warm: u64,
    samples: &mut Samples,
) -> Result<(), BenchError> {
    let mut process = Process::start(program, config, Under::Nothing).await?;
    let first = process.invoke(program.event.next()).await?;
    for event in 0..warm {
        let took = process.invoke(program.event.next()).await?;
        if event >= warm / 4 {
            samples.warm.push(took);
        }
    }
    samples.inits.push(process.init);
    samples.firsts.push(first);
    samples.starts.push(process.init + first);
    samples.peak_kib = samples.peak_kib.max(process.peak_kib()?);
    process.end().await
}

/// Starts a program once, lets INIT have the whole machine, and holds it to the processor's share
/// of 128 MB for its first event, as Lambda does.
pub async fn sample_held(
    program: &Program,
    config: &Config,
    samples: &mut Samples,
) -> Result<(), BenchError> {
    let mut process = Process::start(program, config, Under::Nothing).await?;
    let quota = process.hold()?;
    let held = process.invoke(program.event.next()).await;
    drop(quota);
    samples.held.push(held?);
    process.end().await
}

/// The value in microseconds that so many per cent of all samples do not exceed. 0 without samples.
pub(crate) fn percentile(samples: &[Duration], percent: usize) -> u64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    let value = sorted.get(rank - 1).copied().unwrap_or_default();
    u64::try_from(value.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples_and_not_between_them() {
        let samples: Vec<_> = (1..=200).rev().map(Duration::from_micros).collect();
        assert_eq!(percentile(&samples, 50), 100);
        assert_eq!(percentile(&samples, 99), 198);
        assert_eq!(percentile(&samples[..1], 99), 200);
        assert_eq!(percentile(&[], 50), 0);
    }
}
