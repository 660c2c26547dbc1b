//! The demo data: the reference documents' own customers, a second tenant beside them, and who
//! may call each API.
//!
//! Every id, time and secret is fixed and documented, so that events, tests and people can rely
//! on them. Nothing of it is fit for anything but a local stack.

mod customers;
mod document;
mod fill;
mod forge;
mod people;
mod tenants;

pub use document::{DemoDocument, document};
pub use fill::{FillError, fill};
pub use people::remember_passwords;

use std::time::Duration;

use admin::AdminError;
use shared::clock::NotAMoment;
use shared::id::{ApiName, NotADealerId, NotAnId, TenantId};
use shared::secret::WeakPepper;
use shared::store::principal::LimitMultiplier;
use shared::store::{Get, Origin, Store, StoreError};
use tokio::time::Instant;
use uuid::Uuid;

/// How long one customer of the demo may take to be stored.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the functions of the local stack, and those of the suites, name verified passwords with.
pub const PEPPER: &str = "a-pepper-for-the-local-stack-alone-and-for-tests";

/// Why there is no demo data, or no demo document.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The operator's library refused or failed.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A fixed id is none.
    #[error(transparent)]
    Id(#[from] NotAnId),
    /// A fixed dealer is none.
    #[error(transparent)]
    Dealer(#[from] NotADealerId),
    /// A fixed time is none.
    #[error(transparent)]
    Time(#[from] NotAMoment),
    /// The pepper is too short.
    #[error(transparent)]
    Pepper(#[from] WeakPepper),
    /// A signing key, a user or a customer is missing, or a token cannot be taken apart.
    #[error("the demo data is not whole, or a token cannot be taken apart")]
    Forge,
}

impl DemoError {
    /// The error with its causes: one line.
    #[must_use]
    pub fn into_line(self) -> String {
        match self {
            Self::Admin(error) => error.into_line(),
            Self::Store(error) => AdminError::from(error).into_line(),
            error => error.to_string(),
        }
    }
}

/// One of the demo's two tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// 1686, the reference documents'.
    Main,
    /// 2001, to show that nothing leaks.
    Other,
}

impl Side {
    const BOTH: [Self; 2] = [Self::Main, Self::Other];

    fn tenant(self) -> Result<TenantId, NotAnId> {
        match self {
            Self::Main => 1686.try_into(),
            Self::Other => 2001.try_into(),
        }
    }

    /// Scripts against the first tenant are not to be stopped by a limit of five requests a
    /// second; the callers of the second have the limits that are documented.
    const fn factor(self) -> Option<LimitMultiplier> {
        match self {
            Self::Main => Some(LimitMultiplier::UNLIMITED),
            Self::Other => None,
        }
    }
}

/// Whether the demo data was loaded whole: its last item is there.
pub async fn is_loaded(store: &Store) -> Result<bool, DemoError> {
    Ok(store.get(Get::user(people::last()?)).await?.is_some())
}

/// Stores the demo data in an empty table, signing keys too.
pub async fn load(store: &Store) -> Result<(), DemoError> {
    admin::keys::ensure(store).await?;
    for side in Side::BOTH {
        admin::tenants::add(store, &tenants::tenant(side)?).await?;
        if let Some(factor) = side.factor() {
            admin::limits::of_tenant(store, side.tenant()?, Some(factor)).await?;
        }
        for customer in customers::all(side)? {
            store.import(side.tenant()?, &origin(), customer).await?;
        }
        people::add(store, side).await?;
    }
    remember_passwords(store).await
}

fn origin() -> Origin {
    Origin {
        api: ApiName::new("demo"),
        endpoint: "demo-data",
        actor: "demo".to_owned(),
        requester: None,
        request_id: Uuid::nil().hyphenated().to_string(),
        deadline: Instant::now() + PATIENCE,
    }
}
