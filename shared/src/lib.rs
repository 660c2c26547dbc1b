//! What every endpoint of every API shares.
//!
//! Data goes one way: [`runtime`] turns an event into a request, [`auth`] tells who is calling,
//! [`store`] reads and writes the one [`record`], and the API's package shows its own view of it.
//! Nothing here knows of an API's envelope or of a status code that an API chose.

pub mod auth;
pub mod cause;
pub mod clock;
pub mod config;
pub mod id;
pub mod idempotency;
pub mod input;
pub mod rate;
pub mod record;
pub mod runtime;
pub mod secret;
pub mod store;
