//! bluerocktel: BlueRockTEL's customer API.
//!
//! A customer's keys, what each shows and what may be written to it stand in one table, `keys`:
//! the view and the input are both read off it.

mod account;
mod caller;
mod create_customer;
mod error;
mod get_customer;
mod get_customer_account;
mod input;
mod keys;
pub mod token;
mod validation;
mod view;

pub use caller::{READ_ONLY, ROLES};
pub use create_customer::CreateCustomer;
pub use error::Error;
pub use get_customer::GetCustomer;
pub use get_customer_account::GetCustomerAccount;
pub use validation::{Broken, Rule};

use shared::id::ApiName;
use shared::runtime::{Api, Endpoint, Request, Response, Route};

/// The API's name in keys, tokens and the change history.
pub const NAME: ApiName = ApiName::new("bluerocktel");

/// The API's routes.
pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/api/v1/customers/{customer}", function: GetCustomer::NAME },
    Route { method: "POST", path: "/api/v1/customers", function: CreateCustomer::NAME },
    Route {
        method: "GET",
        path: "/api/v1/customerAccounts/{customerAccount}",
        function: GetCustomerAccount::NAME,
    },
];

/// The API.
#[derive(Debug, Clone, Copy)]
pub struct Bluerocktel;

impl Api for Bluerocktel {
    const NAME: ApiName = NAME;
    type Error = Error;

    fn refuse(error: Error, _request: Option<&Request>) -> Response {
        error.into_response()
    }
}
