//! What the registry says of the APIs that have callers.

use registry::{APIS, Known};
use shared::auth::Keys;
use shared::clock::Clock;
use shared::id::ApiName;
use shared::store::Store;
use shared::store::principal::User;

use crate::AdminError;

/// Every API that has callers: all but the fallback's.
pub fn all() -> impl Iterator<Item = &'static Known> {
    APIS.iter().filter(|api| api.reads_keys)
}

/// The API of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Known> {
    all().find(|api| api.name.as_str() == name)
}

/// The roles that a user of an API may have.
#[must_use]
pub fn roles(api: ApiName) -> &'static [&'static str] {
    named(api.as_str()).map_or(&[], |api| api.roles)
}

/// The scopes that a subscriber may be granted in a department.
#[must_use]
pub fn scopes() -> Vec<&'static str> {
    all().flat_map(|api| api.scopes).copied().collect()
}

/// Makes a token for a user: the part of `Authorization` after the scheme. It may name the program
/// that will use it.
///
/// # Errors
/// The user is disabled, the callers of its API have no tokens, or these do not name a program.
pub async fn mint(
    store: &Store,
    clock: &Clock,
    user: &User,
    client: Option<&str>,
) -> Result<String, AdminError> {
    if user.disabled {
        return Err(AdminError::Disabled(user.id));
    }
    let no_tokens = || AdminError::NoTokens(user.api.clone());
    let api = named(&user.api).ok_or_else(no_tokens)?;
    let mint = registry::mint(api.name).ok_or_else(no_tokens)?;
    if client.is_some() && !mint.names_client {
        return Err(AdminError::NoClients(user.api.clone()));
    }
    Ok((mint.token)(&Keys::unread(api.name), store, clock, user, client).await?)
}
