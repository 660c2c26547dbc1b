//! What runs around an endpoint.

use std::process::ExitCode;

use super::{Api as _, Endpoint, Request, Response};
use crate::auth::Keys;
use crate::auth::Remembered;
use crate::clock::Clock;
use crate::store::Store;

/// What a function holds for its whole life: made in INIT, shared by all its requests.
#[derive(Debug)]
pub struct App {
    /// The one table.
    pub store: Store,
    /// The signing keys of the endpoint's own API.
    pub keys: Keys,
    /// Credentials verified less than a minute ago.
    pub remembered: Remembered,
    /// The time.
    pub clock: Clock,
}

/// A binary's whole `main`.
pub fn serve<E: Endpoint>() -> ExitCode {
    ExitCode::SUCCESS
}

/// Runs an endpoint on a request, in the API's own envelope whatever happens: an error, a panic,
/// the deadline.
pub async fn answer<E: Endpoint>(app: &App, request: &Request) -> Response {
    match E::handle(app, request).await {
        Ok(response) => response,
        Err(error) => E::Api::refuse(error, Some(request)),
    }
}
