//! Secrets that this service generates: at least 128 random bits, stored as SHA-256 hashes.

mod password;
mod pepper;

pub use password::{HashError, PasswordHash};
pub use pepper::{MIN_PEPPER_BYTES, Pepper, WeakPepper};

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The SHA-256 of a secret, in lower-case hexadecimal digits.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct SecretHash(String);

/// Compares in constant time.
impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        equal(&self.0, &other.0)
    }
}

impl Eq for SecretHash {}

/// Compares secrets or their hashes. The time depends only on their length.
pub(crate) fn equal(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> bool {
    verify_slices_are_equal(one.as_ref(), other.as_ref()).is_ok()
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash")
    }
}

impl SecretHash {
    /// Hashes a secret.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self::hex(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref())
    }

    /// Hashes several parts, each after its length, so that different lists have different hashes.
    #[must_use]
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        for part in parts {
            context.update(&(part.len() as u64).to_le_bytes());
            context.update(part);
        }
        Self::hex(context.finish().as_ref())
    }

    fn hex(digest: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        Self(digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect())
    }

    /// Whether this is the hash of the secret, in constant time.
    #[must_use]
    pub fn matches(&self, secret: &str) -> bool {
        equal(&self.0, &Self::of(secret).0)
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new secret: 32 characters of the URL-safe base64 alphabet, 192 random bits.
pub fn generate() -> Result<String, NoRandomness> {
    random::<24>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// Random bytes from the system's generator.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// The system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoRandomness;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_sha_256_in_hexadecimal_digits() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            SecretHash::of("abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn only_the_secret_itself_matches() {
        let hash = SecretHash::of("abc");
        assert!(hash.matches("abc"));
        assert!(!hash.matches("abd"));
        assert!(!hash.matches(""));
        assert!(!hash.matches(hash.as_str()));
        assert_eq!(format!("{hash:?}"), "SecretHash");
    }

    #[test]
    fn generated_secrets_are_32_characters_and_differ() {
        let (one, other) = (generate().unwrap(), generate().unwrap());
        assert_eq!(one.len(), 32);
        assert!(one.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_ne!(one, other);
    }
}
