//! What the operator does to the table: signing keys, tenants, and who may call.
//!
//! Nothing else writes these items: the functions only read them. The command `admin`, the local
//! stack's demo data and the test suites all come through here.

pub mod api;
pub mod error;
pub mod keys;
pub mod limits;
pub mod output;
pub mod secret;
pub mod subscribers;
pub mod tenants;
pub mod users;

pub use api::Api;
pub use error::AdminError;
pub use secret::{Password, Secret};
