//! From an event to an answer: what every function does around its own work.
//!
//! [`serve`] is a binary's whole `main`. It connects, reads the signing keys, and then turns each
//! API Gateway event into a [`Request`], runs the endpoint, and answers with its [`Response`],
//! whatever goes wrong on the way: an endpoint never ends in an error of the Lambda runtime,
//! since API Gateway would turn that into a bare 500.

pub mod body;
mod event;
mod fault;
mod gateway;
mod guard;
mod idempotency;
pub mod log;
pub mod query;
mod request;
mod response;
mod route;
mod serve;
mod texts;

pub use event::Event;
pub use fault::{Cause, Fault};
pub use gateway::GatewayResponse;
pub use idempotency::{BadIdempotencyKey, IdempotencyKey};
pub use request::{JsonOrForm, Method, Request};
pub use response::{Reply, Response, StatusCode};
pub use route::Route;
pub use serve::{App, answer, respond, serve};

use std::future::Future;

use crate::id::ApiName;

/// An API: its name, and how it says that something went wrong.
pub trait Api: Send + Sync + 'static {
    /// Its name in keys, tokens and the change history.
    const NAME: ApiName;

    /// Whether INIT reads the API's signing keys. An API without tokens reads them too: that one
    /// call opens the connection to the table. Only what never reads the table sets it to false.
    const READS_KEYS: bool = true;

    /// Whatever an endpoint of this API refuses or fails with. What can go wrong before or below
    /// an endpoint arrives as a [`Fault`].
    type Error: From<Fault> + Send;

    /// The error in the API's own envelope: the last step of a request.
    fn refuse(error: Self::Error, request: Option<&Request>) -> Response;
}

/// One endpoint: one Lambda function.
pub trait Endpoint: Send + Sync + 'static {
    /// The API it belongs to.
    type Api: Api;

    /// The name of its binary, of its function and in the change history: `fleet-show-customer`.
    const NAME: &'static str;

    /// Answers one request.
    fn handle(
        app: &App,
        request: &Request,
    ) -> impl Future<Output = Result<Response, <Self::Api as Api>::Error>> + Send;
}
