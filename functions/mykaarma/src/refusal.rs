//! What the API answers instead of what was asked for.
//!
//! The reference lists 200, 204, 400, 401 and 500. So this API answers 401 where others answer
//! 403, 400 where others answer 413, 415 or 422, and 500 with `Retry-After` where others answer
//! 503. Only 429 is added: API Gateway answers it to these clients too, and no status of the list
//! would make them come back later.

use shared::rate::Exceeded;
use shared::runtime::{Fault, Response, StatusCode};

use crate::envelope::{Envelope, ErrorCode};
use crate::field_error::FieldError;

/// What a caller that is not authenticated is asked for.
const CHALLENGE: &str = "Basic realm=\"service subscriber\", charset=\"UTF-8\"";

/// Everything the API refuses, and every way it fails.
#[derive(Debug)]
pub enum Refusal {
    /// The `Authorization` header, the user name or the password is missing.
    MissingCredentials,
    /// The header is not a Basic credential, or no subscriber has this credential.
    WrongCredentials,
    /// The subscriber has called too often.
    TooMany {
        /// After how many seconds it may call again.
        retry_after_secs: u64,
    },
    /// There is no such department, or the subscriber is not granted it. Both get the same answer.
    DepartmentNotGranted,
    /// The subscriber is granted the department without this scope.
    ScopeNotGranted(&'static str),
    /// The request must have a body.
    NoBody,
    /// Fields of the request are bad. The answer has one error for each.
    InvalidFields(Vec<FieldError>),
    /// No customer of the tenant has the id of the path.
    NotFound,
    /// Something went wrong before or below the endpoint.
    Fault(Fault),
}

impl Refusal {
    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let response = Response::json(status, &Envelope::refused(code, self.messages()));
        match self {
            Self::MissingCredentials
            | Self::WrongCredentials
            | Self::DepartmentNotGranted
            | Self::ScopeNotGranted(_) => response.with("www-authenticate", CHALLENGE),
            Self::TooMany { retry_after_secs } => response.retry_after(retry_after_secs),
            Self::Fault(fault) => fault.complete(response),
            Self::NoBody | Self::InvalidFields(_) | Self::NotFound => response,
        }
    }

    const fn status_and_code(&self) -> (StatusCode, ErrorCode) {
        match self {
            Self::MissingCredentials => (StatusCode::UNAUTHORIZED, ErrorCode::NullCredentials),
            Self::WrongCredentials => (StatusCode::UNAUTHORIZED, ErrorCode::WrongCredential),
            Self::TooMany { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, ErrorCode::RequestNotAuthorized)
            }
            Self::DepartmentNotGranted => {
                (StatusCode::UNAUTHORIZED, ErrorCode::InvalidDepartmentToken)
            }
            Self::ScopeNotGranted(_) => {
                (StatusCode::UNAUTHORIZED, ErrorCode::InvalidScopeDepartment)
            }
            Self::NotFound => (StatusCode::BAD_REQUEST, ErrorCode::CustomerNotFound),
            Self::NoBody
            | Self::InvalidFields(_)
            | Self::Fault(Fault::Unreadable(_) | Fault::Body(_) | Fault::Limit(_)) => {
                (StatusCode::BAD_REQUEST, ErrorCode::InvalidRequestData)
            }
            Self::Fault(Fault::NoRoute) => (StatusCode::NOT_FOUND, ErrorCode::InvalidRequestData),
            Self::Fault(Fault::NoMethod(_)) => {
                (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::InvalidRequestData)
            }
            // This API writes nothing that only one customer may have.
            Self::Fault(Fault::Taken(_) | Fault::Unavailable(_) | Fault::Internal(_)) => {
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalServerException)
            }
        }
    }

    /// One message for each error of the answer.
    fn messages(&self) -> Vec<String> {
        let message = match self {
            Self::InvalidFields(errors) => return errors.iter().map(ToString::to_string).collect(),
            Self::TooMany { retry_after_secs: secs } => {
                return vec![format!("too many requests: try again in {secs} seconds")];
            }
            Self::ScopeNotGranted(scope) => {
                // Clients look for the words `scope not granted`.
                return vec![format!("scope not granted in this department: {scope}")];
            }
            Self::Fault(Fault::Body(error)) => return vec![error.to_string()],
            Self::Fault(Fault::Limit(limit)) => return vec![limit.to_string()],
            Self::MissingCredentials => "the Authorization header has no user name and password",
            Self::WrongCredentials => "no service subscriber has this user name and password",
            Self::DepartmentNotGranted => {
                "the service subscriber is not granted a department with this token"
            }
            Self::NoBody => "the request must have a body",
            Self::NotFound => "no customer of the department's dealer has this customerID",
            Self::Fault(Fault::Unreadable(_)) => "the request cannot be read",
            Self::Fault(Fault::NoRoute) => "no resource has this path",
            Self::Fault(Fault::NoMethod(_)) => "the resource does not have this method",
            Self::Fault(Fault::Taken(_) | Fault::Unavailable(_) | Fault::Internal(_)) => {
                "the request could not be processed"
            }
        };
        vec![message.to_owned()]
    }
}

shared::faults!(Refusal);

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::TooMany { retry_after_secs: exceeded.retry_after_secs }
    }
}

impl From<Vec<FieldError>> for Refusal {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::InvalidFields(errors)
    }
}
