//! The one shape of an answer: errors and warnings. Both lists are always there.

use serde::Serialize;

use crate::warning::Warning;

/// The numbers and titles of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    /// The request has no credentials.
    NullCredentials,
    /// No subscriber has these credentials.
    WrongCredential,
    /// The subscriber may not call now: it has called too often.
    RequestNotAuthorized,
    /// The service failed.
    InternalServerException,
    /// The body or a field is bad.
    InvalidRequestData,
    /// The subscriber is not granted the department.
    InvalidDepartmentToken,
    /// The subscriber is not granted the scope in the department.
    InvalidScopeDepartment,
    /// The tenant has no customer with this id.
    CustomerNotFound,
}

impl ErrorCode {
    /// `errorCode` and `errorTitle`
    const fn number_and_title(self) -> (u32, &'static str) {
        match self {
            Self::NullCredentials => (100_001, "NULL_CREDENTIALS"),
            Self::WrongCredential => (100_003, "WRONG_CREDENTIAL"),
            Self::RequestNotAuthorized => (100_004, "REQUEST_NOT_AUTHORIZED"),
            Self::InternalServerException => (100_005, "INTERNAL_SERVER_EXCEPTION"),
            Self::InvalidRequestData => (100_006, "INVALID_REQUEST_DATA"),
            Self::InvalidDepartmentToken => (100_013, "INVALID_DEPARTMENT_TOKEN"),
            Self::InvalidScopeDepartment => (100_014, "INVALID_SCOPE_DEPARTMENT"),
            Self::CustomerNotFound => (100_020, "CUSTOMER_NOT_FOUND"),
        }
    }
}

/// One error of an answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorEntry {
    error_code: u32,
    error_title: &'static str,
    error_message: String,
}

/// One warning of an answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WarningEntry {
    warning_code: u32,
    warning_title: &'static str,
    warning_message: String,
}

/// The body of every answer that has one.
#[derive(Debug, Serialize)]
pub(crate) struct Envelope {
    errors: Vec<ErrorEntry>,
    warnings: Vec<WarningEntry>,
}

impl Envelope {
    /// The request was done.
    pub(crate) fn done(warnings: Vec<Warning>) -> Self {
        let entry = |Warning { code, message }: Warning| {
            let (warning_code, warning_title) = code.number_and_title();
            WarningEntry { warning_code, warning_title, warning_message: message }
        };
        Self { errors: Vec::new(), warnings: warnings.into_iter().map(entry).collect() }
    }

    /// The request was refused. Each message becomes an error.
    pub(crate) fn refused(code: ErrorCode, messages: Vec<String>) -> Self {
        let (error_code, error_title) = code.number_and_title();
        let entry = |error_message| ErrorEntry { error_code, error_title, error_message };
        Self { errors: messages.into_iter().map(entry).collect(), warnings: Vec::new() }
    }
}
