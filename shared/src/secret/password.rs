//! Passwords that people choose: argon2id, 19 MiB, 2 passes, 1 lane.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::SecretHash;

/// A stored password hash (PHC string).
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

/// Compares in constant time.
impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        super::equal(&self.0, &other.0)
    }
}

impl Eq for PasswordHash {}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// A hash of nobody's password, with the parameters of [`PasswordHash::new`].
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$LJ5zvSlEsOuYRlsE/sZ3+w$77DuPsPwBwMlUo0KeYygNXXTolg/mo6pjxZLAqfD5pc";

/// The longest password, in bytes. A longer one is nobody's, and is not hashed.
pub const MAX_PASSWORD_BYTES: usize = 1_024;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

impl PasswordHash {
    /// Hashes a password under a new random salt. Fails for one of more than 1,024 bytes.
    pub fn new(password: &str) -> Result<Self, HashError> {
        if password.len() > MAX_PASSWORD_BYTES {
            return Err(HashError);
        }
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| HashError)?;
        let salt = super::random::<16>().map_err(|_| HashError)?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| Self(hash.to_string()))
            .map_err(|_| HashError)
    }

    /// Whether this is the hash of the password. One that is too long takes as long as any other.
    #[must_use]
    pub fn verify(&self, password: &str) -> bool {
        if password.len() > MAX_PASSWORD_BYTES {
            Self::verify_nothing();
            return false;
        }
        matches(&self.0, password)
    }

    /// Takes as long as [`verify`](Self::verify), for an unknown user: otherwise the time would tell
    /// whether the user exists.
    pub fn verify_nothing() {
        std::hint::black_box(matches(NOBODYS, ""));
    }

    /// The SHA-256 of this hash. It differs from that of any other hash, of the same password too.
    #[must_use]
    pub fn fingerprint(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

/// The memory that a check works in. It is allocated once and reused: allocating 19 MiB each time
/// fragments the heap, and the process grows up to six times as large (`make soak`).
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

fn matches(hash: &str, password: &str) -> bool {
    hashed_as(hash, password).is_some_and(|(expected, made)| super::equal(&expected, &made))
}

/// The stored output, and the password's output with the hash's parameters. `None` if the text is
/// not a hash.
fn hashed_as(hash: &str, password: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let hash = argon2::PasswordHash::new(hash).ok()?;
    let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(&hash).ok()?;
    // Every check overwrites the memory, so what a panic left in it does not matter.
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    memory.resize(params.block_count(), Block::new());
    let mut made = vec![0; expected.len()];
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut made, memory.as_mut_slice())
        .ok()?;
    Some((expected.as_bytes().to_vec(), made))
}

/// The password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub struct HashError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_verifies() {
        let hash = PasswordHash::new("correct horse").unwrap();
        assert!(hash.verify("correct horse"));
        assert!(!hash.verify("correct horse "));
        assert!(!hash.verify(""));
        assert_eq!(format!("{hash:?}"), "PasswordHash");
    }

    #[test]
    fn a_password_has_1024_bytes_at_most() {
        let longest = "p".repeat(MAX_PASSWORD_BYTES);
        assert!(PasswordHash::new(&longest).unwrap().verify(&longest));
        let longer = longest + "p";
        assert!(PasswordHash::new(&longer).is_err());
        assert!(!PasswordHash::new("a").unwrap().verify(&longer));
    }

    #[test]
    fn two_hashes_of_one_password_have_two_fingerprints() {
        let (one, other) = (PasswordHash::new("a").unwrap(), PasswordHash::new("a").unwrap());
        assert!(one.fingerprint() == one.clone().fingerprint());
        assert!(one.fingerprint() != other.fingerprint());
    }

    #[test]
    fn the_parameters_are_the_documented_ones_and_the_salt_is_new() {
        let (one, other) = (PasswordHash::new("a").unwrap(), PasswordHash::new("a").unwrap());
        assert!(one.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.0);
        assert_ne!(one, other);
    }

    #[test]
    fn an_unknown_user_costs_as_much_as_a_wrong_password() {
        let made = PasswordHash::new("a").unwrap().0;
        let parameters = |hash: &str| {
            let parts: Vec<&str> = hash.split('$').collect();
            (parts[1..4].join("$"), parts[4].len(), parts[5].len(), parts.len())
        };
        assert_eq!(parameters(NOBODYS), parameters(&made));
        // It must be a complete hash, not one that is refused at once.
        assert!(matches(NOBODYS, "nobody"));
    }

    #[test]
    fn a_text_that_is_not_a_hash_verifies_nothing() {
        assert!(!PasswordHash(String::new()).verify(""));
        assert!(!PasswordHash("$argon2id$v=19$m=19456,t=2,p=1$".to_owned()).verify("a"));
    }
}
