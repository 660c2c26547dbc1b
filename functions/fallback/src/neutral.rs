//! What is said where no API is meant: `{"message":"Not Found"}`.

use shared::id::ApiName;
use shared::runtime::{Api, Cause, Fault, Method, Request, Response, StatusCode};

/// No API in particular.
#[derive(Debug, Clone, Copy)]
pub struct Neutral;

impl Api for Neutral {
    const NAME: ApiName = ApiName::new("fallback");

    /// It has no tokens, and never asks the table anything.
    const READS_KEYS: bool = false;

    type Error = Fault;

    fn refuse(fault: Fault, _request: Option<&Request>) -> Response {
        match fault {
            Fault::NoRoute => says(StatusCode::NOT_FOUND),
            Fault::NoMethod(methods) => {
                let allowed: Vec<&str> = methods.iter().map(Method::as_str).collect();
                says(StatusCode::METHOD_NOT_ALLOWED).with("allow", allowed.join(", "))
            }
            Fault::Event(cause) => says(StatusCode::BAD_REQUEST).because(cause),
            Fault::Body(_) => says(StatusCode::BAD_REQUEST),
            Fault::Panic(cause) | Fault::Answer(cause) => {
                says(StatusCode::INTERNAL_SERVER_ERROR).because(cause)
            }
            Fault::Store(error) => {
                says(StatusCode::INTERNAL_SERVER_ERROR).because(Cause::from(error))
            }
            Fault::OutOfTime => says(StatusCode::SERVICE_UNAVAILABLE).with("retry-after", "1"),
        }
    }
}

/// The status in words.
fn says(status: StatusCode) -> Response {
    let message = status.canonical_reason().unwrap_or_default();
    let body = format!(r#"{{"message":"{message}"}}"#);
    Response { body, ..Response::empty(status) }.with("content-type", "application/json")
}
