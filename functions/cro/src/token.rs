//! The access tokens. They are JSON Web Tokens with short claims, because the whole authorization
//! header may have only 256 characters.

use serde::{Deserialize, Serialize};

use shared::auth::{Keys, Session, TokenError};
use shared::clock::Clock;
use shared::store::Store;
use shared::store::principal::User;

/// The claims of this API's tokens, beside the registered ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The client that the token was made for.
    #[serde(rename = "cid")]
    pub(crate) client: ClientId,
}

/// The name of a client, a program that calls for its users: 1 to 8 ASCII letters, digits, `-` or
/// `_`. An API version is pinned to the client and not to the person, so that one person's test
/// does not change what production gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

/// The client of a token for which the operator named none.
const OPERATORS: &str = "admin";

/// The longest [`ClientId`], in characters. With it the header is short enough for any user's id.
pub const MAX_CLIENT_ID: usize = 8;

/// A text that is not a [`ClientId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAClient;

impl std::fmt::Display for NotAClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a client: 1 to 8 ASCII letters, digits, hyphens or underscores")
    }
}

impl std::error::Error for NotAClient {}

impl ClientId {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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

/// Makes a token for a user, which is valid for a day. It goes behind `Bearer `. `client` is the
/// name of the client that will use it; without one it is `admin`.
///
/// Fails with [`TokenError::Rule`] if the name is not a [`ClientId`].
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
    client: Option<&str>,
) -> Result<String, TokenError> {
    let client = ClientId::try_from(client.unwrap_or(OPERATORS).to_owned());
    let client = client.map_err(|_| TokenError::Rule)?;
    keys.sign(store, clock, user.id, Session::Token, &Claims { client }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::MAX_AUTHORIZATION;
    use shared::id::MAX_ID;

    /// How many characters of base64 without padding so many bytes take.
    fn base64_len(bytes: usize) -> usize {
        (bytes * 4).div_ceil(3)
    }

    #[test]
    fn the_longest_header_keeps_within_its_limit() {
        let header = r#"{"typ":"JWT","alg":"HS256","kid":"12345678"}"#;
        let registered = format!(
            r#"{{"iss":"customers","aud":"cro","sub":"{MAX_ID}","iat":9999000000,"exp":9999086400"#
        );
        let client = ClientId::try_from("x".repeat(MAX_CLIENT_ID)).unwrap();
        let own = serde_json::to_string(&Claims { client }).unwrap();
        let claims = registered.len() + own.len();
        let token = base64_len(header.len()) + 1 + base64_len(claims) + 1 + base64_len(32);
        assert!("Bearer ".len() + token <= MAX_AUTHORIZATION, "{token} of {registered}{own}");
    }

    #[test]
    fn a_client_is_a_short_plain_word() {
        for text in ["", "123456789", "a b", "é", "a#b"] {
            assert_eq!(ClientId::try_from(text.to_owned()), Err(NotAClient), "{text:?}");
        }
        for text in ["web-app1", OPERATORS] {
            assert!(ClientId::try_from(text.to_owned()).is_ok(), "{text:?}");
        }
    }
}
