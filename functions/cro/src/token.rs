//! The access tokens: JSON Web Tokens with claims so short that the whole authorization header
//! keeps within its 256 characters.

use serde::{Deserialize, Serialize};

use shared::auth::token::{DAY_SECS, ISSUER, Registered, TokenClaims, TokenRules};
use shared::auth::{Keys, TokenError};
use shared::clock::Clock;
use shared::id::{NotAnId, UserId};
use shared::runtime::Api as _;
use shared::store::Store;
use shared::store::principal::User;

use crate::Cro;

/// What a token of this API must be.
pub(crate) const RULES: TokenRules = TokenRules { audience: Cro::NAME, longest_secs: DAY_SECS };

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cid: Option<ClientId>,
}

impl TokenClaims for Claims {
    fn registered(&self) -> Registered<'_> {
        Registered {
            iss: &self.iss,
            aud: &self.aud,
            sub: &self.sub,
            iat: self.iat,
            exp: self.exp,
            nbf: self.nbf,
        }
    }
}

impl Claims {
    /// The user the token stands for.
    pub(crate) fn user(&self) -> Result<UserId, NotAnId> {
        self.sub.parse()
    }

    /// Whose API version is pinned: the client's, where the token names one, else the user's own.
    /// The two never make one name.
    pub(crate) fn pinned_for(&self) -> String {
        match &self.cid {
            Some(client) => format!("client:{}", client.0),
            None => format!("user:{}", self.sub),
        }
    }
}

/// A program that calls for its users, in 1 to 8 ASCII letters, digits, `-` or `_`. It is what an
/// API version is pinned to, so that one person's test does not change what production gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

/// The longest [`ClientId`], in characters: with any user's id the header keeps within its limit.
pub const MAX_CLIENT_ID: usize = 8;

/// A text that is no [`ClientId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAClient;

impl std::fmt::Display for NotAClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a client: 1 to 8 ASCII letters, digits, hyphens or underscores")
    }
}

impl std::error::Error for NotAClient {}

impl TryFrom<String> for ClientId {
    type Error = NotAClient;
    fn try_from(text: String) -> Result<Self, NotAClient> {
        let is_short = (1..=MAX_CLIENT_ID).contains(&text.len());
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if is_short && text.bytes().all(is_plain) { Ok(Self(text)) } else { Err(NotAClient) }
    }
}

impl From<ClientId> for String {
    fn from(client: ClientId) -> Self {
        client.0
    }
}

/// Makes a token for a user, good for a day: what stands behind `Bearer `. API versions are
/// pinned to the user itself.
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
) -> Result<String, TokenError> {
    keys.sign(store, clock, &claims(clock, user, None)).await
}

/// Makes a token for a user of a client, good for a day. API versions are pinned to the client.
pub async fn mint_for(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
    client: ClientId,
) -> Result<String, TokenError> {
    keys.sign(store, clock, &claims(clock, user, Some(client))).await
}

fn claims(clock: &Clock, user: &User, client: Option<ClientId>) -> Claims {
    let iat = clock.now().as_secs();
    Claims {
        iss: ISSUER.to_owned(),
        aud: Cro::NAME.as_str().to_owned(),
        sub: user.id.to_string(),
        iat,
        exp: iat.saturating_add(DAY_SECS),
        nbf: None,
        cid: client,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::MAX_AUTHORIZATION;
    use shared::clock::Timestamp;
    use shared::id::MAX_ID;

    fn user(id: u64) -> User {
        let document = serde_json::json!({"id": id, "api": "cro", "tenants": [1686]});
        serde_json::from_value(document).unwrap()
    }

    /// How many characters of base64 without padding so many bytes take.
    fn base64_len(bytes: usize) -> usize {
        (bytes * 4).div_ceil(3)
    }

    #[test]
    fn the_longest_header_keeps_within_its_limit() {
        let clock = Clock::fixed(Timestamp::from_secs(9_999_000_000));
        let client = ClientId::try_from("x".repeat(MAX_CLIENT_ID)).unwrap();
        let claims = serde_json::to_string(&claims(&clock, &user(MAX_ID), Some(client))).unwrap();
        let header = r#"{"typ":"JWT","alg":"HS256","kid":"12345678"}"#;
        let token = base64_len(header.len()) + 1 + base64_len(claims.len()) + 1 + base64_len(32);
        assert!("Bearer ".len() + token <= MAX_AUTHORIZATION, "{token} of {claims}");
    }

    #[test]
    fn a_pin_belongs_to_the_client_or_to_the_user_and_never_to_both() {
        let clock = Clock::fixed(Timestamp::from_secs(1_700_000_000));
        let client = ClientId::try_from("web".to_owned()).unwrap();
        assert_eq!(claims(&clock, &user(7), Some(client)).pinned_for(), "client:web");
        assert_eq!(claims(&clock, &user(7), None).pinned_for(), "user:7");
    }

    #[test]
    fn a_client_is_a_short_plain_word() {
        for text in ["", "123456789", "a b", "é", "a#b"] {
            assert_eq!(ClientId::try_from(text.to_owned()), Err(NotAClient), "{text:?}");
        }
        assert!(ClientId::try_from("web-app1".to_owned()).is_ok());
    }
}
