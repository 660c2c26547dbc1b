//! What can go wrong outside an endpoint's own rules.

use super::request::Method;
use super::response::{RETRY_SECS, Response, StatusCode};
use crate::cause::Cause;
use crate::input::BodyError;
use crate::record::LimitError;
use crate::store::{ClaimKind, StoreError};

/// Something that went wrong and that every API must have an answer to. It says nothing of
/// status codes: each API chooses its own.
#[derive(Debug)]
pub enum Fault {
    /// The event is not an HTTP request, or cannot be read.
    Unreadable(Cause),
    /// The body cannot be read.
    Body(BodyError),
    /// The record would break a limit.
    Limit(LimitError),
    /// Another customer holds the value.
    Taken(ClaimKind),
    /// The same request may work in a moment.
    Unavailable(Option<Cause>),
    /// The service failed.
    Internal(Cause),
    /// No route has this path.
    NoRoute,
    /// A route has this path, but not with this method. It takes these methods.
    NoMethod(Vec<Method>),
}

impl Fault {
    /// Adds to an API's answer what every API says in the same way: `Allow`, `Retry-After`, and
    /// the cause for the log.
    #[must_use]
    pub fn complete(self, response: Response) -> Response {
        match self {
            Self::NoMethod(methods) => response.allowing(&methods),
            Self::Unavailable(cause) => {
                let response = response.retry_after(RETRY_SECS);
                cause.into_iter().fold(response, Response::because)
            }
            Self::Unreadable(cause) | Self::Internal(cause) => response.because(cause),
            // It is a failure only in an API that writes no such value.
            Self::Taken(kind) if response.status.is_server_error() => {
                response.because(Cause::text(format!("{kind:?} is taken")))
            }
            Self::Body(_) | Self::Limit(_) | Self::Taken(_) | Self::NoRoute => response,
        }
    }
}

impl From<BodyError> for Fault {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl From<LimitError> for Fault {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Limit(limit) => Self::Limit(limit),
            StoreError::Taken(kind) => Self::Taken(kind),
            StoreError::Contended => Self::Unavailable(None),
            StoreError::Unavailable(cause) => Self::Unavailable(Some(cause)),
            StoreError::Rejected(cause) | StoreError::Corrupt(cause) => Self::Internal(cause),
            // No caller chooses a customer's id.
            error @ StoreError::IdTaken => Self::Internal(error.into()),
        }
    }
}

/// HTTP's status for a body that cannot be read: 413, 415, or 400 for what is malformed.
#[must_use]
pub const fn body_status(error: &BodyError) -> StatusCode {
    match error {
        BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        BodyError::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        BodyError::Malformed { .. }
        | BodyError::NotUtf8
        | BodyError::QueryNotUtf8
        | BodyError::Multipart
        | BodyError::TooDeep
        | BodyError::DuplicateKey
        | BodyError::NotAnObject => StatusCode::BAD_REQUEST,
    }
}

/// Makes every fault a refusal of the API, whose `Refusal` has a variant `Fault`:
/// `shared::faults!(Refusal);`
#[macro_export]
macro_rules! faults {
    ($refusal:ty) => {
        $crate::faults!($refusal: runtime::Fault, input::BodyError, record::LimitError,
            store::StoreError);
    };
    ($refusal:ty: $($module:ident::$error:ident),+) => {
        $(impl From<$crate::$module::$error> for $refusal {
            fn from(error: $crate::$module::$error) -> Self {
                Self::Fault(error.into())
            }
        })+
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fault that an API answers with this status, completed.
    fn completed(fault: impl Into<Fault>, status: StatusCode) -> Response {
        fault.into().complete(Response::empty(status))
    }

    fn retry_after(response: &Response) -> Option<&str> {
        let mut headers = response.headers.iter();
        headers.find(|(name, _)| *name == "retry-after").map(|(_, value)| value.as_str())
    }

    #[test]
    fn what_passes_by_itself_says_when_to_come_back() {
        let causes = [(StoreError::Contended, false)]
            .into_iter()
            .chain([(StoreError::Unavailable(Cause::text("a")), true)]);
        for (error, has_cause) in causes {
            let response = completed(error, StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!((retry_after(&response), response.cause.is_some()), (Some("1"), has_cause));
        }
    }

    #[test]
    fn a_failure_has_its_cause_for_the_log_and_no_time_to_come_back() {
        for error in [
            StoreError::Rejected(Cause::text("a")),
            StoreError::Corrupt(Cause::text("a")),
            StoreError::Taken(ClaimKind::Uuid),
            StoreError::IdTaken,
        ] {
            let response = completed(error, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(response.cause.is_some() && retry_after(&response).is_none());
        }
        let taken = completed(StoreError::Taken(ClaimKind::Account), StatusCode::CONFLICT);
        assert!(taken.cause.is_none(), "the caller's own mistake");
    }
}
