//! A whole run: all programs, alternating, so that whatever else the machine does meets all of
//! them alike.

use std::path::Path;
use std::time::Duration;

use harness::stack::Stack;
use harness::wire::{Fault, Rule};
use indicatif::{ProgressBar, ProgressStyle};
use shared::config::Config;

use crate::callgrind::Callgrind;
use crate::error::BenchError;
use crate::measure::{Measured, Samples, count, sample, sample_held, size, watch};
use crate::program::{Kind, Program};

/// How much later every answer of DynamoDB comes in the second half.
const LATER: Duration = Duration::from_millis(2);
/// In how many runs instructions are counted.
const COUNTED_RUNS: usize = 4;

/// How long a run takes, and how exact it is.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// How often each program is started.
    pub starts: usize,
    /// How many warm events each of its processes answers.
    pub warm: u64,
}

/// Measures all programs; instructions only where there is callgrind to count them.
pub async fn run(
    stack: &Stack,
    callgrind: Option<&Callgrind>,
    programs: &[Program],
    effort: Effort,
) -> Result<Vec<Measured>, BenchError> {
    let config = stack.config();
    let bar = bar(programs.len(), effort, callgrind.is_some());
    bar.set_message("traffic");
    let mut traffic = Vec::new();
    for program in programs {
        traffic.push(watch(program, stack).await?);
        bar.inc(1);
    }
    bar.set_message("times");
    let mut at_once = samples(programs, &config, effort, &bar).await?;
    bar.set_message("times, 128 MB");
    for _ in 0..effort.starts {
        for (program, samples) in programs.iter().zip(&mut at_once) {
            sample_held(program, &config, samples).await?;
            bar.inc(1);
        }
    }
    bar.set_message("times, DynamoDB 2 ms later");
    stack.wire.inject(Rule::always(Fault::Late(LATER)));
    let delayed = samples(programs, &config, effort, &bar).await;
    stack.wire.heal();
    let delayed = delayed?;
    bar.set_message("instructions");
    let mut measured = Vec::new();
    for (((program, traffic), at_once), delayed) in
        programs.iter().zip(traffic).zip(at_once).zip(delayed)
    {
        let instructions = match callgrind {
            // An interpreter's instructions say little of a program.
            _ if program.kind == Kind::Interpreted => None,
            Some(callgrind) => Some(count(program, &config, callgrind, || bar.inc(1)).await?),
            None => None,
        };
        measured.push(Measured {
            name: program.name.clone(),
            kind: program.kind,
            times: at_once.times(),
            delayed: delayed.times(),
            traffic,
            instructions,
            size: program.executable().map(Path::new).map(size).transpose()?,
            peak_kib: at_once.peak_kib().max(delayed.peak_kib()),
        });
    }
    bar.finish_and_clear();
    Ok(measured)
}

/// One process of each program after the other, again and again.
async fn samples(
    programs: &[Program],
    config: &Config,
    effort: Effort,
    bar: &ProgressBar,
) -> Result<Vec<Samples>, BenchError> {
    let mut samples = vec![Samples::default(); programs.len()];
    for _ in 0..effort.starts {
        for (program, samples) in programs.iter().zip(&mut samples) {
            sample(program, config, effort.warm, samples).await?;
            bar.inc(1);
        }
    }
    Ok(samples)
}

fn bar(programs: usize, effort: Effort, instructions: bool) -> ProgressBar {
    let counted = if instructions { COUNTED_RUNS } else { 0 };
    let steps = programs * (1 + 3 * effort.starts + counted);
    let steps = u64::try_from(steps).unwrap_or(u64::MAX);
    progress(steps, "{bar:40} {pos}/{len} {msg} {eta}")
}

/// A progress bar of this length and form.
pub(crate) fn progress(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
