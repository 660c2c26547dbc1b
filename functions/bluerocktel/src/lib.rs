//! BlueRockTEL's customer API on the shared customer record.
//!
//! One table, `keys`, has a customer's keys in the documented order: what each shows, and what
//! may be written to it. Both the view and the input read that table.
//!
//! **What is refused first:** the token, then a user who may not call any more (401); a user who
//! may not write (403); a bad `Idempotency-Key` (400); a body that cannot be read (400,
//! 413, 415); fields that break a rule (422). Whatever is refused is a [`Refusal`].

mod account;
mod caller;
mod customer_accounts {
    mod get;

    pub use get::GetCustomerAccount;
}
mod customers {
    mod create;
    mod get;

    pub use create::CreateCustomer;
    pub use get::GetCustomer;
}
mod field_error;
mod keys;
mod refusal;
pub mod token;
mod version {
    mod get;

    pub use get::GetVersion;
}
mod view;

pub use caller::READ_ONLY;
pub use customer_accounts::GetCustomerAccount;
pub use customers::{CreateCustomer, GetCustomer};
pub use field_error::{BrokenRule, FieldError};
pub use refusal::Refusal;
pub use version::GetVersion;

use shared::id::ApiName;
use shared::runtime::{Api, Mint, Response};

/// BlueRockTEL's API.
#[derive(Debug, Clone, Copy)]
pub struct Bluerocktel;

shared::endpoints!(Bluerocktel: GetCustomer, CreateCustomer, GetCustomerAccount, GetVersion);

impl Api for Bluerocktel {
    const NAME: ApiName = ApiName::new("bluerocktel");
    const PREFIXES: &'static [&'static str] = &["/api/v1", "/api/login", "/api/version"];
    /// A user without any role has the rights of an `Admin`.
    const ROLES: &'static [&'static str] = &["Admin", READ_ONLY];
    const MINT: Option<Mint> = Some(Mint {
        token: |keys, store, clock, user, _| Box::pin(token::mint(keys, store, clock, user)),
        names_client: false,
    });
    type Refusal = Refusal;
    type Carried = ();

    fn refuse(refusal: Refusal) -> Response {
        refusal.into_response()
    }
}
