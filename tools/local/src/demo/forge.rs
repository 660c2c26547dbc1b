//! Tokens that must be refused: made from good ones.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use shared::store::principal::SigningKeys;

use super::DemoError;

/// Two days, in seconds: longer than any token of these APIs lives.
const TWO_DAYS_SECS: i64 = 2 * 24 * 60 * 60;
/// A secret that signs nothing that is good.
const WRONG_SECRET: [u8; 32] = [0x5A; 32];

/// A minted token, taken apart.
#[derive(Debug)]
pub struct Forge {
    header: Value,
    claims: Value,
    /// The JWT was in base64 once more, as fleet's are.
    wrapped: bool,
}

impl Forge {
    /// Takes a minted token apart.
    pub fn of(token: &str) -> Result<Self, DemoError> {
        let wrapped = !token.contains('.');
        let jwt = if wrapped {
            let bytes = STANDARD.decode(token).map_err(|_| DemoError::Forge)?;
            String::from_utf8(bytes).map_err(|_| DemoError::Forge)?
        } else {
            token.to_owned()
        };
        let mut parts = jwt.split('.');
        let mut next = || parts.next().and_then(json).ok_or(DemoError::Forge);
        Ok(Self { header: next()?, claims: next()?, wrapped })
    }

    /// The same token, signed with the same key, but made two days earlier.
    pub fn expired(&self, keys: &SigningKeys) -> Result<String, DemoError> {
        let kid = self.header.get("kid").and_then(Value::as_str).ok_or(DemoError::Forge)?;
        let key = keys.keys.iter().find(|key| key.kid == kid).ok_or(DemoError::Forge)?;
        let secret = STANDARD.decode(&key.secret).map_err(|_| DemoError::Forge)?;
        let mut claims = self.claims.clone();
        for name in ["iat", "exp"] {
            let time = claims.get(name).and_then(Value::as_i64).ok_or(DemoError::Forge)?;
            claims[name] = (time - TWO_DAYS_SECS).into();
        }
        Ok(self.sign(&claims, &secret))
    }

    /// The same token under the same key's name, signed with another.
    #[must_use]
    pub fn signed_wrong(&self) -> String {
        self.sign(&self.claims, &WRONG_SECRET)
    }

    fn sign(&self, claims: &Value, secret: &[u8]) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&self.header), part(claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
        let jwt = format!("{message}.{signature}");
        if self.wrapped { STANDARD.encode(jwt) } else { jwt }
    }
}

fn json(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
