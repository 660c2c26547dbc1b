//! What all endpoints of all APIs share.
//!
//! [`runtime`] turns an event into a request, [`auth`] identifies the caller, and [`store`] reads and
//! writes the one [`record`], of which each API's package shows its own view. Nothing here knows an
//! API's envelopes or status codes.
//!
//! Modules depend only on those before them: [`cause`], [`id`], [`clock`], [`secret`], [`input`],
//! [`config`]; [`record`]; [`store`]; [`rate`], [`auth`]; [`runtime`]; [`idempotency`].

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
