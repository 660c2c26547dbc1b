//! A set of signing keys, and how they sign and verify tokens.

use std::borrow::Cow;
use std::sync::LazyLock;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::authorization;
use super::token::{ISSUER, LEEWAY_SECS, LIFE_SECS, Session, Token, TokenError};
use crate::clock::Timestamp;
use crate::id::{ApiName, UserId};
use crate::input::body;
use crate::store::principal::SigningKeys;

/// A key starts to sign when it is this old: by then every process has read it.
pub const SIGNS_AFTER_SECS: i64 = 600;

/// The shortest accepted secret, in bytes.
pub const MIN_SECRET_BYTES: usize = 32;

/// The keys of one API, each with a secret of at least [`MIN_SECRET_BYTES`].
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

/// A stored secret is too short or not base64.
#[derive(Debug, thiserror::Error)]
#[error("the secret of key {0} has fewer than 32 bytes or is not base64")]
pub(super) struct WeakKey(String);

impl KeySet {
    /// All keys. Fails if one of them is weak.
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

    /// The key with this name.
    pub(super) fn find(&self, kid: &str) -> Option<&HeldKey> {
        self.keys.iter().find(|key| key.kid == kid)
    }

    /// The newest key that every process has read by now, else the oldest key.
    pub(super) fn signing(&self, now: Timestamp) -> Option<&HeldKey> {
        let known_everywhere = |key: &&HeldKey| key.created_at.plus_secs(SIGNS_AFTER_SECS) <= now;
        self.keys.iter().rev().find(known_everywhere).or_else(|| self.keys.first())
    }
}

impl HeldKey {
    /// Makes and signs a user's token for an API.
    pub(super) fn sign<C: Serialize>(
        &self,
        api: ApiName,
        user: UserId,
        session: Session,
        own: &C,
        now: Timestamp,
    ) -> Result<String, TokenError> {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::HS256) };
        let iat = now.as_secs();
        let life_ends = iat.saturating_add(LIFE_SECS);
        let (sst, exp) = match session {
            Session::Token => (None, life_ends),
            Session::Renewed { began, ends } => {
                (Some(began.as_secs()), life_ends.min(ends.as_secs()))
            }
        };
        let sub = user.to_string();
        let claims = Claims { iss: ISSUER, aud: api.as_str(), sub: &sub, iat, exp, sst, own };
        jsonwebtoken::encode(&header, &claims, &self.signing).map_err(|_| TokenError::Malformed)
    }

    /// Verifies a token whose header names this key.
    pub(super) fn verify<C: DeserializeOwned>(
        &self,
        token: &str,
        api: ApiName,
        now: Timestamp,
    ) -> Result<Token<C>, TokenError> {
        let claims = jsonwebtoken::decode::<Box<RawValue>>(token, &self.verifying, &ONLY_HS256)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => TokenError::Signature,
                _ => TokenError::Malformed,
            })?
            .claims;
        let (user, session) = read::<RegisteredClaims<'_>>(&claims)?.check(api, now)?;
        Ok(Token { user, session, own: read(&claims)? })
    }
}

/// The library checks the signature and the algorithm, but not the claims: it uses its own clock,
/// and accepts missing claims, an `iat` in the future and an unlimited lifetime.
static ONLY_HS256: LazyLock<Validation> = LazyLock::new(|| {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
});

/// The name of a token's key, from its header. Refuses other algorithms and critical headers.
pub(super) fn kid(token: &str) -> Result<String, TokenError> {
    let encoded = token.split('.').next().unwrap_or("");
    let bytes = authorization::base64(encoded).ok_or(TokenError::Malformed)?;
    // The reader of bodies refuses repeated names, which two readers could understand differently.
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

/// All claims of a token: the registered ones and the API's own.
#[derive(Serialize)]
struct Claims<'a, C> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sst: Option<i64>,
    #[serde(flatten)]
    own: &'a C,
}

/// The registered claims of a token, not yet checked.
#[derive(Deserialize)]
struct RegisteredClaims<'a> {
    #[serde(borrow)]
    iss: Option<Cow<'a, str>>,
    #[serde(borrow)]
    aud: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sub: Option<Cow<'a, str>>,
    iat: Option<i64>,
    exp: Option<i64>,
    nbf: Option<i64>,
    sst: Option<i64>,
}

impl RegisteredClaims<'_> {
    /// The user and when its session began, if all required claims are there and correct.
    fn check(&self, api: ApiName, now: Timestamp) -> Result<(UserId, Timestamp), TokenError> {
        let (iat, exp) = (self.iat.ok_or(TokenError::Rule)?, self.exp.ok_or(TokenError::Rule)?);
        let is_ours = self.iss.as_deref() == Some(ISSUER);
        let is_for_the_api = self.aud.as_deref() == Some(api.as_str());
        let user = self.sub.as_deref().and_then(|sub| sub.parse().ok());
        let user = user.filter(|_| is_ours && is_for_the_api).ok_or(TokenError::Rule)?;
        let now = now.as_secs();
        if exp.saturating_add(LEEWAY_SECS) <= now {
            return Err(TokenError::Expired);
        }
        let latest_now = now.saturating_add(LEEWAY_SECS);
        let made_in_future = iat > latest_now;
        let not_yet_valid = self.nbf.is_some_and(|nbf| nbf > latest_now);
        let lives_too_long = exp > latest_now.saturating_add(LIFE_SECS);
        let session = self.sst.unwrap_or(iat);
        if made_in_future || not_yet_valid || lives_too_long || session > iat {
            return Err(TokenError::Rule);
        }
        Ok((user, Timestamp::from_secs(session)))
    }
}
