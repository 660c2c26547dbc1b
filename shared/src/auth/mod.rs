//! Who is calling: tokens, secrets, passwords, and what of them a process remembers.

pub mod authorization;
mod keys;
mod keyset;
pub mod password;
mod remembered;
pub mod secret;
pub mod token;

pub use keys::{Keys, SigningKey, SigningKeys};
pub use remembered::{REMEMBER_SECS, Remembered};
pub use token::{Token, TokenError};
