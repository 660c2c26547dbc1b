//! The five APIs by their names on the command line.

use clap::ValueEnum;
use cro::token::ClientId;
use registry::{APIS, Known};
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

    /// What the registry knows of it.
    fn known(self) -> Option<&'static Known> {
        let name = self.name();
        APIS.iter().find(|known| known.name == name)
    }

    /// Its name in keys, tokens and the change history.
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

    /// Whether its callers use tokens, so that it needs signing keys.
    #[must_use]
    pub fn has_tokens(self) -> bool {
        self.known().is_some_and(|known| known.has_tokens)
    }

    /// The roles that one of its users may have, as the API itself lists them.
    #[must_use]
    pub fn roles(self) -> &'static [&'static str] {
        self.known().map_or(&[], |known| known.roles)
    }

    /// The scopes that a subscriber may be granted in a department.
    #[must_use]
    pub const fn scopes() -> &'static [&'static str] {
        mykaarma::Mykaarma::SCOPES
    }

    /// The API with this stored name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|api| api.name().as_str() == name)
    }
}

/// Makes a token for a user: the part of `Authorization` after the scheme.
///
/// # Errors
/// The user is disabled, or the callers of its API do not use tokens.
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

/// Makes a token that also names the program that uses it. cro pins its API version to the program.
///
/// # Errors
/// As [`mint`]; and only cro's tokens name a program.
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

/// As [`mint`], for a disabled user too: such a user may still have a token.
///
/// # Errors
/// The outer error: the callers of the API do not use tokens. The inner error: making it failed.
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
