//! Sending a write's transaction, and what its failures mean.

use std::time::Duration;

/// Waits a random time, up to 25 ms doubled with each attempt and at most 800 ms: full jitter.
pub(super) async fn pause(attempt: u32) {
    let most = 25_u64 << attempt.min(5);
    // The random bits of a version 4 UUID: its lowest 62.
    let random = uuid::Uuid::new_v4().as_u64_pair().1 & ((1 << 62) - 1);
    tokio::time::sleep(Duration::from_millis(random % (most + 1))).await;
}
