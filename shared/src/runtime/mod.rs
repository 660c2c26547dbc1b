//! From an event to an answer: everything that a function does around its endpoint.
//!
//! [`serve`] is a binary's whole `main`. It connects and reads the signing keys. Then it turns each
//! API Gateway event into a [`Request`], runs the endpoint and returns its [`Response`]. Whatever
//! goes wrong is answered too: after an error of the Lambda runtime, API Gateway would answer a bare
//! 500.

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
pub use fault::{Fault, body_status};
pub use gateway::{GatewayResponse, LARGEST_PAGE, is_a_page, passed_on_bytes};
pub use request::{Method, Request, RequestId};
pub use response::{RETRY_SECS, Response, StatusCode, allowed};
pub use route::{Route, delete, get, patch, post, put};
pub use serve::{App, answer, respond, serve};
pub use spec::{Access, Effect, Memory, Spec};
