//! The benchmark.
//!
//! It starts a function's release binary behind the harness's Lambda Runtime API, with the harness's
//! DynamoDB behind TLS, and measures what a user and the bill feel: the start, the first event,
//! the warm event, memory, size, calls and request units; and, because time on a shared machine
//! moves threefold, the instructions of each part, counted by valgrind. Every function has a
//! budget, made of the calls that an event needs, in [`budgets`].

pub mod budgets;
pub mod callgrind;
pub mod compile;
pub mod error;
pub mod events;
pub mod interpreted;
pub mod lineup;
pub mod measure;
pub mod process;
pub mod program;
mod quota;
pub mod report;
pub mod run;
pub mod scale;
pub mod soak;
mod tls;
pub mod world;

pub use error::BenchError;
