//! Why a command failed, in one line for people.

use shared::auth::TokenError;
use shared::id::{ApiName, DealerId, TenantId, UserId};
use shared::secret::{HashError, NoRandomness};
use shared::store::{StoreError, WriteError};

use crate::secret::MIN_SECRET_CHARS;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The write failed: the item exists already, is missing or was changed, or the store failed.
    #[error("{what}: {error}")]
    Write {
        /// What should have been written.
        what: String,
        /// What went wrong.
        error: WriteError,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No token could be made.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// No password hash could be made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// No secret could be made.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The API has no such role.
    #[error("{api} has no role {role:?}: {}", choice(.known))]
    UnknownRole {
        /// The API.
        api: ApiName,
        /// The role that was asked for.
        role: String,
        /// The API's roles.
        known: &'static [&'static str],
    },
    /// There is no such scope.
    #[error("there is no scope {scope:?}: {}", choice(.known))]
    UnknownScope {
        /// The scope that was asked for.
        scope: String,
        /// The scopes there are.
        known: Vec<&'static str>,
    },
    /// There is no such tenant.
    #[error("there is no tenant {0}")]
    NoTenant(TenantId),
    /// The tenant has another name than the one that was given.
    #[error("tenant {0} has another name")]
    OtherName(TenantId),
    /// There is no such user.
    #[error("there is no user {0}")]
    NoUser(UserId),
    /// There is no such API key.
    #[error("there is no such API key")]
    NoApiKey,
    /// There is no such department.
    #[error("there is no department with this token")]
    NoDepartment,
    /// The user is disabled.
    #[error("user {0} is disabled")]
    Disabled(UserId),
    /// The dealer belongs to another tenant.
    #[error("dealer {0} belongs to another tenant")]
    ForeignDealer(DealerId),
    /// The API's callers have no tokens that this command can make.
    #[error("no tokens can be made for users of {0}")]
    NoTokens(String),
    /// The API's tokens do not name the program that uses them.
    #[error("tokens of {0} do not name a program (--client)")]
    NoClients(String),
    /// There is no such signing key.
    #[error("there is no signing key {0}")]
    NoKey(String),
    /// An API must keep one key.
    #[error("{0} is the API's only key: add another first (keys rotate)")]
    LastKey(String),
    /// There is no such customer.
    #[error("the tenant has no such customer")]
    NoCustomer,
    /// A password is empty: most likely nothing came on standard input.
    #[error("the password is empty")]
    EmptyPassword,
    /// A secret that was brought is so short that it may be guessed.
    #[error("the secret has fewer than {MIN_SECRET_CHARS} characters")]
    ShortSecret,
    /// Another user logs in with this user's e-mail address.
    #[error("another user logs in with the e-mail address of user {0}")]
    LoginTaken(UserId),
    /// There is no such subscriber.
    #[error("there is no subscriber {0}")]
    NoSubscriber(String),
    /// A password without an e-mail address.
    #[error("a user with a password needs an e-mail address to log in with")]
    PasswordWithoutEmail,
    /// Every random id was taken.
    #[error("no free user id was found: try again")]
    NoFreeId,
}

/// Says what there is to choose from.
fn choice(known: &[&str]) -> String {
    match known {
        [] => "its users have no roles".to_owned(),
        known => format!("choose from {}", known.join(", ")),
    }
}

impl AdminError {
    /// Names what should have been written.
    pub(crate) fn writing(what: impl Into<String>) -> impl FnOnce(WriteError) -> Self {
        let what = what.into();
        move |error| Self::Write { what, error }
    }

    /// The error with its causes: one line.
    #[must_use]
    pub fn into_line(self) -> String {
        let line = self.to_string();
        let store = match self {
            Self::Write { error: WriteError::Store(store), .. }
            | Self::Store(store)
            | Self::Token(TokenError::Store(store)) => Some(store),
            _ => None,
        };
        let causes = store.and_then(StoreError::into_cause).map(|cause| cause.chain());
        std::iter::once(line).chain(causes.into_iter().flatten()).collect::<Vec<_>>().join(": ")
    }
}

impl From<WriteError> for AdminError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Store(store) => Self::Store(store),
            error => Self::Write { what: "the item".to_owned(), error },
        }
    }
}
