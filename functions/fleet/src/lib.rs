//! fleet: the customer API of a vehicle-tracking platform.
//!
//! A caller presents a token, is bound to one customer, and reads and writes that one. `caller`
//! verifies the token and reads the user together with what the endpoint asks for. `carried` puts
//! a fresh token and the headers of the rate limit on every answer. Whatever is refused on the way
//! is a [`Refusal`].
//!
//! **What is refused first:** the token (403); then a user who has called too often (429); then a
//! user that may not call, or whose session was revoked (403); then the body
//! (400, 413, 415), its fields (422), and last a customer that does not exist (404).

mod binding;
mod caller;
mod carried;
mod customers {
    mod get;
    mod update;

    pub use get::ShowCustomer;
    pub use update::UpdateCustomer;
}
mod envelope;
mod fields;
mod refusal;
mod timezone;
pub mod token;
mod view;

pub use carried::Carried;
pub use customers::{ShowCustomer, UpdateCustomer};
pub use fields::{BrokenRule, FieldError};
pub use refusal::Refusal;

use shared::config::Settings;
use shared::id::ApiName;
use shared::runtime::{Api, Mint, Request, Response};

/// The fleet API.
#[derive(Debug, Clone, Copy)]
pub struct Fleet;

shared::endpoints!(Fleet: ShowCustomer, UpdateCustomer);

impl Api for Fleet {
    const NAME: ApiName = ApiName::new("fleet");
    const PREFIXES: &'static [&'static str] = &["/v1"];
    const ROLES: &'static [&'static str] =
        &["CustomerSuper", "Customer", "Fitter", "Admin", "Dealer", "Super", "BrandAdmin"];
    const MINT: Option<Mint> = Some(Mint {
        token: |keys, store, clock, user, _| {
            let session_secs = Settings::default().session_secs;
            Box::pin(token::mint(keys, store, clock, user, session_secs))
        },
        names_client: false,
    });
    type Refusal = Refusal;
    type Carried = Carried;

    fn refuse(refusal: Refusal) -> Response {
        refusal.into_response()
    }

    fn finish(
        response: Response,
        _request: Option<&Request>,
        carried: Option<&Carried>,
    ) -> Response {
        carried.unwrap_or(&Carried::UNKNOWN_CALLER).add_to(response)
    }
}
