//! What is refused, what fails, and how the API says so.

use serde::Serialize;

use shared::input::BodyError;
use shared::rate::{Exceeded, TooManyWrong};
use shared::runtime::{Cause, Fault, Method, RETRY_SECS, Response, StatusCode};
use shared::store::StoreError;

/// Everything the API refuses, and every way it fails.
#[derive(Debug)]
pub enum Refusal {
    /// The public key, the user and the password do not all belong together. The answer never says
    /// which of them is wrong.
    Unauthenticated,
    /// The organization is not one of the caller's, or does not exist.
    OrganizationNotAssigned,
    /// A header, a query parameter or the body breaks a rule, which the text names.
    Invalid(String),
    /// The request itself cannot be read.
    Unreadable(Cause),
    /// The key was used too often, or too many wrong passwords were tried.
    TooMany {
        /// In how many seconds the next request may come.
        retry_after_secs: u64,
    },
    /// No such customer in that organization.
    NotFound,
    /// No such path.
    NoSuchPath,
    /// The path does not take this method. It takes these.
    NoSuchMethod(Vec<Method>),
    /// It may work in a moment. The API documents no 503, so the answer is a 500.
    Unavailable(Option<Cause>),
    /// It is the service's own fault.
    Internal(Cause),
}

/// The body of every error.
#[derive(Debug, Serialize)]
struct Errors<'a> {
    errors: [ErrorView<'a>; 1],
}

#[derive(Debug, Serialize)]
struct ErrorView<'a> {
    code: u16,
    message: &'a str,
}

impl Refusal {
    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self) -> Response {
        let status = self.status();
        let error = ErrorView { code: status.as_u16(), message: self.message() };
        let response = Response::json(status, &Errors { errors: [error] });
        match self {
            Self::Unauthenticated => response.with("www-authenticate", "nut-basic"),
            Self::NoSuchMethod(allowed) => response.allowing(&allowed),
            Self::TooMany { retry_after_secs } => response.retry_after(retry_after_secs),
            Self::Unavailable(cause) => {
                let response = response.retry_after(RETRY_SECS);
                cause.into_iter().fold(response, Response::because)
            }
            Self::Unreadable(cause) | Self::Internal(cause) => response.because(cause),
            Self::OrganizationNotAssigned
            | Self::Invalid(_)
            | Self::NotFound
            | Self::NoSuchPath => response,
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::OrganizationNotAssigned => StatusCode::FORBIDDEN,
            Self::Invalid(_) | Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::NotFound | Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::NoSuchMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn message(&self) -> &str {
        match self {
            Self::Unauthenticated => "The public key, the user and the password do not match.",
            Self::OrganizationNotAssigned => "The caller does not belong to the organization.",
            Self::Invalid(message) => message,
            Self::Unreadable(_) => "The request cannot be read.",
            Self::NotFound => "No such customer.",
            Self::NoSuchPath => "No such path.",
            Self::NoSuchMethod(_) => "The path does not have this method.",
            Self::TooMany { .. } => "Too many requests. Please try again later.",
            Self::Unavailable(_) => "The service is unavailable for the moment. Please try again.",
            Self::Internal(_) => "The service has failed.",
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Event(cause) => Self::Unreadable(cause),
            Fault::Body(error) => error.into(),
            Fault::Store(error) => error.into(),
            Fault::Panic(cause) | Fault::Answer(cause) => Self::Internal(cause),
            Fault::OutOfTime => Self::Unavailable(Some(Cause::text("out of time"))),
            Fault::NoRoute => Self::NoSuchPath,
            Fault::NoMethod(allowed) => Self::NoSuchMethod(allowed),
        }
    }
}

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::TooMany { retry_after_secs: exceeded.retry_after_secs }
    }
}

impl From<TooManyWrong> for Refusal {
    fn from(too_many: TooManyWrong) -> Self {
        Self::TooMany { retry_after_secs: too_many.retry_after_secs }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::Invalid(format!("{error}."))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            refused @ (StoreError::Taken(_) | StoreError::IdTaken | StoreError::Limit(_)) => {
                Self::Invalid(format!("{refused}."))
            }
            StoreError::Contended => Self::Unavailable(None),
            StoreError::Unavailable(cause) => Self::Unavailable(Some(cause)),
            StoreError::Rejected(cause) | StoreError::Corrupt(cause) => Self::Internal(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_answered_in_the_apis_envelope() {
        let response = Refusal::NotFound.into_response();
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        let body = r#"{"errors":[{"code":404,"message":"No such customer."}]}"#;
        assert_eq!(response.body, body);
    }

    #[test]
    fn an_unavailable_table_is_a_500_that_says_when_to_retry() {
        let fault = Fault::Store(StoreError::Unavailable(Cause::text("inside")));
        let response = Refusal::from(fault).into_response();
        assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.headers.contains(&("retry-after", RETRY_SECS.to_string())));
        assert!(response.cause.is_some());
        assert!(!response.body.contains("inside"));
    }
}
