//! `Idempotency-Key`: a customer is made once, however often a client asks for it.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests fail by panicking")]

mod asked_again;
mod bad_network;
mod scope;
mod world;
