//! Whose requests are counted.

use super::key::escape;
use crate::id::{ApiName, UserId};
use crate::secret::SecretHash;

/// Whose requests are counted. The text becomes part of a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);

impl Subject {
    /// A user of an API.
    #[must_use]
    pub fn user(api: ApiName, user: UserId) -> Self {
        Self(format!("{api}#user#{user}"))
    }

    /// A service subscriber of an API.
    #[must_use]
    pub fn subscriber(api: ApiName, username: &str) -> Self {
        Self(format!("{api}#subscriber#{}", escape(username)))
    }

    /// An API key.
    #[must_use]
    pub fn api_key(api: ApiName, key: &SecretHash) -> Self {
        Self(format!("{api}#key#{}", key.as_str()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
