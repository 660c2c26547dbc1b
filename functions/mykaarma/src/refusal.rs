//! What the API answers instead of what was asked for.
//!
//! The reference lists 200, 204, 400, 401 and 500. So this API answers 401 where others answer
//! 403, 400 where others answer 413, 415 or 422, and 500 with `Retry-After` where others answer
//! 503.

use shared::input::BodyError;
use shared::runtime::{Cause, Fault, Method, RETRY_SECS, Response, StatusCode};
use shared::store::StoreError;

use crate::envelope::{Envelope, ErrorCode};
use crate::field_error::FieldError;

/// What a caller is asked for that is not authenticated.
const CHALLENGE: &str = "Basic realm=\"service subscriber\", charset=\"UTF-8\"";

/// Everything the API refuses, and every way it fails.
#[derive(Debug)]
pub enum Refusal {
    /// The `Authorization` header, the user name or the password is missing.
    MissingCredentials,
    /// The header is not a Basic credential, or no subscriber has this credential.
    WrongCredentials,
    /// The subscriber is disabled.
    Disabled,
    /// There is no such department, or the subscriber is not granted it. Both get the same answer.
    DepartmentNotGranted,
    /// The subscriber is granted the department without this scope.
    ScopeNotGranted(&'static str),
    /// The request must have a body.
    NoBody,
    /// The request as a whole breaks a rule, which the text states.
    Invalid(String),
    /// Fields of the request are bad. The answer has one error for each.
    InvalidFields(Vec<FieldError>),
    /// The request cannot be read at all.
    Unreadable(Cause),
    /// No customer of the tenant has the id of the path.
    NotFound,
    /// No such path.
    NoSuchPath,
    /// The path does not take this method. It takes these.
    NoSuchMethod(Vec<Method>),
    /// The same request may work in a moment.
    Unavailable(Option<Cause>),
    /// The service failed.
    Internal(Cause),
}

impl Refusal {
    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let response = Response::json(status, &Envelope::refused(code, self.messages()));
        match self {
            Self::MissingCredentials
            | Self::WrongCredentials
            | Self::Disabled
            | Self::DepartmentNotGranted
            | Self::ScopeNotGranted(_) => response.with("www-authenticate", CHALLENGE),
            Self::NoSuchMethod(allowed) => response.allowing(&allowed),
            Self::Unavailable(cause) => {
                cause.into_iter().fold(response.retry_after(RETRY_SECS), Response::because)
            }
            Self::Unreadable(cause) | Self::Internal(cause) => response.because(cause),
            Self::NoBody
            | Self::Invalid(_)
            | Self::InvalidFields(_)
            | Self::NotFound
            | Self::NoSuchPath => response,
        }
    }

