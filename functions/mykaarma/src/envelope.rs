//! The one shape of an answer: errors and warnings, both always there.

use serde::Serialize;
use shared::runtime::{Response, StatusCode};

use crate::error::ErrorCode;
use crate::warning::Warning;

/// One error of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorEntry {
    error_code: u32,
    error_title: &'static str,
    error_message: String,
}

impl ErrorEntry {
    /// An error with what is to be said of it.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { error_code: code.number(), error_title: code.title(), error_message: message.into() }
    }
}

/// One warning of an answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WarningEntry<'a> {
    warning_code: u32,
    warning_title: &'static str,
    warning_message: &'a str,
}

#[derive(Debug, Serialize)]
struct Envelope<'a> {
    errors: &'a [ErrorEntry],
    warnings: Vec<WarningEntry<'a>>,
}

/// The answer 200.
#[must_use]
pub fn done(warnings: &[Warning]) -> Response {
    answer(StatusCode::OK, &[], warnings)
}

/// An answer that says what went wrong.
#[must_use]
pub fn refused(status: StatusCode, errors: &[ErrorEntry]) -> Response {
    answer(status, errors, &[])
}

fn answer(status: StatusCode, errors: &[ErrorEntry], warnings: &[Warning]) -> Response {
    let warnings = warnings
        .iter()
        .map(|warning| WarningEntry {
            warning_code: warning.code.number(),
            warning_title: warning.code.title(),
            warning_message: &warning.message,
        })
        .collect();
    Response::json(status, &Envelope { errors, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warning::WarningCode;

    #[test]
    fn both_arrays_are_always_there_and_in_the_references_order() {
        assert_eq!(done(&[]).body, r#"{"errors":[],"warnings":[]}"#);
        let warning = Warning::new(WarningCode::DeletedAllEmails, "customer.emails is empty");
        assert_eq!(
            done(&[warning]).body,
            r#"{"errors":[],"warnings":[{"warningCode":10006,"warningTitle":"DELETED_ALL_EMAILS","warningMessage":"customer.emails is empty"}]}"#
        );
        let error = ErrorEntry::new(ErrorCode::CustomerNotFound, "no such customer");
        assert_eq!(
            refused(StatusCode::BAD_REQUEST, &[error]).body,
            r#"{"errors":[{"errorCode":100020,"errorTitle":"CUSTOMER_NOT_FOUND","errorMessage":"no such customer"}],"warnings":[]}"#
        );
    }
}
