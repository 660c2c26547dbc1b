//! What the API refuses or fails with, and the status and errors each becomes.
//!
//! A handler returns a [`Refusal`], which knows nothing of HTTP; the last step turns it into an
//! answer. The reference lists 200, 204, 400, 401 and 500, so that what others answer with 403
//! is 401 here, with 413, 415 and 422 is 400, and with 503 is 500 with `Retry-After`.

use shared::input::body::BodyError;
use shared::runtime::{Cause, Fault, Method, Response, StatusCode};
use shared::store::StoreError;

use crate::caller::CredentialError;
use crate::envelope::{self, ErrorEntry};

/// After how many seconds it is worth trying again.
const RETRY_AFTER_SECS: &str = "1";

/// The numbers and titles of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// No credentials.
    NullCredentials,
    /// Credentials that fit no subscriber.
    WrongCredential,
    /// A subscriber that may not call any more.
    RequestNotAuthorized,
    /// A fault of the service's own.
    InternalServerException,
    /// A bad body or field.
    InvalidRequestData,
    /// A department that the subscriber is not granted.
    InvalidDepartmentToken,
    /// A scope that the subscriber is not granted in the department.
    InvalidScopeDepartment,
    /// No customer of the tenant has this id.
    CustomerNotFound,
}

impl ErrorCode {
    /// `errorCode`
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::NullCredentials => 100_001,
            Self::WrongCredential => 100_003,
            Self::RequestNotAuthorized => 100_004,
            Self::InternalServerException => 100_005,
            Self::InvalidRequestData => 100_006,
            Self::InvalidDepartmentToken => 100_013,
            Self::InvalidScopeDepartment => 100_014,
            Self::CustomerNotFound => 100_020,
        }
    }

    /// `errorTitle`
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::NullCredentials => "NULL_CREDENTIALS",
            Self::WrongCredential => "WRONG_CREDENTIAL",
            Self::RequestNotAuthorized => "REQUEST_NOT_AUTHORIZED",
            Self::InternalServerException => "INTERNAL_SERVER_EXCEPTION",
            Self::InvalidRequestData => "INVALID_REQUEST_DATA",
            Self::InvalidDepartmentToken => "INVALID_DEPARTMENT_TOKEN",
            Self::InvalidScopeDepartment => "INVALID_SCOPE_DEPARTMENT",
            Self::CustomerNotFound => "CUSTOMER_NOT_FOUND",
        }
    }
}

/// Something wrong with one field, in a sentence that begins with its JSON path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(String);

impl Problem {
    /// A sentence about the field at that path: `customer.emails[0].label`, `must be a string`.
    #[must_use]
    pub fn new(path: &str, what: &str) -> Self {
        Self(format!("{path} {what}"))
    }