    const fn status_and_code(&self) -> (StatusCode, ErrorCode) {
        match self {
            Self::MissingCredentials => (StatusCode::UNAUTHORIZED, ErrorCode::NullCredentials),
            Self::WrongCredentials => (StatusCode::UNAUTHORIZED, ErrorCode::WrongCredential),
            Self::Disabled => (StatusCode::UNAUTHORIZED, ErrorCode::RequestNotAuthorized),
            Self::DepartmentNotGranted => {
                (StatusCode::UNAUTHORIZED, ErrorCode::InvalidDepartmentToken)
            }
            Self::ScopeNotGranted(_) => {
                (StatusCode::UNAUTHORIZED, ErrorCode::InvalidScopeDepartment)
            }
            Self::NoBody | Self::Invalid(_) | Self::InvalidFields(_) | Self::Unreadable(_) => {
                (StatusCode::BAD_REQUEST, ErrorCode::InvalidRequestData)
            }
            Self::NotFound => (StatusCode::BAD_REQUEST, ErrorCode::CustomerNotFound),
            Self::NoSuchPath => (StatusCode::NOT_FOUND, ErrorCode::InvalidRequestData),
            Self::NoSuchMethod(_) => {
                (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::InvalidRequestData)
            }
            Self::Unavailable(_) | Self::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalServerException)
            }
        }
    }

    /// One message for each error of the answer.
    fn messages(&self) -> Vec<String> {
        let message = match self {
            Self::InvalidFields(errors) => return errors.iter().map(ToString::to_string).collect(),
            Self::ScopeNotGranted(scope) => {
                return vec![format!("the scope {scope} is not granted in this department")];
            }
            Self::Invalid(message) => message,
            Self::MissingCredentials => "the Authorization header has no user name and password",
            Self::WrongCredentials => "no service subscriber has this user name and password",
            Self::Disabled => "the service subscriber is disabled",
            Self::DepartmentNotGranted => {
                "the service subscriber is not granted a department with this token"
            }
            Self::NoBody => "the request must have a body",
            Self::Unreadable(_) => "the request cannot be read",
            Self::NotFound => "no customer of the department's dealer has this customerID",
            Self::NoSuchPath => "no resource has this path",
            Self::NoSuchMethod(_) => "the resource does not have this method",
            Self::Unavailable(_) | Self::Internal(_) => "the request could not be processed",
        };
        vec![message.to_owned()]
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Event(cause) => Self::Unreadable(cause),
            Fault::Panic(cause) | Fault::Answer(cause) => Self::Internal(cause),
            Fault::Body(error) => error.into(),
            Fault::Store(error) => error.into(),
            Fault::OutOfTime => Self::Unavailable(None),
            Fault::NoRoute => Self::NoSuchPath,
            Fault::NoMethod(allowed) => Self::NoSuchMethod(allowed),
        }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<Vec<FieldError>> for Refusal {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::InvalidFields(errors)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Limit(limit) => Self::Invalid(limit.to_string()),
            StoreError::Contended => Self::Unavailable(None),
            StoreError::Unavailable(cause) => Self::Unavailable(Some(cause)),
            StoreError::Rejected(cause) | StoreError::Corrupt(cause) => Self::Internal(cause),
            // This API writes nothing that only one customer may have.
            StoreError::Taken(kind) => Self::Internal(Cause::text(format!("{kind:?} is taken"))),
            StoreError::IdTaken => Self::Internal(Cause::text("the id is taken")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(refusal: impl Into<Refusal>) -> (u16, u64, Option<String>) {
        let response = refusal.into().into_response();
        let body: serde_json::Value = serde_json::from_str(&response.body).unwrap();
        assert!(!response.body.contains("private"), "a cause is for the log alone");
        let retry = response.headers.into_iter().find(|(name, _)| *name == "retry-after");
        let code = body["errors"][0]["errorCode"].as_u64().unwrap();
        (response.status.as_u16(), code, retry.map(|(_, value)| value))
    }

    #[test]
    fn a_body_that_cannot_be_read_is_400_whatever_other_apis_answer() {
        for error in [BodyError::TooLarge, BodyError::WrongType, BodyError::NotAnObject] {
            assert_eq!(answered(error), (400, 100_006, None));
        }
    }

    #[test]
    fn a_failure_that_passes_by_itself_is_500_with_retry_after() {
        let retry = Some("1".to_owned());
        let cause = || Cause::text("private");
        assert_eq!(answered(StoreError::Contended), (500, 100_005, retry.clone()));
        assert_eq!(answered(StoreError::Unavailable(cause())), (500, 100_005, retry.clone()));
        assert_eq!(answered(Fault::OutOfTime), (500, 100_005, retry));
        assert_eq!(answered(StoreError::Rejected(cause())), (500, 100_005, None));
        assert_eq!(answered(Fault::Panic(cause())), (500, 100_005, None));
    }

    #[test]
    fn a_cause_is_kept_for_the_log() {
        let refusal = Refusal::from(StoreError::Corrupt(Cause::text("private")));
        assert!(refusal.into_response().cause.is_some());
    }
}
