//! myKaarma's Customer API v2.
//!
//! A service subscriber calls for one department, whose token stands in the path. Every answer
//! but 204 is one envelope, [`envelope`]: what went wrong, and what was passed over. A request
//! is first read whole into typed fields ([`input`]), so that all its bad fields are told at
//! once, and then applied to the record ([`apply`]) by functions that do nothing else.

pub mod apply;
pub mod caller;
mod duplicates;
pub mod envelope;
pub mod error;
pub mod input;
mod update_customer;
pub mod vin;
pub mod warning;

pub use update_customer::UpdateCustomer;

use shared::id::ApiName;
use shared::runtime::{Api, Endpoint as _, Request, Response, Route};

use error::Refusal;

/// The API.
#[derive(Debug, Clone, Copy)]
pub struct Mykaarma;

/// Its routes. The reference's samples write each of them under `/customer` too.
pub const ROUTES: &[Route] = &[
    Route { method: "POST", path: CUSTOMER, function: UpdateCustomer::NAME },
    Route { method: "PUT", path: CUSTOMER, function: UpdateCustomer::NAME },
    Route { method: "POST", path: PREFIXED_CUSTOMER, function: UpdateCustomer::NAME },
    Route { method: "PUT", path: PREFIXED_CUSTOMER, function: UpdateCustomer::NAME },
];

const CUSTOMER: &str = "/v2/department/{token}/customer/{customerID}";
const PREFIXED_CUSTOMER: &str = "/customer/v2/department/{token}/customer/{customerID}";

impl Api for Mykaarma {
    const NAME: ApiName = ApiName::new("mykaarma");

    type Error = Refusal;

    fn refuse(error: Refusal, _request: Option<&Request>) -> Response {
        error.into_response()
    }
}
