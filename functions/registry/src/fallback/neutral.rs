//! What is said where no API is meant: `{"message":"Not Found"}`.

use shared::id::ApiName;
use shared::runtime::{Api, Cause, Fault, RETRY_SECS, Response, StatusCode};

use super::Fallback;

/// No API in particular.
#[derive(Debug, Clone, Copy)]
pub struct Neutral;

shared::endpoints!(Neutral: Fallback);

impl Api for Neutral {
    const NAME: ApiName = ApiName::new("fallback");

    /// It has no tokens, and never asks the table anything.
    const READS_KEYS: bool = false;
    const HAS_TOKENS: bool = false;

    const PREFIXES: &'static [&'static str] = &[];
    type Refusal = Fault;
    type Carried = ();

    fn refuse(fault: Fault) -> Response {
        match fault {
            Fault::NoRoute => says(StatusCode::NOT_FOUND),
            Fault::NoMethod(methods) => says(StatusCode::METHOD_NOT_ALLOWED).allowing(&methods),
            Fault::Event(cause) => says(StatusCode::BAD_REQUEST).because(cause),
            Fault::Body(_) => says(StatusCode::BAD_REQUEST),
            Fault::Panic(cause) | Fault::Answer(cause) => {
                says(StatusCode::INTERNAL_SERVER_ERROR).because(cause)
            }
            Fault::Store(error) => {
                says(StatusCode::INTERNAL_SERVER_ERROR).because(Cause::from(error))
            }
            Fault::OutOfTime => says(StatusCode::SERVICE_UNAVAILABLE).retry_after(RETRY_SECS),
        }
    }
}

/// The status in words.
fn says(status: StatusCode) -> Response {
    let message = status.canonical_reason().unwrap_or_default();
    let body = format!(r#"{{"message":"{message}"}}"#);
    Response { body, ..Response::empty(status) }.with("content-type", "application/json")
}
