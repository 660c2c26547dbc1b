//! The facts of an endpoint, stated once, beside its handler.
//!
//! The deployment, the local routes, the fallback, the documents and the suites are generated from
//! these facts or compared with them.

use super::response::StatusCode;
use super::route::Route;
use crate::store::grant::Bundle;

/// The facts of one endpoint, which is one Lambda function.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The name of its binary and function, also in the change history: `fleet-show-customer`.
    pub name: &'static str,
    /// What it does, in a few words: `one customer`.
    pub about: &'static str,
    /// The methods and paths that it serves.
    pub routes: &'static [Route],
    /// What its requests do.
    pub effect: Effect,
    /// The status of a success.
    pub success: StatusCode,
    /// Who may call it.
    pub access: Access,
    /// What it may do to the table, besides reading its API's signing keys.
    pub grants: &'static [Bundle],
    /// The function's memory, which also sets its processor time.
    pub memory: Memory,
}

/// What a request does. It is stated, not guessed from the method: a POST may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It changes no customer.
    Read,
    /// It changes customers.
    Write,
    /// It issues a credential.
    LogIn,
}

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody: no credential is checked.
    Public,
    /// Every user of the API.
    AnyUser,
    /// Users with one of these roles, in the API's own words.
    Roles(&'static [&'static str]),
    /// Service subscribers that are granted this scope, in the API's own words.
    Scope(&'static str),
}

impl Access {
    /// Whether a caller with these roles or scopes may call.
    #[must_use]
    pub fn admits<T: AsRef<str>>(self, held: &[T]) -> bool {
        let holds = |name: &str| held.iter().any(|one| one.as_ref() == name);
        match self {
            Self::Public | Self::AnyUser => true,
            Self::Roles(roles) => roles.iter().any(|role| holds(role)),
            Self::Scope(scope) => holds(scope),
        }
    }
}

/// The memory of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// 256 MB, for most functions.
    Usual,
    /// 1,769 MB, which come with a whole processor core: for log-ins and filtered lists.
    WholeCore,
}

impl Memory {
    /// In megabytes.
    #[must_use]
    pub const fn megabytes(self) -> u32 {
        match self {
            Self::Usual => 256,
            Self::WholeCore => 1_769,
        }
    }
}
