//! Nutcache's customer API on the shared customer record.
//!
//! How a request is handled: `caller` remembers that the credentials were right less than a minute
//! ago, or `attempt` verifies them. The endpoint reads its customers, and `view` shows them. Every refusal is a
//! [`Refusal`]. The last step turns it into `{"errors":[{"code", "message"}]}`.
//!
//! **What is refused first:** the credentials (401, with one text for all that can be wrong with
//! them); then the other headers (400); then an organization that is not the caller's (403);
//! then the query (400); then a customer that does not exist (404). An id that is not a
//! positive integer does not exist. A caller with too many requests or too many wrong
//! passwords is refused (429) as soon as that is known.

mod attempt;
mod caller;
mod cldr;
mod countries;
mod credentials;
mod culture;
mod customers {
    mod get;
    mod list;

    pub use get::GetCustomer;
    pub use list::ListCustomers;
}
mod headers;
mod include;
mod refusal;
pub mod view;

pub use customers::{GetCustomer, ListCustomers};
pub use include::Include;
pub use refusal::Refusal;

use shared::id::ApiName;
use shared::runtime::{Api, Response};

/// Nutcache's API.
#[derive(Debug, Clone, Copy)]
pub struct Nutcache;

shared::endpoints!(Nutcache: GetCustomer, ListCustomers);

impl Api for Nutcache {
    const NAME: ApiName = ApiName::new("nutcache");
    const PREFIXES: &'static [&'static str] = &["/webapi", "/api"];
    const HAS_PEPPER: bool = true;
    type Refusal = Refusal;
    type Carried = ();

    fn refuse(refusal: Refusal) -> Response {
        refusal.into_response()
    }
}
