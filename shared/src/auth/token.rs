//! JSON Web Tokens: HS256, with `kid`, `iss`, `aud`, `sub`, `iat` and `exp` all required.

use crate::id::UserId;
use crate::store::StoreError;

/// The issuer of every token.
pub const ISSUER: &str = "customers";
/// How far clocks may differ, in seconds.
pub const LEEWAY_SECS: i64 = 30;
/// How long a token lives, in seconds: one day. None may live longer.
pub const LIFE_SECS: i64 = 24 * 60 * 60;

/// A token that verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<C> {
    /// The user it stands for: the claim `sub`.
    pub user: UserId,
    /// The claims that the API has put in beside the registered ones.
    pub own: C,
}

/// Why a token is refused, or none can be made.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Not a token at all, or a header or claims that cannot be read.
    #[error("not a token")]
    Malformed,
    /// Another algorithm, an unknown `kid`, or a signature that does not fit.
    #[error("the signature does not verify")]
    Signature,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Not yet valid, made in the future, living too long, for another API, of another issuer, of
    /// nobody, without a claim it must have, or with a critical header.
    #[error("the token breaks a rule")]
    Rule,
    /// The keys could not be read.
    #[error("the signing keys cannot be read")]
    Store(#[from] StoreError),
    /// There is no key to sign with.
    #[error("there is no signing key")]
    NoKey,
}
