//! The harness: an embedded DynamoDB behind a wire that can be watched and broken, every
//! function's handler on it, callers with their credentials, and the cases.

pub mod cases;
pub mod demo;
pub mod engine;
pub mod event;
pub mod failure;
pub mod functions;
pub mod fuzz;
mod gateway;
pub mod iam;
pub mod json;
pub mod openapi;
pub mod process;
pub mod random;
pub mod redact;
pub mod requests;
pub mod runtime_api;
pub mod seed;
pub mod stack;
pub mod status_codes;
pub mod template;
pub mod views;
pub mod walk;
pub mod warm;
pub mod whole;
pub mod wire;
