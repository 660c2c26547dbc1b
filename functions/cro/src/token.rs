//! The access tokens. They are JSON Web Tokens with short claims, because the whole authorization
//! header may have only 256 characters.

use serde::{Deserialize, Serialize};

use shared::auth::{Keys, Token, TokenError};
use shared::clock::Clock;
use shared::store::Store;
use shared::store::principal::User;

/// The claims of this API's tokens, beside the registered ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cid: Option<ClientId>,
}

/// Whose API version is pinned: the client's if the token names one, otherwise the user's. The name
/// of a client is never that of a user.
pub(crate) fn pinned_for(token: &Token<Claims>) -> String {
    match &token.own.cid {
        Some(client) => format!("client:{}", client.0),
        None => format!("user:{}", token.user),
    }
}

/// The name of a program that calls for its users: 1 to 8 ASCII letters, digits, `-` or `_`. An API
/// version is pinned to the program, so one person's test does not change what production gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

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

/// Makes a token for a user, which is valid for a day. It goes behind `Bearer `. API versions are
/// pinned to the client if there is one, otherwise to the user.
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
    client: Option<ClientId>,
) -> Result<String, TokenError> {
    keys.sign(store, clock, user.id, &Claims { cid: client }).await
}

/// As [`mint`], with the client's name as a text.
pub(crate) async fn mint_for(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
    client: Option<&str>,
) -> Result<String, TokenError> {
    let client = client.map(|name| ClientId::try_from(name.to_owned())).transpose();
    mint(keys, store, clock, user, client.map_err(|_| TokenError::Rule)?).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::MAX_AUTHORIZATION;
    use shared::id::{MAX_ID, UserId};

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
        let own = serde_json::to_string(&Claims { cid: Some(client) }).unwrap();
        let claims = registered.len() + own.len();
        let token = base64_len(header.len()) + 1 + base64_len(claims) + 1 + base64_len(32);
        assert!("Bearer ".len() + token <= MAX_AUTHORIZATION, "{token} of {registered}{own}");
    }

    #[test]
    fn a_pin_belongs_to_the_client_or_to_the_user_and_never_to_both() {
        let client = ClientId::try_from("web".to_owned()).unwrap();
        let of = |cid| Token { user: UserId::try_from(7).unwrap(), own: Claims { cid } };
        assert_eq!(pinned_for(&of(Some(client))), "client:web");
        assert_eq!(pinned_for(&of(None)), "user:7");
    }

    #[test]
    fn a_client_is_a_short_plain_word() {
        for text in ["", "123456789", "a b", "é", "a#b"] {
            assert_eq!(ClientId::try_from(text.to_owned()), Err(NotAClient), "{text:?}");
        }
        assert!(ClientId::try_from("web-app1".to_owned()).is_ok());
    }
}
