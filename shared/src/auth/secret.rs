//! Secrets that the system itself makes: at least 128 random bits, stored as SHA-256.

use std::fmt;

/// The SHA-256 of a secret, in lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct SecretHash(String);

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash")
    }
}

impl SecretHash {
    /// Hashes a secret.
    #[must_use]
    pub fn of(_secret: &str) -> Self {
        Self(String::new())
    }

    /// Whether the secret is the one that was hashed, in constant time.
    #[must_use]
    pub fn matches(&self, _secret: &str) -> bool {
        false
    }

    /// The digits, as they stand in a key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new secret: 32 characters of the URL-safe base64 alphabet, 192 random bits.
pub fn generate() -> Result<String, NoRandomness> {
    Err(NoRandomness)
}

/// The system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoRandomness;
