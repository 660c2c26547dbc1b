//! A process held to a share of a core, as Lambda holds a function of 128 MB.
//!
//! Linux gives a group of processes so much of each period and stops it for the rest. That takes
//! a control group of one's own; the same can be had of signals by whoever watches what the
//! process has used. What it used too much before it was stopped it has less of in the next period.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;

/// How long a period is.
const PERIOD: Duration = Duration::from_millis(20);
/// What a function of 128 MB has of it: a full core comes with 1,769 MB.
const SHARE: Duration = Duration::from_micros(20_000 * 128 / 1_769);
/// How often its use is looked at.
const LOOK: Duration = Duration::from_micros(50);

/// Holds a process until it is dropped.
#[derive(Debug)]
pub struct Quota {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Quota {
    /// Begins to hold a process.
    #[must_use]
    pub fn hold(pid: Pid) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        // It ends by itself when the process does, whose clock cannot be read any more.
        let thread = std::thread::spawn(move || {
            let Ok(clock) = ClockId::pid_cpu_clock_id(pid) else { return };
            let mut most = SHARE;
            while !seen.load(Ordering::Relaxed) {
                let Some(used) = period(pid, clock, most) else { return };
                most = (most + SHARE).saturating_sub(used).min(SHARE);
            }
        });
        Self { over, thread: Some(thread) }
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap_or_default();
        }
    }
}

/// One period in which the process has so much at most; returns what it used.
fn period(pid: Pid, clock: ClockId, most: Duration) -> Option<Duration> {
    let end = Instant::now() + PERIOD;
    let used = || clock_gettime(clock).ok().map(Duration::from);
    let before = used()?;
    loop {
        let now = used()?.saturating_sub(before);
        if now >= most {
            kill(pid, Signal::SIGSTOP).ok()?;
            sleep(end.saturating_duration_since(Instant::now()));
            kill(pid, Signal::SIGCONT).ok()?;
            // A process is not stopped at the instant of the signal.
            return used().map(|after| after.saturating_sub(before));
        }
        if Instant::now() >= end {
            return Some(now);
        }
        sleep(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Its processor's time against the share of it, whatever else the machine does: it may have
    /// less than it might, and hardly more.
    #[test]
    fn a_busy_process_gets_its_share_and_hardly_more() {
        let mut busy = Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap();
        let pid = Pid::from_raw(i32::try_from(busy.id()).unwrap());
        let clock = ClockId::pid_cpu_clock_id(pid).unwrap();
        let quota = Quota::hold(pid);
        let (from, before) = (Instant::now(), Duration::from(clock_gettime(clock).unwrap()));
        // So many periods, by what is used in them.
        while Duration::from(clock_gettime(clock).unwrap()) < before + 20 * SHARE {
            sleep(PERIOD);
        }
        let took = from.elapsed();
        drop(quota);
        busy.kill().unwrap();
        busy.wait().unwrap();
        assert!(took >= 18 * PERIOD, "20 shares in {took:?}");
    }
}
