//! A process held to a share of a core, as Lambda holds a function of 128 MB.
//!
//! Linux gives a group of processes so much of each period and stops it for the rest. That takes
//! a control group of one's own; the same can be had of signals by whoever watches what the
//! process has used. What it used too much before it was stopped it pays back in the next periods.

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
            let mut owed = Duration::ZERO;
            while !seen.load(Ordering::Relaxed) {
                let Some(used) = period(pid, clock, SHARE.saturating_sub(owed)) else { return };
                owed = still_owed(owed, used);
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

/// What a process has had too much, after a period in which it used so much. What it leaves unused
/// it does not keep.
fn still_owed(owed: Duration, used: Duration) -> Duration {
    (owed + used).saturating_sub(SHARE)
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
    use std::process::{Child, Command};

    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};

    use super::*;

    /// A process that works for some seconds, if it is let.
    struct Busy(Child);

    impl Drop for Busy {
        fn drop(&mut self) {
            self.0.kill().and_then(|()| self.0.wait()).map(drop).unwrap_or_default();
        }
    }

    /// Each stop but the first is after it was let on; how long the machine takes over them is no
    /// matter.
    #[test]
    fn a_busy_process_is_stopped_time_and_again() {
        let work = "i=0; while [ $i -lt 5000000 ]; do i=$((i + 1)); done";
        let busy = Busy(Command::new("sh").args(["-c", work]).spawn().unwrap());
        let pid = Pid::from_raw(i32::try_from(busy.0.id()).unwrap());
        let quota = Quota::hold(pid);
        for _ in 0..5 {
            let next = waitpid(pid, Some(WaitPidFlag::WUNTRACED)).unwrap();
            assert_eq!(next, WaitStatus::Stopped(pid, Signal::SIGSTOP));
        }
        drop(quota);
    }

    #[test]
    fn a_share_that_was_exceeded_is_paid_back_and_one_left_over_is_not_kept() {
        let owed = still_owed(Duration::ZERO, 3 * SHARE);
        assert_eq!(owed, 2 * SHARE);
        let owed = still_owed(owed, Duration::ZERO);
        assert_eq!(owed, SHARE);
        assert_eq!(still_owed(owed, SHARE / 2), SHARE / 2);
        assert_eq!(still_owed(Duration::ZERO, SHARE / 2), Duration::ZERO);
    }
}
