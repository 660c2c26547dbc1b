//! Reads what callers send: JSON bodies, forms and query strings, each in one strict pass.

pub mod body;
pub mod fields;
pub mod query;

pub use body::{BodyError, Document, Field, Form, JsonOrForm};
pub use query::Pairs;
