//! What can go wrong before or below an endpoint's own rules.

use super::request::Method;
use crate::cause::Cause;
use crate::input::BodyError;
use crate::store::StoreError;

/// Something that went wrong and that every API must have an answer to. It says nothing of
/// status codes: each API's `From<Fault>` chooses its own.
#[derive(Debug)]
pub enum Fault {
    /// The event is not one of an HTTP request that can be read.
    Event(Cause),
    /// The body cannot be read.
    Body(BodyError),
    /// The store refused or failed.
    Store(StoreError),
    /// The endpoint panicked.
    Panic(Cause),
    /// The answer is larger than Lambda passes on.
    Answer(Cause),
    /// The invocation's time ran out.
    OutOfTime,
    /// No route has this path.
    NoRoute,
    /// A route has this path, but not with this method; these it has.
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
