//! Who is calling: tokens, secrets, passwords, and what of them a process remembers.

pub mod authorization;
mod keys;
mod keyset;
mod remembered;
pub mod token;

pub use keys::Keys;
pub use remembered::{REMEMBER_SECS, Remembered};
pub use token::{Token, TokenError};
