//! Secrets before they are stored: made here, or given.

use std::fmt;

use shared::secret::PasswordHash;
use shared::secret::{NoRandomness, generate};

/// A secret that the system makes: an API key, a department's token or a subscriber's password.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// A new one of 192 random bits.
    New,
    /// A known one. Only the demo data uses this.
    Given(&'a str),
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret<'_> {
    /// The secret itself.
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
    /// As it was typed.
    Plain(String),
    /// Already hashed.
    Hashed(PasswordHash),
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}
