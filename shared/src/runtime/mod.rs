//! From an event to an answer: what every function does around its own work.
//!
//! [`serve`] is a binary's whole `main`. It connects, reads the signing keys, and then turns each
//! API Gateway event into a [`Request`], runs the endpoint, and answers with its [`Response`],
//! whatever goes wrong on the way: an endpoint never ends in an error of the Lambda runtime,
//! since API Gateway would turn that into a bare 500.

mod endpoint;
mod event;
mod fault;
mod gateway;
mod guard;
pub mod log;
mod request;
mod response;
mod route;
mod serve;
mod spec;
mod texts;

pub use crate::cause::Cause;
pub use endpoint::{Api, Call, Endpoint, Endpoints, Function, Mint};
pub use event::Event;
pub use fault::Fault;
pub use gateway::GatewayResponse;
pub use request::{Method, Request};
pub use response::{RETRY_SECS, Response, StatusCode, allowed};
pub use route::{Route, delete, get, patch, post, put};
pub use serve::{App, answer, respond, serve};
pub use spec::{Access, Effect, Memory, Spec};
