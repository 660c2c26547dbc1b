//! Catches panics. They become a [`Cause`] that names the place but not the message, which may quote
//! a caller's data.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::task::Poll;

use crate::cause::Cause;

thread_local! {
    /// Whether this thread is running guarded code.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// The place of this thread's last guarded panic.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Replaces the default hook, which prints the message. The place of a guarded panic is kept for its
/// [`Cause`]; the place of any other is logged.
pub(super) fn install_hook() {
    set_hook(Box::new(hook));
}

fn hook(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, ToString::to_string);
    if GUARDED.try_with(Cell::get).unwrap_or(false) {
        PLACE.with_borrow_mut(|kept| *kept = Some(place));
    } else {
        tracing::error!(place, "panic");
    }
}

/// Starts a future and runs it. A panic in either becomes the error.
///
/// The future runs on the heap. An endpoint's future has some 20 KiB, and each of the many layers
/// between it and the Lambda runtime would copy it.
pub(super) async fn guarded<F: Future>(start: impl FnOnce() -> F) -> Result<F::Output, Cause> {
    let mut future = guarded_now(|| Box::pin(start()))?;
    poll_fn(|context| match guarded_now(|| future.as_mut().poll(context)) {
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(cause) => Poll::Ready(Err(cause)),
    })
    .await
}

/// Runs a function. A panic in it becomes the error.
pub(super) fn guarded_now<T>(run: impl FnOnce() -> T) -> Result<T, Cause> {
    let outer = GUARDED.replace(true);
    // What the panic left half-done is dropped with its request. What outlives the request (keys,
    // remembered credentials) is behind locks that ignore poisoning.
    let result = catch_unwind(AssertUnwindSafe(run));
    GUARDED.set(outer);
    result.map_err(|_| match PLACE.take() {
        Some(place) => Cause::text(format!("panic at {place}")),
        None => Cause::text("panic"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_after_a_pause_gives_its_place_but_not_its_message() {
        install_hook();
        let caught = guarded(|| async {
            tokio::task::yield_now().await;
            panic!("ada@example.com");
        })
        .await;
        let chain = caught.unwrap_err().chain().join(": ");
        assert!(chain.contains("guard.rs:"), "{chain}");
        assert!(!chain.contains("ada"), "{chain}");
    }

    #[tokio::test]
    async fn a_panic_before_the_future_is_caught_too() {
        let caught = guarded(|| -> std::future::Ready<()> { panic!("early") }).await;
        assert!(caught.is_err());
    }

    #[tokio::test]
    async fn a_large_future_runs_on_the_heap() {
        let large = || async {
            let large = [1_u8; 16_384];
            tokio::task::yield_now().await;
            large.iter().map(|byte| usize::from(*byte)).sum::<usize>()
        };
        let guarded = guarded(large);
        assert!(size_of_val(&guarded) < 1_024, "{}", size_of_val(&guarded));
        assert!(matches!(guarded.await, Ok(16_384)));
    }

    #[tokio::test]
    async fn code_that_does_not_panic_passes_through() {
        assert!(matches!(guarded(|| async { 7 }).await, Ok(7)));
        assert!(!GUARDED.get());
    }
}
