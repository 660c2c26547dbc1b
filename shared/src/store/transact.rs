//! Sends a write's transaction and reads its failures.

use std::time::Duration;

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;
use tokio::time::Instant;
use uuid::Uuid;

use super::action::{Part, Transaction};
use super::error::unavailable_or_rejected;
use super::item::Item;
use super::{Store, StoreError};
use crate::cause::Cause;

/// Why a transaction was not done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Conditions failed: each part, with the current item if the action asked for it.
    Conditions(Vec<(Part, Option<Item>)>),
    /// Another transaction was using one of the items, or DynamoDB was too busy. Nothing was
    /// written, and what was read may be old.
    Conflict,
    /// Any error that a retry does not help, or not in time.
    Failed(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// The outcome of an attempt that did not succeed.
enum Attempt {
    /// DynamoDB said that nothing was written.
    Cancelled(Refusal),
    /// It may have been written, or is still being written: send the same request again.
    Unknown(StoreError),
}

impl Store {
    /// Sends a transaction until DynamoDB says whether it was done. After an unknown outcome, the
    /// identical request is sent again with the same token, so it is done at most once. Only after a
    /// definite cancellation may the caller try again with a new token.
    pub(super) async fn transact(
        &self,
        transaction: Transaction<'_>,
        deadline: Instant,
    ) -> Result<(), Refusal> {
        transaction.check_size()?;
        let token = Uuid::new_v4().hyphenated().to_string();
        let mut attempt = 0;
        loop {
            let request = self
                .client
                .transact_write_items()
                .client_request_token(&token)
                .set_transact_items(Some(transaction.actions.clone()));
            let outcome = match tokio::time::timeout_at(deadline, request.send()).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) => refused(error, &transaction.parts),
                Err(elapsed) => Attempt::Unknown(StoreError::Unavailable(elapsed.into())),
            };
            match outcome {
                Attempt::Cancelled(refusal) => return Err(refusal),
                Attempt::Unknown(error) if !pause_before(deadline, attempt).await => {
                    return Err(error.into());
                }
                Attempt::Unknown(_) => attempt += 1,
            }
        }
    }
}

fn refused(error: SdkError<TransactWriteItemsError, HttpResponse>, parts: &[Part]) -> Attempt {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
        && let Some(refusal) = cancellation(cancelled.cancellation_reasons(), parts)
    {
        return Attempt::Cancelled(refusal);
    }
    match unavailable_or_rejected(error) {
        unknown @ StoreError::Unavailable(_) => Attempt::Unknown(unknown),
        other => Attempt::Cancelled(Refusal::Failed(other)),
    }
}

/// Reads a cancellation's reasons: one for each part, in their order. `None` if there is none.
fn cancellation(reasons: &[CancellationReason], parts: &[Part]) -> Option<Refusal> {
    let mut conditions = Vec::new();
    let mut conflict = false;
    for (reason, part) in reasons.iter().zip(parts) {
        match reason.code() {
            None | Some("None") => {}
            Some("ConditionalCheckFailed") => conditions.push((*part, reason.item.clone())),
            Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded") => {
                conflict = true;
            }
            Some(other) => {
                let cause = Cause::text(format!("a transaction was cancelled: {other}"));
                return Some(Refusal::Failed(StoreError::Rejected(cause)));
            }
        }
    }
    if !conditions.is_empty() {
        Some(Refusal::Conditions(conditions))
    } else if conflict {
        Some(Refusal::Conflict)
    } else {
        None
    }
}

/// Waits before the next attempt. Returns `false` at once if there is no time for one.
pub(super) async fn pause_before(deadline: Instant, attempt: u32) -> bool {
    let wait = jitter(attempt);
    if Instant::now() + wait >= deadline {
        return false;
    }
    tokio::time::sleep(wait).await;
    true
}

/// Waits before the next attempt.
pub(super) async fn pause(attempt: u32) {
    tokio::time::sleep(jitter(attempt)).await;
}

/// A random time (full jitter) of at most 25 ms, doubled with each attempt up to 800 ms.
fn jitter(attempt: u32) -> Duration {
    let most = 25_000_u64 << attempt.min(5);
    // The 62 random bits of a version 4 UUID.
    let random = Uuid::new_v4().as_u64_pair().1 & ((1 << 62) - 1);
    Duration::from_micros(random % (most + 1))
}
