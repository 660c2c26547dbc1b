//! What is refused, what fails, and how the API says so.

use std::borrow::Cow;

use serde::Serialize;

use shared::rate::{Exceeded, TooManyWrong};
use shared::runtime::{Fault, Response, StatusCode};

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
    /// The key was used too often, or too many wrong passwords were tried.
    TooMany {
        /// In how many seconds the next request may come.
        retry_after_secs: u64,
    },
    /// No such customer in that organization.
    NotFound,
    /// Something went wrong before or below the endpoint. The API documents no 503, so an
    /// unavailable table is a 500 too.
    Fault(Fault),
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
        let error = ErrorView { code: status.as_u16(), message: &self.message() };
        let response = Response::json(status, &Errors { errors: [error] });
        match self {
            Self::Unauthenticated => response.with("www-authenticate", "nut-basic"),
            Self::TooMany { retry_after_secs } => response.retry_after(retry_after_secs),
            Self::Fault(fault) => fault.complete(response),
            Self::OrganizationNotAssigned | Self::Invalid(_) | Self::NotFound => response,
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::OrganizationNotAssigned => StatusCode::FORBIDDEN,
            Self::Invalid(_)
            | Self::Fault(
                Fault::Unreadable(_) | Fault::Body(_) | Fault::Limit(_) | Fault::Taken(_),
            ) => StatusCode::BAD_REQUEST,
            Self::NotFound | Self::Fault(Fault::NoRoute) => StatusCode::NOT_FOUND,
            Self::Fault(Fault::NoMethod(_)) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Fault(Fault::Unavailable(_) | Fault::Internal(_)) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn message(&self) -> Cow<'_, str> {
        let message: &str = match self {
            Self::Invalid(message) => message,
            Self::Fault(Fault::Body(error)) => return format!("{error}.").into(),
            Self::Fault(Fault::Limit(limit)) => return format!("{limit}.").into(),
            Self::Unauthenticated => "The public key, the user and the password do not match.",
            Self::OrganizationNotAssigned => "The caller does not belong to the organization.",
            Self::NotFound => "No such customer.",
            Self::TooMany { .. } => "Too many requests. Please try again later.",
            Self::Fault(Fault::Unreadable(_)) => "The request cannot be read.",
            Self::Fault(Fault::Taken(_)) => "the value is taken.",
            Self::Fault(Fault::NoRoute) => "No such path.",
            Self::Fault(Fault::NoMethod(_)) => "The path does not have this method.",
            Self::Fault(Fault::Unavailable(_)) => {
                "The service is unavailable for the moment. Please try again."
            }
            Self::Fault(Fault::Internal(_)) => "The service has failed.",
        };
        message.into()
    }
}

shared::faults!(Refusal);

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
