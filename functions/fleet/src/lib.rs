//! fleet: the customer API of a vehicle-tracking platform.
//!
//! A caller presents a token, is bound to one customer, and reads and writes that one. Each
//! answer carries a fresh token, which is why an [`Error`] knows whether its caller was already
//! authenticated.

mod caller;
mod envelope;
mod error;
mod input;
mod show_customer;
pub mod token;
mod update_customer;
mod view;

pub use error::{Error, Problem};
pub use show_customer::ShowCustomer;
pub use update_customer::UpdateCustomer;

use shared::id::ApiName;
use shared::runtime::{Api, Endpoint, Request, Response, Route};

/// The API's name in keys, tokens and the change history.
pub const NAME: ApiName = ApiName::new("fleet");

/// The types a user may have.
pub const USER_TYPES: [&str; 7] =
    ["CustomerSuper", "Customer", "Fitter", "Admin", "Dealer", "Super", "BrandAdmin"];

/// The API's routes.
pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/v1/customers", function: ShowCustomer::NAME },
    Route { method: "PUT", path: "/v1/customers", function: UpdateCustomer::NAME },
];

/// The API.
#[derive(Debug, Clone, Copy)]
pub struct Fleet;

impl Api for Fleet {
    const NAME: ApiName = NAME;
    type Error = Error;

    fn refuse(error: Error, _request: Option<&Request>) -> Response {
        error.into_response()
    }
}
