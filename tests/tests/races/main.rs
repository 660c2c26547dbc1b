//! Several clients at once: what each was told fits one order of all they did, and whoever lost
//! a race is told so in the API's own words.

#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod history;
mod keys;
mod register;
mod same_customer;
