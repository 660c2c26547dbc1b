//! What can go wrong outside an endpoint's own rules.

use super::request::Method;
use crate::cause::Cause;
use crate::input::BodyError;
use crate::store::StoreError;

/// An error that every API must answer. It has no status code: each API's `From<Fault>` chooses its
/// own.
#[derive(Debug)]
pub enum Fault {
    /// The event cannot be read as an HTTP request.
    Event(Cause),
    /// The body cannot be read.
    Body(BodyError),
    /// The store refused or failed.
    Store(StoreError),
    /// The endpoint panicked.
    Panic(Cause),
    /// The answer is too large for Lambda.
    Answer(Cause),
    /// The invocation's time ran out.
    OutOfTime,
    /// No route has this path.
    NoRoute,
    /// A route has this path, but only with these methods.
    NoMethod(Vec<Method>),
}

impl From<BodyError> for Fault {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
