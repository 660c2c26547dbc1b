//! The answer to a path that resembles no API's paths: `{"message":"Not Found"}`.

use shared::id::ApiName;
use shared::runtime::{Api, Fault, Response, StatusCode};

use super::Fallback;

/// No API in particular.
#[derive(Debug, Clone, Copy)]
pub struct Neutral;

shared::endpoints!(Neutral: Fallback);

impl Api for Neutral {
    const NAME: ApiName = ApiName::new("fallback");

    /// It has no tokens, and never reads the table.
    const READS_KEYS: bool = false;
    const HAS_TOKENS: bool = false;

    const PREFIXES: &'static [&'static str] = &[];
    type Refusal = Fault;
    type Carried = ();

    fn refuse(fault: Fault) -> Response {
        let status = match &fault {
            Fault::NoRoute => StatusCode::NOT_FOUND,
            Fault::NoMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Fault::Unreadable(_) | Fault::Body(_) => StatusCode::BAD_REQUEST,
            Fault::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Limit(_) | Fault::Taken(_) | Fault::Internal(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        fault.complete(says(status))
    }
}

/// The status in words.
fn says(status: StatusCode) -> Response {
    let message = status.canonical_reason().unwrap_or_default();
    let body = format!(r#"{{"message":"{message}"}}"#);
    Response { body, ..Response::empty(status) }.with("content-type", "application/json")
}
