//! The five APIs, as the operator names them.

use clap::ValueEnum;
use cro::token::ClientId;
use shared::auth::{Keys, TokenError};
use shared::clock::Clock;
use shared::id::ApiName;
use shared::runtime::Api as _;
use shared::store::Store;
use shared::store::principal::User;

use crate::AdminError;

/// One of the APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Api {
    /// fleet
    Fleet,
    /// CRO
    Cro,
    /// Nutcache
    Nutcache,
    /// BlueRockTEL
    Bluerocktel,
    /// myKaarma
    Mykaarma,
}

impl Api {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Fleet, Self::Cro, Self::Nutcache, Self::Bluerocktel, Self::Mykaarma];

    /// The name it has in keys, tokens and the change history.
    #[must_use]
    pub const fn name(self) -> ApiName {
        match self {
            Self::Fleet => fleet::Fleet::NAME,
            Self::Cro => cro::Cro::NAME,
            Self::Nutcache => nutcache::Nutcache::NAME,
            Self::Bluerocktel => bluerocktel::Bluerocktel::NAME,
            Self::Mykaarma => mykaarma::Mykaarma::NAME,
        }
    }

    /// Whether its callers present tokens, so that it needs signing keys.
    #[must_use]
    pub const fn has_tokens(self) -> bool {
        match self {
            Self::Fleet | Self::Cro | Self::Nutcache | Self::Bluerocktel => true,
            Self::Mykaarma => false,
        }
    }

    /// The API of a stored name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|api| api.name().as_str() == name)
    }
}

/// Mints a token for a user: what stands behind the scheme word of `Authorization`.
///
/// # Errors
/// A disabled user gets none, nor does a user of an API whose callers present something else.
pub async fn mint(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
) -> Result<String, AdminError> {
    if user.disabled {
        return Err(AdminError::Disabled(user.id));
    }
    Ok(mint_even_if_disabled(keys, store, clock, user).await??)
}

/// Mints a token for a user of a client, to which cro then pins API versions.
///
/// # Errors
/// As [`mint`]; and the users of other APIs have no clients.
pub async fn mint_for(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
    client: ClientId,
) -> Result<String, AdminError> {
    if user.disabled {
        return Err(AdminError::Disabled(user.id));
    }
    match Api::named(&user.api) {
        Some(Api::Cro) => Ok(cro::token::mint(keys, store, clock, user, Some(client)).await?),
        Some(Api::Fleet | Api::Nutcache | Api::Bluerocktel | Api::Mykaarma) | None => {
            Err(AdminError::NoClients(user.api.clone()))
        }
    }
}

/// As [`mint`], for a disabled user too: what such a user may still hold.
///
/// # Errors
/// The outer error: the API has no tokens that can be minted. The inner: minting failed.
pub async fn mint_even_if_disabled(
    keys: &Keys,
    store: &Store,
    clock: &Clock,
    user: &User,
) -> Result<Result<String, TokenError>, AdminError> {
    Ok(match Api::named(&user.api) {
        Some(Api::Fleet) => fleet::token::mint(keys, store, clock, user).await,
        Some(Api::Cro) => cro::token::mint(keys, store, clock, user, None).await,
        Some(Api::Bluerocktel) => bluerocktel::token::mint(keys, store, clock, user).await,
        Some(Api::Nutcache | Api::Mykaarma) | None => {
            return Err(AdminError::NoTokens(user.api.clone()));
        }
    })
}
