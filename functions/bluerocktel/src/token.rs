//! The access tokens: their claims, and how one is made.

use serde::{Deserialize, Serialize};
use shared::auth::{Keys, Session, TokenError};
use shared::clock::Clock;
use shared::id::TenantId;
use shared::store::Store;
use shared::store::principal::User;

/// The claims of this API's tokens, beside the registered ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user's tenant when the token was made. Because the token names it, the user and the
    /// customer are read in one call. A token is refused if its tenant is not the user's any more.
    pub ten: TenantId,
}

/// Makes a token for a user, which is valid for a day. It goes behind `Bearer `.
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
) -> Result<String, TokenError> {
    // A user without a tenant may call nothing, so it gets no token.
    let ten = *user.tenants.first().ok_or(TokenError::Rule)?;
    keys.sign(store, clock, user.id, Session::Token, &Claims { ten }).await
}
