//! JSON Web Tokens: HS256, with `kid`, `iss`, `aud`, `sub`, `iat` and `exp` all required.

use crate::clock::Timestamp;
use crate::id::UserId;
use crate::store::StoreError;

/// The issuer of every token.
pub const ISSUER: &str = "customers";
/// How far two clocks may differ, in seconds.
pub const LEEWAY_SECS: i64 = 30;
/// The lifetime of a token, in seconds: one day. Longer ones are refused.
pub const LIFE_SECS: i64 = 24 * 60 * 60;

/// A verified token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<C> {
    /// The user: the claim `sub`.
    pub user: UserId,
    /// When its session began: the claim `sst`, else `iat`.
    pub session: Timestamp,
    /// The API's own claims.
    pub own: C,
}

/// The session that a new token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// The token is the whole session: it is not renewed.
    Token,
    /// A session that renews its tokens, and that no token outlives.
    Renewed {
        /// When it began: the claim `sst`.
        began: Timestamp,
        /// When it ends.
        ends: Timestamp,
    },
}

/// Why a token is refused or cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Not a token, or its header or claims cannot be read.
    #[error("not a token")]
    Malformed,
    /// Another algorithm, an unknown `kid` or a wrong signature.
    #[error("the signature does not verify")]
    Signature,
    /// It has expired.
    #[error("the token has expired")]
    Expired,
    /// Not valid yet, made in the future, valid for too long, of a session that began later, for
    /// another API, from another issuer, without a user or another required claim, or with a
    /// critical header.
    #[error("the token breaks a rule")]
    Rule,
    /// The keys could not be read.
    #[error("the signing keys cannot be read")]
    Store(#[from] StoreError),
    /// There is no key to sign with.
    #[error("there is no signing key")]
    NoKey,
}
