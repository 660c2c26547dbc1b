//! Tenants and their organizations.

use shared::id::TenantId;
use shared::store::principal::{Organization, Tenant};
use shared::store::{Get, NewItems, Store};

use crate::AdminError;

/// Adds a tenant and its organization in one transaction.
pub async fn add(store: &Store, tenant: &Tenant) -> Result<(), AdminError> {
    let organization = Organization { guid: tenant.organization, tenant: tenant.id };
    let items = NewItems::new()
        .with(Get::tenant(tenant.id), tenant)?
        .with(Get::organization(tenant.organization), &organization)?;
    store
        .put_new(items)
        .await
        .map_err(AdminError::writing(format!("tenant {} or its organization", tenant.id)))
}

/// Lists all tenants in the order of their ids. Reads the whole table.
pub async fn list(store: &Store) -> Result<Vec<Tenant>, AdminError> {
    let mut tenants: Vec<Tenant> = store.every().await?;
    tenants.sort_by_key(|tenant| tenant.id);
    Ok(tenants)
}

/// Reads a tenant, which must exist.
pub async fn get(store: &Store, id: TenantId) -> Result<Tenant, AdminError> {
    store.get(Get::tenant(id)).await?.ok_or(AdminError::NoTenant(id))
}

/// Removes a tenant with everything that belongs to it, and returns how many items that were. Reads the
/// whole table.
///
/// # Errors
/// The tenant does not exist, or has another name: whoever removes a tenant must know what it is called.
pub async fn remove(store: &Store, id: TenantId, name: &str) -> Result<usize, AdminError> {
    let tenant = get(store, id).await?;
    if tenant.name != name {
        return Err(AdminError::OtherName(id));
    }
    Ok(store.remove_tenant(id).await?)
}
