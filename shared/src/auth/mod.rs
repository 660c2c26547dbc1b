//! Who is calling: tokens, their signing keys, and credentials that a process remembers.

pub mod authorization;
mod keys;
mod keyset;
mod remembered;
pub mod token;

pub use keys::Keys;
pub use remembered::{REMEMBER_SECS, Remembered};
pub use token::{Session, Token, TokenError};
