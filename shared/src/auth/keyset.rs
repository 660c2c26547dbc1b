//! The keys that a process holds, and what they make and accept.

use std::borrow::Cow;
use std::sync::LazyLock;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::authorization;
use super::keys::{MIN_SECRET_BYTES, SIGNS_AFTER_SECS, SigningKeys};
use super::token::{ISSUER, LEEWAY_SECS, Registered, TokenClaims, TokenError, TokenRules};
use crate::clock::Timestamp;
use crate::runtime::body;

/// The keys of one API, each with at least [`MIN_SECRET_BYTES`] of secret.
pub(super) struct KeySet {
    /// Oldest first.
    keys: Vec<HeldKey>,
}

/// One key, ready for use.
pub(super) struct HeldKey {
    kid: String,
    created_at: Timestamp,
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// A stored secret is too short or cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the secret of key {0} has fewer than 32 bytes or is not base64")]
pub(super) struct WeakKey(String);

impl KeySet {
    /// All keys, or none where one of them is weak.
    pub(super) fn of(stored: SigningKeys) -> Result<Self, WeakKey> {
        let mut keys = Vec::with_capacity(stored.keys.len());
        for key in stored.keys {
            let secret = authorization::base64(&key.secret)
                .filter(|secret| secret.len() >= MIN_SECRET_BYTES)
                .ok_or_else(|| WeakKey(key.kid.clone()))?;
            keys.push(HeldKey {
                kid: key.kid,
                created_at: key.created_at,
                signing: EncodingKey::from_secret(&secret),
                verifying: DecodingKey::from_secret(&secret),
            });
        }
        keys.sort_by_key(|key| key.created_at);
        Ok(Self { keys })
    }

    /// The key of that name.
    pub(super) fn find(&self, kid: &str) -> Option<&HeldKey> {
        self.keys.iter().find(|key| key.kid == kid)
    }

    /// The newest key that every process has read by now, else the oldest there is.
    pub(super) fn signing(&self, now: Timestamp) -> Option<&HeldKey> {
        let known_everywhere = |key: &&HeldKey| key.created_at.plus_secs(SIGNS_AFTER_SECS) <= now;
        self.keys.iter().rev().find(known_everywhere).or_else(|| self.keys.first())
    }
}

impl HeldKey {
    /// Signs claims.
    pub(super) fn sign<C: TokenClaims>(&self, claims: &C) -> Result<String, TokenError> {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, claims, &self.signing).map_err(|_| TokenError::Malformed)
    }

    /// Verifies a token whose header names this key.
    pub(super) fn verify<C: TokenClaims>(
        &self,
        token: &str,
        rules: &TokenRules,
        now: Timestamp,
    ) -> Result<C, TokenError> {
        let claims = jsonwebtoken::decode::<Box<RawValue>>(token, &self.verifying, &ONLY_HS256)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => TokenError::Signature,
                _ => TokenError::Malformed,
            })?
            .claims;
        let presented: Presented<'_> = read(&claims)?;
        check(&presented.registered()?, rules, now)?;
        read(&claims)
    }
}

/// The signature and the algorithm are the library's to check. The claims are not: it judges
/// times by a clock of its own, and passes over a claim that is not there, an `iat` in the
/// future and a life without end.
static ONLY_HS256: LazyLock<Validation> = LazyLock::new(|| {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
});

/// Reads a token's header: the name of its key, where the algorithm is ours and nothing in it is
/// critical.
pub(super) fn kid(token: &str) -> Result<String, TokenError> {
    let encoded = token.split('.').next().unwrap_or("");
    let bytes = authorization::base64(encoded).ok_or(TokenError::Malformed)?;
    // The reader of bodies refuses a name that stands twice, so that nobody reads another one.
    let header = body::json(None, &bytes).map_err(|_| TokenError::Malformed)?;
    let mut header = header.ok_or(TokenError::Malformed)?.0;
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(TokenError::Signature);
    }
    if header.contains_key("crit") {
        return Err(TokenError::Rule);
    }
    match header.remove("kid") {
        Some(Value::String(kid)) => Ok(kid),
        _ => Err(TokenError::Signature),
    }
}

fn read<'a, T: Deserialize<'a>>(claims: &'a RawValue) -> Result<T, TokenError> {
    serde_json::from_str(claims.get()).map_err(|_| TokenError::Malformed)
}

/// The registered claims as they stand in the token, whatever an API's own type makes of them.
#[derive(Deserialize)]
struct Presented<'a> {
    #[serde(borrow)]
    iss: Option<Cow<'a, str>>,
    #[serde(borrow)]
    aud: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sub: Option<Cow<'a, str>>,
    iat: Option<i64>,
    exp: Option<i64>,
    nbf: Option<i64>,
}

impl Presented<'_> {
    fn registered(&self) -> Result<Registered<'_>, TokenError> {
        Ok(Registered {
            iss: self.iss.as_deref().ok_or(TokenError::Rule)?,
            aud: self.aud.as_deref().ok_or(TokenError::Rule)?,
            sub: self.sub.as_deref().ok_or(TokenError::Rule)?,
            iat: self.iat.ok_or(TokenError::Rule)?,
            exp: self.exp.ok_or(TokenError::Rule)?,
            nbf: self.nbf,
        })
    }
}

fn check(claims: &Registered<'_>, rules: &TokenRules, now: Timestamp) -> Result<(), TokenError> {
    let now = now.as_secs();
    let latest_now = now.saturating_add(LEEWAY_SECS);
    if claims.iss != ISSUER || claims.aud != rules.audience.as_str() || claims.sub.is_empty() {
        return Err(TokenError::Rule);
    }
    if claims.exp.saturating_add(LEEWAY_SECS) <= now {
        return Err(TokenError::Expired);
    }
    let made_in_future = claims.iat > latest_now;
    let not_yet_valid = claims.nbf.is_some_and(|nbf| nbf > latest_now);
    let lives_too_long = claims.exp > latest_now.saturating_add(rules.longest_secs);
    if made_in_future || not_yet_valid || lives_too_long {
        return Err(TokenError::Rule);
    }
    Ok(())
}
