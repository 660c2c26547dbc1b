//! Counters: numbers for one window of time, shared by all processes.

use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::ReturnValue;

use super::error::unavailable_or_rejected;
use super::get::Readable;
use super::item::{Item, key_attributes, number, number_of};
use super::key::{self, PrimaryKey};
use super::subject::Subject;
use super::{Get, Store, StoreError};
use crate::id::ApiName;
use crate::secret::SecretHash;

/// How long a counter outlives its window, in seconds.
const KEEP_SECS: i64 = 60 * 60;

/// One counter, in one window of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    key: PrimaryKey,
    ends: i64,
}

impl Counter {
    /// A caller's requests of one kind in a window of `secs` seconds that starts `start` seconds
    /// after 1970.
    #[must_use]
    pub fn rate(subject: &Subject, kind: &str, secs: i64, start: i64) -> Self {
        Self { key: key::rate(subject, kind, secs, start), ends: start + secs }
    }

    /// Wrong passwords in such a window, by the hash of the account or address.
    #[must_use]
    pub fn guesses(api: ApiName, whose: &SecretHash, secs: i64, start: i64) -> Self {
        Self { key: key::guesses(api, whose, start), ends: start + secs }
    }
}

/// A counter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(pub u64);

impl Readable for Count {
    fn read(item: &Item) -> Result<Self, StoreError> {
        number_of(item, "count").map(Self)
    }
}

impl Get<Count> {
    /// The value of a counter.
    #[must_use]
    pub fn count(counter: &Counter) -> Self {
        Self::at(counter.key.clone())
    }
}

impl Store {
    /// Adds to a counter and returns its new value: one `UpdateItem`, with a short timeout. It is not
    /// sent again after an answer of DynamoDB or a time-out, because that could count twice. Only a
    /// connection that fails is tried once more: usually it was idle, and DynamoDB had closed it.
    /// `None`: it failed, and the log says why.
    pub async fn count(&self, counter: &Counter, more: u64) -> Option<u64> {
        let add = || {
            self.client
                .update_item()
                .table_name(&self.table)
                .set_key(Some(key_attributes(counter.key.clone())))
                .update_expression("ADD #count :more SET #expires_at = :expires_at")
                .expression_attribute_names("#count", "count")
                .expression_attribute_names("#expires_at", "expires_at")
                .expression_attribute_values(":more", number(more))
                .expression_attribute_values(":expires_at", number(counter.ends + KEEP_SECS))
                .return_values(ReturnValue::UpdatedNew)
                .customize()
                .config_override(Builder::default().retry_config(RetryConfig::disabled()))
                .send()
        };
        let adding = async {
            match add().await {
                Err(SdkError::DispatchFailure(_)) => add().await,
                outcome => outcome,
            }
        };
        let counted = match tokio::time::timeout(self.count_within, adding).await {
            Ok(Ok(output)) => Count::read(&output.attributes.unwrap_or_default()),
            Ok(Err(error)) => Err(unavailable_or_rejected(error)),
            Err(elapsed) => Err(StoreError::Unavailable(elapsed.into())),
        };
        match counted {
            Ok(Count(count)) => Some(count),
            Err(error) => {
                let cause = error.line();
                tracing::warn!(cause, "not counted");
                None
            }
        }
    }
}
