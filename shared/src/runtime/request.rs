//! An HTTP request, as an endpoint sees it.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::texts::Texts;
use crate::input::{BodyError, Document, JsonOrForm, Pairs};

pub use lambda_http::http::Method;

/// An HTTP request from an API Gateway event (payload format 2.0).
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query as it was sent, without the question mark; empty if there is none.
    pub raw_query: String,
    /// The query's pairs, percent-decoded, in their order.
    pub query: Pairs,
    /// Path parameters, percent-decoded.
    pub(super) path_parameters: Texts,
    /// Headers, with names in lower case.
    pub(super) headers: Texts,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The caller's `x-request-id` if it is a UUID, else a new one. The answer carries it.
    pub request_id: Uuid,
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

    /// The body as JSON, or `None` if it is empty. See [`body::json`](crate::input::body::json).
    pub fn json(&self) -> Result<Option<Document>, BodyError> {
        crate::input::body::json(self.header("content-type"), &self.body)
    }

    /// The body as JSON or a form, by its content type, or `None` if it is empty.
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
        write!(f, "Request({} {})", self.method, self.request_id)
    }
}
