//! The multiple of the documented limits that applies to a caller. Processes notice a change within
//! a minute.

use shared::id::{TenantId, UserId};
use shared::secret::SecretHash;
use shared::store::principal::{ApiKey, LimitMultiplier, Subscriber, TenantLimits, User};
use shared::store::{Get, NewItems, Store, WriteError};

use crate::users::amend;
use crate::{AdminError, tenants};

/// For all callers of a tenant, except those that have a multiple of their own.
pub async fn of_tenant(
    store: &Store,
    tenant: TenantId,
    factor: Option<LimitMultiplier>,
) -> Result<LimitMultiplier, AdminError> {
    tenants::get(store, tenant).await?;
    let limits = TenantLimits { multiplier: factor.unwrap_or(LimitMultiplier::DOCUMENTED) };
    let new = NewItems::new().with(Get::tenant_limits(tenant), &limits)?;
    let written = match store.put_new(new).await {
        Err(WriteError::Exists) => {
            let amended = store.amend(Get::tenant_limits(tenant), |stored: &mut TenantLimits| {
                *stored = limits;
                Ok::<_, WriteError>(())
            });
            amended.await.map(drop)
        }
        written => written,
    };
    written.map_err(AdminError::writing(format!("the limits of tenant {tenant}")))?;
    Ok(limits.multiplier)
}

/// For a user and all its keys. With `None`, the tenant's multiple applies.
pub async fn of_user(
    store: &Store,
    id: UserId,
    factor: Option<LimitMultiplier>,
) -> Result<User, AdminError> {
    amend(store, Get::user(id), AdminError::NoUser(id), |user: &mut User| user.rate = factor).await
}

/// For a service subscriber. With `None`, the tenant's multiple applies.
pub async fn of_subscriber(
    store: &Store,
    username: &str,
    factor: Option<LimitMultiplier>,
) -> Result<Subscriber, AdminError> {
    let none = AdminError::NoSubscriber(username.to_owned());
    let set = |subscriber: &mut Subscriber| subscriber.rate = factor;
    amend(store, Get::subscriber(username), none, set).await
}

/// For one API key. With `None`, its user's multiple applies.
pub async fn of_api_key(
    store: &Store,
    key: &str,
    factor: Option<LimitMultiplier>,
) -> Result<ApiKey, AdminError> {
    let at = Get::api_key(&SecretHash::of(key));
    amend(store, at, AdminError::NoApiKey, |key: &mut ApiKey| key.rate = factor).await
}
