//! An HTTP answer, as an endpoint gives it.

pub use lambda_http::http::StatusCode;
use serde::Serialize;

use super::request::Method;
use crate::cause::Cause;

/// One HTTP answer. The runtime adds `x-request-id`, `Cache-Control` and
/// `X-Content-Type-Options`.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// Headers other than those that the runtime adds.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty means none.
    pub body: String,
    /// Why the answer is an error, only for the log.
    pub cause: Option<Cause>,
}

/// `Retry-After` of an answer that failed because the table was unavailable, in seconds.
pub const RETRY_SECS: u64 = 1;

/// Methods in the form of an `Allow` header.
#[must_use]
pub fn allowed(methods: &[Method]) -> String {
    methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")
}

impl Response {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: StatusCode, body: &impl Serialize) -> Self {
        match serde_json::to_string(body) {
            Ok(body) => Self {
                status,
                headers: vec![("content-type", "application/json".to_owned())],
                body,
                cause: None,
            },
            Err(error) => Self::empty(StatusCode::INTERNAL_SERVER_ERROR).because(error.into()),
        }
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: String::new(), cause: None }
    }

    /// Sets a header. An earlier value is replaced.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name, value.into()));
        self
    }

    /// Sets `Allow` to the methods that the path supports.
    #[must_use]
    pub fn allowing(self, methods: &[Method]) -> Self {
        self.with("allow", allowed(methods))
    }

    /// Sets `Retry-After`.
    #[must_use]
    pub fn retry_after(self, secs: u64) -> Self {
        self.with("retry-after", secs.to_string())
    }

    /// Sets the cause for the log.
    #[must_use]
    pub fn because(mut self, cause: Cause) -> Self {
        self.cause = Some(cause);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_set_once() {
        let response = Response::json(StatusCode::OK, &1).with("Content-Type", "application/x");
        assert_eq!(response.headers, [("Content-Type", "application/x".to_owned())]);
    }

    #[test]
    fn a_body_that_cannot_be_json_is_a_failure_with_a_cause() {
        let no_key = std::collections::BTreeMap::from([((1, 2), 3)]);
        let response = Response::json(StatusCode::OK, &no_key);
        assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.cause.is_some() && response.body.is_empty());
    }
}
