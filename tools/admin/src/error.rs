//! What can go wrong, in one line for people.

use shared::auth::TokenError;
use shared::secret::password::HashError;
use shared::secret::NoRandomness;
use shared::id::{TenantId, UserId};
use shared::store::{StoreError, WriteError};
use uuid::Uuid;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The store refused or failed, or the item is there already, is missing, or was changed.
    #[error("{what}: {error}")]
    Write {
        /// What was to be written.
        what: String,
        /// What went wrong.
        error: WriteError,
    },
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No token could be minted.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// No password hash could be made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// No secret could be made.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// There is no such tenant.
    #[error("there is no tenant {0}")]
    NoTenant(TenantId),
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
    /// The dealer belongs to another tenant or none.
    #[error("dealer {0} belongs to another tenant")]
    ForeignDealer(Uuid),
    /// The API has no tokens that can be minted.
    #[error("{0} has no tokens that can be minted")]
    NoTokens(String),
    /// The API's tokens name no client.
    #[error("the tokens of {0} name no client")]
    NoClients(String),
    /// There is no such key.
    #[error("there is no key {0}")]
    NoKey(String),
    /// The last key of an API would go.
    #[error("{0} is the API's only key: rotate first")]
    LastKey(String),
    /// There is no such customer.
    #[error("the tenant has no such customer")]
    NoCustomer,
    /// A password is empty: most likely nothing came on standard input.
    #[error("the password is empty")]
    EmptyPassword,
    /// There is no such subscriber.
    #[error("there is no subscriber {0}")]
    NoSubscriber(String),
    /// A login has no name.
    #[error("a password needs an e-mail address to log in with")]
    PasswordWithoutEmail,
    /// Every id that was drawn was taken.
    #[error("no free user id was found: try again")]
    NoFreeId,
}

impl AdminError {
    /// Says what was to be written when it failed.
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
