//! Instructions, counted by valgrind. Time on a shared machine moves threefold; these repeat
//! within 0.3 %.

use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::config::Config;

use crate::callgrind::Callgrind;
use crate::error::BenchError;
use crate::process::{Process, Under};
use crate::program::Program;

/// The warm event's cost is the slope between so many events and those that are counted more.
const FEW: u64 = 2;

/// The instructions that a program executes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instructions {
    /// From its start until it asks for its first event.
    pub init: u64,
    /// For its first event.
    pub first: u64,
    /// For each later event.
    pub warm: u64,
}

/// Counts a program's instructions in four runs: of 0, 1, 2 and, usually, 102 events.
pub async fn count(
    program: &Program,
    config: &Config,
    callgrind: &Callgrind,
    mut done: impl FnMut(),
) -> Result<Instructions, BenchError> {
    let mut totals = [0; 4];
    for (total, events) in totals.iter_mut().zip([0, 1, FEW, FEW + program.counted]) {
        by_function(program, config, callgrind, events).await?;
        *total = read(callgrind.counts())?;
        done();
    }
    Ok(parts(totals, program.counted))
}

/// Runs a program with so many events under callgrind, which writes what each function of the
/// program cost.
pub async fn by_function(
    program: &Program,
    config: &Config,
    callgrind: &Callgrind,
    events: u64,
) -> Result<(), BenchError> {
    let mut process = Process::start(program, config, Under::Callgrind(callgrind)).await?;
    for _ in 0..events {
        process.invoke(program.event.next()).await?;
    }
    process.end().await
}

fn parts([init, one, few, many]: [u64; 4], counted: u64) -> Instructions {
    Instructions {
        init,
        first: one.saturating_sub(init),
        warm: many.saturating_sub(few) / counted.max(1),
    }
}

fn read(counts: &Path) -> Result<u64, BenchError> {
    let text = std::fs::read_to_string(counts).map_err(BenchError::io(counts))?;
    total(&text).ok_or_else(|| {
        BenchError::File(counts.display().to_string(), "callgrind wrote no total".to_owned())
    })
}

/// The sum of all parts: a program of several threads has one `summary` for each.
fn total(counts: &str) -> Option<u64> {
    let of = |label: &'static str| {
        counts
            .lines()
            .filter_map(move |line| line.strip_prefix(label))
            .filter_map(|sum| sum.trim().parse::<u64>().ok())
    };
    of("totals:").next_back().or_else(|| of("summary:").next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_warm_event_are_differences_of_whole_runs() {
        let parts = parts([4_000, 5_500, 6_300, 86_300], 100);
        assert_eq!(parts, Instructions { init: 4_000, first: 1_500, warm: 800 });
    }

    #[test]
    fn the_total_is_read_from_what_callgrind_writes() {
        assert_eq!(total("events: Ir\nsummary: 12\n\n1 2\ntotals: 34\n"), Some(34));
        assert_eq!(total("events: Ir\nsummary: 12\n"), Some(12));
        assert_eq!(total("events: Ir\n"), None);
    }
}
