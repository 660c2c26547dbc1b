//! CRO Software's customer API on the shared customer record.
//!
//! A request's way: `caller` verifies the token, `headers` reads the standard headers, one
//! read of the table brings the user, the client's pinned version and the customer together, and
//! `view` shows the customer. Whatever is refused on the way is a [`Refusal`], which becomes
//! `{"field", "detail", "explanation"}` at the last step.
//!
//! **What is refused first:** the authorization (401); then the other headers and the path
//! (400); then an `Accept` that excludes JSON (406); then, once the user is read, a user who may
//! not call any more (401), a tenant or role that is not the caller's (403); then a customer that
//! is not there or not the caller's to see (404, one and the same).

mod accept;
mod caller;
mod customers;
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
            Box::pin(token::mint_for(keys, store, clock, user, client))
        },
        names_client: true,
    });
    type Refusal = Refusal;
    type Carried = ApiVersion;

    fn refuse(refusal: Refusal) -> Response {
        refusal.into_response()
    }

    /// Every answer names the version it is given in: the one applied, or, before that is known,
    /// the one that the request names.
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
