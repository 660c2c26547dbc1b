//! Nutcache's customer API on the shared customer record.
//!
//! A request's way: `caller` verifies the credentials, or remembers that it did less than a
//! minute ago; the endpoint reads its customers; `view` shows them. Whatever is refused on the
//! way is an [`Error`], which becomes `{"errors":[{"code", "message"}]}` at the last step.
//!
//! **What is refused first:** the credentials (401, one and the same whatever is wrong with
//! them); then the other headers (400); then an organization that is not the caller's (403);
//! then the query (400); then a customer that is not there (404), which includes every id that is
//! no positive integer.

mod caller;
mod countries;
mod credentials;
mod culture;
mod error;
mod get_customer;
mod headers;
mod include;
mod list_customers;
mod paging;
pub mod view;

pub use error::Error;
pub use get_customer::GetCustomer;
pub use include::Include;
pub use list_customers::ListCustomers;

use shared::id::ApiName;
use shared::runtime::{Api, Endpoint, Request, Response, Route};

/// The API's routes.
pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/webapi/customers", function: ListCustomers::NAME },
    Route { method: "GET", path: "/api/customers", function: ListCustomers::NAME },
    Route { method: "GET", path: "/webapi/customers/{id}", function: GetCustomer::NAME },
    Route { method: "GET", path: "/api/customers/{id}", function: GetCustomer::NAME },
];

/// Nutcache's API.
#[derive(Debug, Clone, Copy)]
pub struct Nutcache;

impl Api for Nutcache {
    const NAME: ApiName = ApiName::new("nutcache");
    type Error = Error;

    fn refuse(error: Error, _request: Option<&Request>) -> Response {
        error.into_response()
    }
}
