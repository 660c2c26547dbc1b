//! The pepper: a secret of the deployment that is not in the table.

use std::fmt;

use aws_lc_rs::hmac;

use super::SecretHash;

/// The shortest accepted pepper, in bytes.
pub const MIN_PEPPER_BYTES: usize = 32;

/// A secret that a function gets from its environment. Names that are made with it can be made by
/// nobody who has only the table.
#[derive(Clone)]
pub struct Pepper(String);

/// The pepper is too short.
#[derive(Debug, thiserror::Error)]
#[error("the pepper has fewer than {MIN_PEPPER_BYTES} bytes")]
pub struct WeakPepper;

impl TryFrom<String> for Pepper {
    type Error = WeakPepper;

    fn try_from(text: String) -> Result<Self, WeakPepper> {
        if text.len() < MIN_PEPPER_BYTES { Err(WeakPepper) } else { Ok(Self(text)) }
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper")
    }
}

impl Pepper {
    /// The HMAC-SHA256 of texts, under a key made of `key` and the pepper. Each part stands after
    /// its length, so that different parts have different names.
    #[must_use]
    pub fn name(&self, key: &str, texts: &[&str]) -> SecretHash {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &joined(&[key, &self.0]));
        SecretHash::hex(hmac::sign(&key, &joined(texts)).as_ref())
    }
}

/// The texts one after the other, each after its length in eight bytes.
fn joined(texts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(texts.iter().map(|text| 8 + text.len()).sum());
    for text in texts {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pepper(letter: &str) -> Pepper {
        Pepper::try_from(letter.repeat(MIN_PEPPER_BYTES)).unwrap()
    }

    /// Made by Python: `hmac.new(key, message, "sha256")`, the parts packed with `"<Q"`.
    #[test]
    fn a_name_is_the_hmac_of_the_parts_and_their_lengths() {
        assert_eq!(
            pepper("p").name("key", &["user", "password"]).as_str(),
            "12ff19c4b89aea3cfe0c92db15c6a42c177ca6dc03ed0d1609dce0636b328821"
        );
    }

    #[test]
    fn every_part_matters_and_so_does_where_it_ends() {
        let first = pepper("p").name("key", &["user", "password"]);
        for other in [
            pepper("q").name("key", &["user", "password"]),
            pepper("p").name("kez", &["user", "password"]),
            pepper("p").name("key", &["userp", "assword"]),
            pepper("p").name("key", &["user", "Password"]),
            pepper("p").name("key", &["userpassword"]),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn a_short_pepper_is_refused_and_none_is_printed() {
        assert!(Pepper::try_from("p".repeat(MIN_PEPPER_BYTES - 1)).is_err());
        assert_eq!(format!("{:?}", pepper("p")), "Pepper");
    }
}
