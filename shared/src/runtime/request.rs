//! An HTTP request, as an endpoint sees it.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::texts::Texts;
use crate::input::{BodyError, Document, JsonOrForm, Pairs};

pub use lambda_http::http::Method;

/// A request's id: the caller's `x-request-id` as it wrote it if it is a UUID, with or without
/// hyphens, else a new UUID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The id of a request with this header.
    #[must_use]
    pub fn of(header: Option<&str>) -> Self {
        let is_uuid = |text: &&str| matches!(text.len(), 32 | 36) && Uuid::try_parse(text).is_ok();
        match header.map(str::trim).filter(is_uuid) {
            Some(text) => Self(text.to_owned()),
            None => Self(Uuid::new_v4().hyphenated().to_string()),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An HTTP request from an API Gateway event (payload format 2.0).
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query as it was sent, without the question mark; empty if there is none.
    pub raw_query: String,
    /// The query's pairs, or why they cannot be read.
    pub(super) query: Result<Pairs, BodyError>,
    /// Path parameters, percent-decoded.
    pub(super) path_parameters: Texts,
    /// Headers, with names in lower case.
    pub(super) headers: Texts,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The request's id. The answer carries it.
    pub request_id: RequestId,
    /// The IP address that the request came from.
    pub source_ip: String,
    /// When the answer must be ready.
    pub deadline: Instant,
}

impl Request {
    /// A header by its name in lower case. Values of a repeated header are joined with commas.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// A path parameter by its name in the route.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        self.path_parameters.get(name)
    }

    /// The query's pairs, percent-decoded, in their order. Refused if they are not UTF-8.
    pub fn query(&self) -> Result<&Pairs, BodyError> {
        self.query.as_ref().map_err(Clone::clone)
    }

    /// The body as JSON, or `None` if it is empty. See [`body::json`](crate::input::body::json).
    pub fn json(&self) -> Result<Option<Document>, BodyError> {
        crate::input::body::json(self.header("content-type"), &self.body)
    }

    /// The body as JSON or a form, by its content type, or `None` if it is empty. See
    /// [`body::json_or_form`](crate::input::body::json_or_form).
    pub fn json_or_form(&self) -> Result<Option<JsonOrForm>, BodyError> {
        crate::input::body::json_or_form(self.header("content-type"), &self.body)
    }

    /// The time left to answer.
    #[must_use]
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

impl fmt::Debug for Request {
    /// Shows nothing that the caller sent, so that no log can.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} {})", self.method, self.request_id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Broken by giving a UUID without hyphens back with hyphens.
    #[test]
    fn the_callers_request_id_is_kept_as_written_if_it_is_a_uuid() {
        let known = [
            "5f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "5F2504E0-4F89-41D3-9A0C-0305E82C3301",
            "5f2504e04f8941d39a0c0305e82c3301",
        ];
        for text in known {
            assert_eq!(RequestId::of(Some(text)).as_str(), text);
        }
        for text in ["", "{5f2504e0-4f89-41d3-9a0c-0305e82c3301}", "not-a-uuid", &"5".repeat(33)] {
            let made = RequestId::of(Some(text));
            assert_ne!(made.as_str(), text);
            assert_eq!(Uuid::try_parse(made.as_str()).unwrap().get_version_num(), 4, "{text}");
        }
        assert_ne!(RequestId::of(None), RequestId::of(None));
    }
}
