//! The local stack: the whole service on one machine, with demo data.
//!
//! An embedded DynamoDB runs in the tool's own process and keeps its table under `.local/`;
//! `cargo lambda watch` runs the functions as a child; a thin front on the one public port passes
//! requests to it. The test suites use [`engine`], [`table`] and [`demo`] alone.

pub mod demo;
pub mod engine;
mod event;
pub mod front;
pub mod stack;
pub mod table;
pub mod watch;
