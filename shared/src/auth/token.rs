//! JSON Web Tokens: HS256, with `kid`, `iss`, `aud`, `sub`, `iat` and `exp` all required.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::id::ApiName;
use crate::store::StoreError;

/// The issuer of every token.
pub const ISSUER: &str = "customers";
/// How far clocks may differ, in seconds.
pub const LEEWAY_SECS: i64 = 30;
/// One day.
pub const DAY_SECS: i64 = 24 * 60 * 60;

/// The claims of one API's tokens: a struct with the registered ones, under their own names, and
/// whatever the API adds to them.
pub trait TokenClaims: Serialize + DeserializeOwned + Send {
    /// The claims that every token has.
    fn registered(&self) -> Registered<'_>;
}

/// The claims that every token has, checked by [`Keys::verify`](super::Keys::verify).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered<'a> {
    /// Who made it: [`ISSUER`].
    pub iss: &'a str,
    /// The API it is for.
    pub aud: &'a str,
    /// Whom it stands for.
    pub sub: &'a str,
    /// When it was made, in seconds since the epoch.
    pub iat: i64,
    /// When it ends, in seconds since the epoch.
    pub exp: i64,
    /// Before when it is not valid, in seconds since the epoch.
    pub nbf: Option<i64>,
}

/// What a token must be.
#[derive(Debug, Clone, Copy)]
pub struct TokenRules {
    /// The API it must be for.
    pub audience: ApiName,
    /// The longest it may live, in seconds.
    pub longest_secs: i64,
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
    /// Not yet valid, made in the future, living too long, for another API, of another issuer,
    /// without a claim it must have, or with a critical header.
    #[error("the token breaks a rule")]
    Rule,
    /// The keys could not be read.
    #[error("the signing keys cannot be read")]
    Store(#[from] StoreError),
    /// There is no key to sign with.
    #[error("there is no signing key")]
    NoKey,
}
