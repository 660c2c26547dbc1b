//! Secrets on their way into the table: made here, or given.

use std::fmt;

use shared::secret::PasswordHash;
use shared::secret::{NoRandomness, generate};

/// A secret of the system's own: an API key, or a subscriber's password.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// Made new, 192 random bits.
    New,
    /// A known one, as the demo data has. Nobody else should.
    Given(&'a str),
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret<'_> {
    /// The secret itself: shown once, stored as its hash.
    pub fn reveal(self) -> Result<String, NoRandomness> {
        match self {
            Self::New => generate(),
            Self::Given(secret) => Ok(secret.to_owned()),
        }
    }
}

/// A person's password.
#[derive(Clone)]
pub enum Password {
    /// As the person typed it.
    Plain(String),
    /// Hashed before.
    Hashed(PasswordHash),
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}
