//! The multiple of the documented limits that applies to a caller. Processes notice a change within
//! a minute.

use shared::id::{TenantId, UserId};
use shared::secret::SecretHash;
use shared::store::principal::LimitMultiplier;
use shared::store::principal::TenantLimits;
use shared::store::principal::{ApiKey, User};
use shared::store::{Get, NewItems, Store, WriteError};

use crate::users::missing;
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
    match store.put_new(new).await {
        Ok(()) => {}
        Err(WriteError::Exists) => {
            let amended = store.amend(Get::tenant_limits(tenant), |stored: &mut TenantLimits| {
                *stored = limits;
                Ok::<_, WriteError>(())
            });
            amended.await.map_err(AdminError::writing(format!("the limits of tenant {tenant}")))?;
        }
        Err(error) => {
            return Err(AdminError::writing(format!("the limits of tenant {tenant}"))(error));
        }
    }
    Ok(limits.multiplier)
}

/// For a user and all its keys. With `None`, the tenant's multiple applies.
pub async fn of_user(
    store: &Store,
    id: UserId,
    factor: Option<LimitMultiplier>,
) -> Result<User, AdminError> {
    let amended = store.amend(Get::user(id), |user: &mut User| {
        user.rate = factor;
        Ok::<_, AdminError>(())
    });
    amended.await.map_err(|error| missing(error, AdminError::NoUser(id)))
}

/// For one API key. With `None`, its user's multiple applies.
pub async fn of_api_key(
    store: &Store,
    key: &str,
    factor: Option<LimitMultiplier>,
) -> Result<ApiKey, AdminError> {
    let amended = store.amend(Get::api_key(&SecretHash::of(key)), |key: &mut ApiKey| {
        key.rate = factor;
        Ok::<_, AdminError>(())
    });
    amended.await.map_err(|error| missing(error, AdminError::NoApiKey))
}
