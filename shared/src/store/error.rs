use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::cause::Cause;
use crate::record::LimitError;
use crate::record::index::Claim;

/// The kind of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    /// An account number.
    Account,
    /// A customer's UUID.
    Uuid,
    /// A contact's id.
    Contact,
}

impl From<&Claim> for ClaimKind {
    fn from(claim: &Claim) -> Self {
        match claim {
            Claim::Account(_) => Self::Account,
            Claim::Uuid(_) => Self::Uuid,
            Claim::Contact(_) => Self::Contact,
        }
    }
}

/// Why an operation failed. Nothing was written, unless the error is
/// [`Unavailable`](Self::Unavailable): then the outcome is unknown.
#[derive(Debug)]
pub enum StoreError {
    /// Another customer of the tenant has the value.
    Taken(ClaimKind),
    /// The id belongs or belonged to another customer.
    IdTaken,
    /// The record would break a limit.
    Limit(LimitError),
    /// Other writers were faster in every attempt until the deadline.
    Contended,
    /// DynamoDB cannot be reached, is too busy, or did not answer in time. A write whose answer was
    /// lost may have been done.
    Unavailable(Cause),
    /// DynamoDB refused the request: a permission or the table is missing, or it is a bug of ours.
    Rejected(Cause),
    /// A stored item cannot be read.
    Corrupt(Cause),
}

impl From<LimitError> for StoreError {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Taken(_) => f.write_str("the value is taken"),
            Self::IdTaken => f.write_str("the id is taken"),
            Self::Limit(limit) => limit.fmt(f),
            Self::Contended => f.write_str("other writers were faster"),
            Self::Unavailable(_) => f.write_str("the table is unavailable"),
            Self::Rejected(_) => f.write_str("the request to the table was refused"),
            Self::Corrupt(_) => f.write_str("a stored item cannot be read"),
        }
    }
}

impl std::error::Error for StoreError {}

impl StoreError {
    /// The cause, for errors that the operator should know about.
    #[must_use]
    pub fn into_cause(self) -> Option<Cause> {
        match self {
            Self::Unavailable(cause) | Self::Rejected(cause) | Self::Corrupt(cause) => Some(cause),
            Self::Taken(_) | Self::IdTaken | Self::Limit(_) | Self::Contended => None,
        }
    }
}

impl StoreError {
    /// The error and its cause in one line, for the log.
    #[must_use]
    pub fn line(self) -> String {
        let what = self.to_string();
        match self.into_cause() {
            Some(cause) => format!("{what}: {}", cause.line()),
            None => what,
        }
    }
}

/// Sorts the SDK's errors into those that may pass and final refusals.
pub(super) fn unavailable_or_rejected<E>(error: SdkError<E, HttpResponse>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let refused = match &error {
        SdkError::ServiceError(service) => !is_passing(service.err().code(), service.raw()),
        SdkError::ConstructionFailure(_) => true,
        _ => false,
    };
    if refused { StoreError::Rejected(error.into()) } else { StoreError::Unavailable(error.into()) }
}

/// Whether DynamoDB is too busy, so that the same request succeeds later.
pub(super) fn is_throttled<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    matches!(
        code,
        Some(
            "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "ThrottlingException"
        )
    )
}

/// Whether a refusal may pass: throttling, or an internal error of DynamoDB.
fn is_passing(code: Option<&str>, response: &HttpResponse) -> bool {
    response.status().is_server_error()
        || matches!(
            code,
            Some(
                "ProvisionedThroughputExceededException"
                    | "RequestLimitExceeded"
                    | "ThrottlingException"
                    | "LimitExceededException"
                    | "TransactionConflictException"
                    | "TransactionInProgressException"
                    | "InternalServerError"
                    | "ServiceUnavailable"
            )
        )
}
