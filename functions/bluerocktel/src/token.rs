//! Tokens: what is in them, and how one is made.

use serde::{Deserialize, Serialize};
use shared::auth::{Keys, TokenError};
use shared::clock::Clock;
use shared::id::TenantId;
use shared::store::Store;
use shared::store::principal::User;

/// The claims of this API's tokens, beside the registered ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user's tenant when the token was made: it lets user and customer be read in one call.
    /// A token of another tenant than the user's is refused.
    pub ten: TenantId,
}

/// Makes a token for a user, to be put behind `Bearer `. It lives for a day.
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
) -> Result<String, TokenError> {
    // A user without a tenant may call nothing, so there is nothing to make a token for.
    let ten = *user.tenants.first().ok_or(TokenError::Rule)?;
    keys.sign(store, clock, user.id, &Claims { ten }).await
}
