//! CRO Software's customer API on the shared customer record.
//!
//! A request's way: `caller` verifies the token, `headers` reads the standard headers, one
//! read of the table brings the user, the client's pinned version and the customer together, and
//! `view` shows the customer. Whatever is refused on the way is an [`Error`], which becomes
//! `{"field", "detail", "explanation"}` at the last step.
//!
//! **What is refused first:** the authorization (401); then the other headers and the path
//! (400); then an `Accept` that excludes JSON (406); then, once the user is read, a user who may
//! not call any more (401), a tenant or role that is not the caller's (403); then a customer that
//! is not there or not the caller's to see (404, one and the same).

mod accept;
mod caller;
mod error;
mod get_customer;
mod headers;
mod pattern;
mod role;
mod sight;
pub mod token;
mod version;
pub mod view;

pub use error::{Error, Refusal};
pub use get_customer::GetCustomer;
pub use role::Role;
pub use version::ApiVersion;

use shared::id::ApiName;
use shared::runtime::{Api, Endpoint, Request, Response, Route};

/// The API's routes. The second one is there for the trailing slash; whatever else it takes is
/// answered as a path that is not there.
pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/customers/{customer_id}", function: GetCustomer::NAME },
    Route { method: "GET", path: "/customers/{customer_id}/{slash+}", function: GetCustomer::NAME },
];

/// CRO Software's API.
#[derive(Debug, Clone, Copy)]
pub struct Cro;

impl Api for Cro {
    const NAME: ApiName = ApiName::new("cro");
    type Error = Error;

    fn refuse(error: Error, request: Option<&Request>) -> Response {
        error.into_response(request)
    }
}
