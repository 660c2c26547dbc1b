//! What an operator may change: signing keys, tenants and callers.
//!
//! Only this crate writes these items; the functions just read them. The command `admin`, the demo
//! data of the local stack and the test suites all use it.

pub mod api;
pub mod connect;
pub mod error;
pub mod keys;
pub mod limits;
pub mod output;
pub mod page;
pub mod secret;
pub mod subscribers;
pub mod tenants;
pub mod users;

pub use error::AdminError;
pub use secret::{Password, Secret};
