//! Tokens: what is in them, how a header carries one, and how one is made.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use shared::auth::authorization;
use shared::auth::{Keys, Session, Token, TokenError};
use shared::clock::{Clock, Timestamp};
use shared::id::{CustomerId, TenantId, UserId};
use shared::runtime::App;
use shared::store::Store;
use shared::store::principal::User;

use crate::binding::Binding;

/// The claims of this API's tokens, beside the registered ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The user, as this API's clients read it.
    pub payload: Payload,
    /// The user's tenant when the token was made.
    ten: TenantId,
    /// The customer that the user was bound to when the token was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cus: Option<CustomerId>,
}

/// The claim `payload`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// The user.
    pub user_id: UserId,
}

impl Claims {
    fn of(user: UserId, binding: Binding) -> Self {
        let payload = Payload { user_id: user };
        Self { payload, ten: binding.tenant, cus: binding.customer }
    }

    /// What the user was bound to when the token was made. With it, the user and its customer can
    /// be read in one call. It grants nothing: only the stored user says what it is bound to.
    pub const fn binding(&self) -> Binding {
        Binding { tenant: self.ten, customer: self.cus }
    }
}

/// The JWT in what follows the scheme word `Basic`.
///
/// The text is decoded from base64, and the colons of HTTP Basic around the result are trimmed. If
/// that is not yet a JWT, it is decoded once more. So a client may send the base64 of a JWT, or
/// the base64 of that, and either may be the user name or the password of HTTP Basic.
pub(crate) fn read(presented: &str) -> Option<String> {
    let once = decode(presented)?;
    if is_jwt(&once) {
        return Some(once);
    }
    decode(&once).filter(|twice| is_jwt(twice))
}

fn decode(text: &str) -> Option<String> {
    let decoded = String::from_utf8(authorization::base64(text)?).ok()?;
    Some(decoded.trim_matches(':').to_owned())
}

/// Whether a text has three parts between dots. [`Keys::verify`] checks what is in them.
fn is_jwt(text: &str) -> bool {
    text.split('.').count() == 3
}

/// Makes the first token of a session for a user. It is the base64 of a JWT, ready to stand behind
/// `Basic `, and lives for a day. The session may renew its tokens for `session_secs` seconds.
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
    session_secs: i64,
) -> Result<String, TokenError> {
    // A user without a tenant may call nothing, so it gets no token.
    let binding = Binding::of(user).ok_or(TokenError::Rule)?;
    let session = session_from(clock.now(), session_secs);
    let claims = Claims::of(user.id, binding);
    Ok(STANDARD.encode(keys.sign(store, clock, user.id, session, &claims).await?))
}

/// Makes a fresh token of the session that a verified token belongs to, for what the user is bound
/// to now.
pub(crate) async fn renew(
    app: &App,
    token: &Token<Claims>,
    binding: Binding,
) -> Result<String, TokenError> {
    let session = session_from(token.session, app.settings.session_secs);
    let claims = Claims::of(token.user, binding);
    let jwt = app.keys.sign(&app.store, &app.clock, token.user, session, &claims).await?;
    Ok(STANDARD.encode(jwt))
}

fn session_from(began: Timestamp, secs: i64) -> Session {
    Session::Renewed { began, ends: began.plus_secs(secs) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

    const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_8";

    #[track_caller]
    fn is_read(presented: &str) {
        assert_eq!(read(presented).as_deref(), Some(JWT));
    }

    #[test]
    fn a_token_is_the_base64_of_a_jwt_in_any_alphabet_padded_or_not() {
        is_read(&STANDARD.encode(JWT));
        is_read(&STANDARD_NO_PAD.encode(JWT));
        is_read(&URL_SAFE_NO_PAD.encode(JWT));
    }

    #[test]
    fn a_token_may_be_the_user_name_or_the_password_of_http_basic() {
        for token in [JWT.to_owned(), STANDARD.encode(JWT)] {
            is_read(&STANDARD.encode(format!("{token}:")));
            is_read(&STANDARD.encode(format!(":{token}")));
            is_read(&STANDARD.encode(format!("{token}::")));
        }
    }

    #[test]
    fn a_token_may_be_encoded_twice_but_not_three_times() {
        let twice = STANDARD.encode(STANDARD.encode(JWT));
        is_read(&twice);
        assert_eq!(read(&STANDARD.encode(twice)), None);
    }

    #[test]
    fn other_texts_are_not_read() {
        for presented in ["", "%%%", JWT, "Zm9v", "//79"] {
            assert_eq!(read(presented), None, "{presented}");
        }
        assert_eq!(read(&STANDARD.encode("ada@example.com:secret")), None);
        assert_eq!(read(&STANDARD.encode("only.two")), None);
        assert_eq!(read(&STANDARD.encode("a.b.c.d")), None);
    }

    #[test]
    fn claims_have_the_documented_names() {
        let binding = Binding {
            tenant: TenantId::try_from(1686).unwrap(),
            customer: Some(CustomerId::try_from(2556).unwrap()),
        };
        let claims = Claims::of(UserId::try_from(7).unwrap(), binding);
        assert_eq!(claims.binding(), binding);
        assert_eq!(
            serde_json::to_string(&claims).unwrap(),
            r#"{"payload":{"user_id":7},"ten":1686,"cus":2556}"#
        );
    }
}
