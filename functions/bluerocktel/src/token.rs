//! Tokens: what is in them, and how one is made.

use serde::{Deserialize, Serialize};
use shared::auth::token::{DAY_SECS, ISSUER, Registered, TokenClaims, TokenRules};
use shared::auth::{Keys, TokenError};
use shared::clock::Clock;
use shared::id::TenantId;
use shared::store::Store;
use shared::store::principal::User;

/// What this API's tokens must be: for it, and of at most a day.
pub const RULES: TokenRules = TokenRules { audience: crate::NAME, longest_secs: DAY_SECS };

/// The claims of this API's tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// The API it is for.
    pub aud: String,
    /// The user's id.
    pub sub: String,
    /// When it was made, in seconds since the epoch.
    pub iat: i64,
    /// When it ends, in seconds since the epoch.
    pub exp: i64,
    /// Before when it is not valid, in seconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The user's tenant when the token was made: it lets user and customer be read in one call.
    /// A token of another tenant than the user's is refused.
    pub ten: TenantId,
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

/// Makes a token for a user, to be put behind `Bearer `. It lives for a day.
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
) -> Result<String, TokenError> {
    let iat = clock.now().as_secs();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: crate::NAME.as_str().to_owned(),
        sub: user.id.to_string(),
        iat,
        exp: iat + DAY_SECS,
        nbf: None,
        // A user without a tenant may call nothing, so there is nothing to make a token for.
        ten: *user.tenants.first().ok_or(TokenError::Rule)?,
    };
    keys.sign(store, clock, &claims).await
}
