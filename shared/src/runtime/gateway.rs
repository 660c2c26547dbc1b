//! Answers in API Gateway's format (payload format 2.0).

use lambda_http::http::StatusCode;
use serde::ser::{Serialize, SerializeMap as _, SerializeStruct as _, Serializer};

use super::request::{Method, RequestId};
use super::response::Response;

/// The largest answer that Lambda passes on, in bytes: 6 MB, less some space for the headers.
const MOST_BYTES: usize = 6 * 1024 * 1024 - 64 * 1024;
/// The largest page of a list that an API answers, in bytes as Lambda passes them on: 5.5 MB. A
/// caller that asks for more is told to ask for fewer entries.
pub const LARGEST_PAGE: usize = 11 * 512 * 1024;
/// The most bytes that one byte of a text can take in JSON.
const LONGEST_ESCAPE: usize = 6;

/// Whether Lambda passes on an answer with this body. If the answer is too large, the caller gets a
/// bare 500.
pub(super) fn is_passed_on(body: &str) -> bool {
    fits(body, MOST_BYTES)
}

/// Whether a body is no larger than [`LARGEST_PAGE`].
#[must_use]
pub fn is_a_page(body: &str) -> bool {
    fits(body, LARGEST_PAGE)
}

fn fits(body: &str, most: usize) -> bool {
    // Nearly every body is so small that counting is unnecessary.
    body.len() <= most / LONGEST_ESCAPE || passed_on_bytes(body) <= most
}

/// The bytes that a body takes where Lambda counts them: as a text in JSON, without its quotes.
#[must_use]
pub fn passed_on_bytes(body: &str) -> usize {
    let bytes = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..=0x1f => LONGEST_ESCAPE,
        _ => 1,
    };
    body.bytes().map(bytes).sum()
}

/// An answer with all its headers. It serialises to what API Gateway expects from a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayResponse {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty means none.
    pub body: String,
}

impl GatewayResponse {
    /// Adds the common headers to an endpoint's answer. Headers that the API set itself stay as
    /// they are. Answers to HEAD and answers 204 and 304 have no body.
    pub(super) fn new(response: Response, request_id: &RequestId, method: Option<&Method>) -> Self {
        let Response { status, headers, mut body, cause: _ } = response;
        let bodiless = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
        if bodiless || method == Some(&Method::HEAD) {
            body.clear();
        }
        let mut answer = Self { status, headers, body };
        answer.add("x-request-id", || request_id.as_str().to_owned());
        answer.add("cache-control", || "no-store".to_owned());
        answer.add("x-content-type-options", || "nosniff".to_owned());
        answer
    }

    /// A header by its name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(known, _): &&(&'static str, String)| known.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }

    fn add(&mut self, name: &'static str, value: impl FnOnce() -> String) {
        if self.header(name).is_none() {
            self.headers.push((name, value()));
        }
    }
}

impl Serialize for GatewayResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answer = serializer.serialize_struct("GatewayResponse", 5)?;
        answer.serialize_field("statusCode", &self.status.as_u16())?;
        answer.serialize_field("headers", &Headers(&self.headers))?;
        answer.serialize_field("body", &self.body)?;
        answer.serialize_field("isBase64Encoded", &false)?;
        // API Gateway does not need it, but `cargo lambda watch` answers 500 without it.
        answer.serialize_field("cookies", &[(); 0])?;
        answer.end()
    }
}

struct Headers<'a>(&'a [(&'static str, String)]);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_serialises_to_the_documented_shape() {
        let response =
            Response { body: "{\"a\":\"é\"}".to_owned(), ..Response::empty(StatusCode::CREATED) };
        let request_id = "00000000-0000-0000-0000-000000000000";
        let answer = GatewayResponse::new(response, &RequestId::of(Some(request_id)), None);
        assert_eq!(
            serde_json::to_value(&answer).unwrap(),
            json!({
                "statusCode": 201,
                "headers": {
                    "x-request-id": request_id,
                    "cache-control": "no-store",
                    "x-content-type-options": "nosniff"
                },
                "body": "{\"a\":\"é\"}",
                "isBase64Encoded": false,
                "cookies": []
            })
        );
    }

    #[test]
    fn the_length_in_json_is_the_serialisers() {
        let all: String =
            (0_u8..=127).map(char::from).chain("é\u{2028}\u{1f600}".chars()).collect();
        assert_eq!(passed_on_bytes(&all) + 2, serde_json::to_string(&all).unwrap().len());
    }

    #[test]
    fn a_body_is_passed_on_if_it_is_short_enough_in_json() {
        assert!(is_passed_on(&"a".repeat(MOST_BYTES)));
        assert!(!is_passed_on(&"a".repeat(MOST_BYTES + 1)));
        assert!(!is_passed_on(&"\"".repeat(MOST_BYTES / 2 + 1)));
    }

    #[test]
    fn headers_that_the_api_set_are_not_repeated() {
        let response = Response::empty(StatusCode::OK)
            .with("X-Request-Id", "its own")
            .with("Cache-Control", "private");
        let answer = GatewayResponse::new(response, &RequestId::of(None), None);
        assert_eq!(answer.header("x-request-id"), Some("its own"));
        assert_eq!(answer.header("cache-control"), Some("private"));
        assert_eq!(answer.headers.len(), 3);
    }

    #[test]
    fn answers_without_a_body_in_http_have_none() {
        let body_of = |status, method: Method| {
            let response = Response { body: "text".to_owned(), ..Response::empty(status) };
            GatewayResponse::new(response, &RequestId::of(None), Some(&method)).body
        };
        assert_eq!(body_of(StatusCode::OK, Method::GET), "text");
        assert_eq!(body_of(StatusCode::OK, Method::HEAD), "");
        assert_eq!(body_of(StatusCode::NO_CONTENT, Method::PUT), "");
    }
}
