//! Sending a write's transaction, and what its failures mean.

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
    /// Conditions failed: each part, with the item as it is where the action asked for it.
    Conditions(Vec<(Part, Option<Item>)>),
    /// Another transaction was at work on one of the items, or DynamoDB was too busy. Nothing
    /// was written; what was read may be old.
    Conflict,
    /// Anything that trying again does not mend, or not in time.
    Failed(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// What one attempt came to, where it did not come to success.
enum Attempt {
    /// DynamoDB said that nothing was written.
    Cancelled(Refusal),
    /// Nobody knows whether it was written, or it is being written: ask again, the same way.
    Unknown(StoreError),
}

impl Store {
    /// Sends a transaction until DynamoDB says that it was done or was not. An unknown outcome
    /// is asked for again with the identical request and token, which does a transaction once
    /// at most; only a definite cancellation leads to a new token, in the caller's next try.
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

/// Reads a cancellation's reasons, one a part in the order of the parts. `None`: a reason that
/// is none of those that tell something about the data.
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

/// Waits before the next attempt, if there is time for one.
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

/// A random time, up to 25 ms doubled with each attempt and at most 800 ms: full jitter.
fn jitter(attempt: u32) -> Duration {
    let most = 25_000_u64 << attempt.min(5);
    // The 62 random bits of a version 4 UUID.
    let random = Uuid::new_v4().as_u64_pair().1 & ((1 << 62) - 1);
    Duration::from_micros(random % (most + 1))
}
