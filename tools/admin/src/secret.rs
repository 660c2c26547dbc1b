//! Secrets before they are stored: made here, or given.

use std::fmt;

use shared::secret::{NoRandomness, PasswordHash, generate};

use crate::AdminError;

/// A secret that the system makes: an API key, a department's token or a subscriber's password.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// A new one of 192 random bits.
    New,
    /// A known one: a client's from before, or the demo data's.
    Given(&'a str),
}

/// The shortest secret that may be brought, in characters: stored hashes of these secrets are fast,
/// so they must be too long to be guessed.
pub const MIN_SECRET_CHARS: usize = 20;

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<'a> Secret<'a> {
    /// One that a client brings. It must be random: only its length can be checked.
    pub fn brought(secret: &'a str) -> Result<Self, AdminError> {
        if secret.chars().count() < MIN_SECRET_CHARS {
            return Err(AdminError::ShortSecret);
        }
        Ok(Self::Given(secret))
    }

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
