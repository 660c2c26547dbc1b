//! The harness: an embedded DynamoDB behind a wire that can be watched and broken, every
//! function's handler on it, callers with their credentials, and the events.

pub mod engine;
pub mod event;
pub mod json;
pub mod seed;
pub mod stack;
pub mod template;
pub mod wire;