    /// The sentence.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a request was not done.
#[derive(Debug)]
pub enum Refusal {
    /// The caller is not let in.
    Credentials(CredentialError),
    /// There must be a body, and there is none.
    NoBody,
    /// Fields of the request are bad: one entry each.
    Invalid(Vec<Problem>),
    /// No customer of the tenant has the id of the path.
    UnknownCustomer,
    /// What went wrong before or below the endpoint.
    Fault(Fault),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<CredentialError> for Refusal {
    fn from(error: CredentialError) -> Self {
        Self::Credentials(error)
    }
}

impl From<Vec<Problem>> for Refusal {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Invalid(problems)
    }
}

impl Refusal {
    /// The answer.
    #[must_use]
    pub fn into_response(self) -> Response {
        match self {
            Self::Credentials(error) => unauthorized(error),
            Self::NoBody => invalid("the request must have a body"),
            Self::Invalid(problems) => {
                let entry =
                    |problem: Problem| ErrorEntry::new(ErrorCode::InvalidRequestData, problem.0);
                let entries: Vec<ErrorEntry> = problems.into_iter().map(entry).collect();
                envelope::refused(StatusCode::BAD_REQUEST, &entries)
            }
            Self::UnknownCustomer => one(
                StatusCode::BAD_REQUEST,
                ErrorCode::CustomerNotFound,
                "no customer of the department's dealer has this customerID",
            ),
            Self::Fault(fault) => faulty(fault),
        }
    }
}

fn unauthorized(error: CredentialError) -> Response {
    let (code, message) = match error {
        CredentialError::Missing => {
            (ErrorCode::NullCredentials, "the Authorization header has no user name and password")
        }
        CredentialError::Wrong => {
            (ErrorCode::WrongCredential, "the user name and password fit no service subscriber")
        }
        CredentialError::Disabled => {
            (ErrorCode::RequestNotAuthorized, "the service subscriber may not call any more")
        }
        CredentialError::Department => (
            ErrorCode::InvalidDepartmentToken,
            "the service subscriber is granted no department with this token",
        ),
        CredentialError::Scope(scope) => {
            let message = format!("the scope {} is not granted in this department", scope.as_str());
            return challenge(ErrorCode::InvalidScopeDepartment, &message);
        }
    };
    challenge(code, message)
}

fn challenge(code: ErrorCode, message: &str) -> Response {
    one(StatusCode::UNAUTHORIZED, code, message)
        .with("www-authenticate", "Basic realm=\"service subscriber\", charset=\"UTF-8\"")
}

fn faulty(fault: Fault) -> Response {
    match fault {
        Fault::Event(cause) => invalid("the request cannot be read").because(cause),
        Fault::Body(error) => invalid(&error.to_string()),
        Fault::Store(error) => unstored(error),
        Fault::Panic(cause) | Fault::Answer(cause) => internal(Some(cause)),
        Fault::OutOfTime => passing(None),
        Fault::NoRoute => {
            one(StatusCode::NOT_FOUND, ErrorCode::InvalidRequestData, "no resource has this path")
        }
        Fault::NoMethod(methods) => {
            let allowed: Vec<&str> = methods.iter().map(Method::as_str).collect();
            one(
                StatusCode::METHOD_NOT_ALLOWED,
                ErrorCode::InvalidRequestData,
                "the resource does not know this method",
            )
            .with("allow", allowed.join(", "))
        }
    }
}

fn unstored(error: StoreError) -> Response {
    match error {
        StoreError::Limit(limit) => invalid(&limit.to_string()),
        StoreError::Contended => passing(None),
        StoreError::Unavailable(cause) => passing(Some(cause)),
        StoreError::Rejected(cause) | StoreError::Corrupt(cause) => internal(Some(cause)),
        // Nothing that this API writes is claimed.
        StoreError::Taken(kind) => internal(Some(Cause::text(format!("{kind:?} is taken")))),
        StoreError::IdTaken => internal(Some(Cause::text("the id is taken"))),
    }
}

fn invalid(message: &str) -> Response {
    one(StatusCode::BAD_REQUEST, ErrorCode::InvalidRequestData, message)
}

fn internal(cause: Option<Cause>) -> Response {
    let response = one(
        StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::InternalServerException,
        "the request could not be done",
    );
    match cause {
        Some(cause) => response.because(cause),
        None => response,
    }
}

/// What passes by itself: others answer 503.
fn passing(cause: Option<Cause>) -> Response {
    internal(cause).with("retry-after", RETRY_AFTER_SECS)
}

fn one(status: StatusCode, code: ErrorCode, message: &str) -> Response {
    envelope::refused(status, &[ErrorEntry::new(code, message)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::Scope;

    fn answered(refusal: impl Into<Refusal>) -> (u16, u64, Option<String>) {
        let response = refusal.into().into_response();
        let body: serde_json::Value = serde_json::from_str(&response.body).unwrap();
        assert_eq!(body["warnings"], serde_json::json!([]));
        let retry = response.headers.iter().find(|(name, _)| *name == "retry-after");
        (
            response.status.as_u16(),
            body["errors"][0]["errorCode"].as_u64().unwrap(),
            retry.map(|(_, value)| value.clone()),
        )
    }

    #[test]
    fn every_refusal_of_a_caller_is_401() {
        let refusals = [
            (CredentialError::Missing, 100_001),
            (CredentialError::Wrong, 100_003),
            (CredentialError::Disabled, 100_004),
            (CredentialError::Department, 100_013),
            (CredentialError::Scope(Scope::Update), 100_014),
        ];
        for (error, code) in refusals {
            assert_eq!(answered(error), (401, code, None));
        }
    }

    #[test]
    fn bodies_that_cannot_be_read_are_400() {
        for error in [
            BodyError::TooLarge,
            BodyError::WrongType,
            BodyError::Malformed { line: 1, column: 1 },
            BodyError::NotUtf8,
            BodyError::TooDeep,
            BodyError::DuplicateKey,
            BodyError::NotAnObject,
        ] {
            assert_eq!(answered(error), (400, 100_006, None));
        }
    }

    #[test]
    fn what_passes_by_itself_is_500_with_retry_after() {
        let retry = Some("1".to_owned());
        let cause = || Cause::text("private");
        assert_eq!(answered(StoreError::Contended), (500, 100_005, retry.clone()));
        assert_eq!(answered(StoreError::Unavailable(cause())), (500, 100_005, retry.clone()));
        assert_eq!(answered(Fault::OutOfTime), (500, 100_005, retry));
        assert_eq!(answered(StoreError::Rejected(cause())), (500, 100_005, None));
        assert_eq!(answered(Fault::Panic(cause())), (500, 100_005, None));
    }

    #[test]
    fn a_cause_never_stands_in_an_answer() {
        let response = Refusal::from(StoreError::Corrupt(Cause::text("private"))).into_response();
        assert!(!response.body.contains("private"));
        assert!(response.cause.is_some());
    }
}
