//! myKaarma's Customer API v2.
//!
//! A service subscriber calls for one department, whose token is in the path. Every answer but a
//! 204 has the same envelope: a list of errors and a list of warnings. A request is first read
//! whole into typed fields, so that one answer names all bad fields. Then it is applied to the
//! record by functions that do nothing else.
//!
//! **The order of refusals:** bad credentials, then an unknown department, then a missing scope
//! (all 401); then an unknown customer; then a bad body (both 400).

mod caller;
mod customers {
    mod update;

    pub use update::UpdateCustomer;
}
mod envelope;
mod field_error;
mod refusal;
pub mod view;
mod warning;

pub use customers::UpdateCustomer;
pub use field_error::{FieldError, FieldRule};
pub use refusal::Refusal;

use shared::id::ApiName;
use shared::runtime::{Api, Response};

/// myKaarma's API.
#[derive(Debug, Clone, Copy)]
pub struct Mykaarma;

shared::endpoints!(Mykaarma: UpdateCustomer);

impl Api for Mykaarma {
    const NAME: ApiName = ApiName::new("mykaarma");
    const PREFIXES: &'static [&'static str] = &["/v2/department", "/customer/v2"];
    const HAS_TOKENS: bool = false;
    const SCOPES: &'static [&'static str] = &["customer.search", "customer.update"];
    type Refusal = Refusal;
    type Carried = ();

    fn refuse(refusal: Refusal) -> Response {
        refusal.into_response()
    }
}
