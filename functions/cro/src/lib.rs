//! CRO Software's customer API on the shared customer record.
//!
//! How a request is handled: `caller` verifies the token, and `headers` reads the standard headers.
//! One call reads the user, the client's pinned version and the customer. `view` shows the
//! customer. If the request names another version than the pinned one, a success pins it. Every
//! refusal is a [`Refusal`]. The last step turns it into `{"field", "detail", "explanation"}`.
//!
//! **What is refused first:** the authorization (401); then the other headers and the path
//! (400); then an `Accept` that excludes JSON (406); then, once the user is read, a user who may
//! not call any more (401), a tenant or role that is not the caller's (403); then a customer that
//! is not there or not the caller's to see (404, one and the same).

mod accept;
mod caller;
mod customers {
    mod get;

    pub use get::GetCustomer;
}
mod headers;
mod pattern;
mod refusal;
mod role;
pub mod token;
mod version;
pub mod view;
mod visibility;

pub use customers::GetCustomer;
pub use refusal::Refusal;
pub use role::Role;
pub use version::ApiVersion;

use shared::id::ApiName;
use shared::runtime::{Api, Mint, Request, Response};

/// CRO Software's API.
#[derive(Debug, Clone, Copy)]
pub struct Cro;

shared::endpoints!(Cro: GetCustomer);

impl Api for Cro {
    const NAME: ApiName = ApiName::new("cro");
    const PREFIXES: &'static [&'static str] = &["/customers", "/locations", "/tenants"];
    const ROLES: &'static [&'static str] = &Role::NAMES;
    const MINT: Option<Mint> = Some(Mint {
        token: |keys, store, clock, user, client| {
            Box::pin(token::mint(keys, store, clock, user, client))
        },
        names_client: true,
    });
    type Refusal = Refusal;
    type Carried = ApiVersion;

    fn refuse(refusal: Refusal) -> Response {
        refusal.into_response()
    }

    /// Every answer names its version: the one that was applied or, if that is not known yet, the
    /// one that the request names.
    fn finish(
        response: Response,
        request: Option<&Request>,
        carried: Option<&ApiVersion>,
    ) -> Response {
        let version = carried.copied().or_else(|| request.and_then(headers::version_named));
        match version {
            Some(version) => response.with(headers::API_VERSION, version.as_str()),
            None => response,
        }
    }
}
