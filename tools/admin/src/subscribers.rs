//! Service subscribers, departments, and which subscriber may do what in which department.

use shared::id::{DealerId, TenantId};
use shared::secret::SecretHash;
use shared::store::principal::{Department, Grant, Subscriber, Tenant};
use shared::store::{Get, NewItems, Store};

use crate::users::amend;
use crate::{AdminError, Secret, api, tenants};

/// Adds a service subscriber without any grant and returns its password. Only the hash is stored,
/// so the password cannot be shown again.
pub async fn add(store: &Store, username: &str, secret: Secret<'_>) -> Result<String, AdminError> {
    let secret = secret.reveal()?;
    let subscriber = Subscriber {
        username: username.to_owned(),
        secret: SecretHash::of(&secret),
        grants: Vec::new(),
        rate: None,
        disabled: false,
    };
    let items = NewItems::new().with(Get::subscriber(username), &subscriber)?;
    store.put_new(items).await.map_err(AdminError::writing(format!("subscriber {username}")))?;
    Ok(secret)
}

/// Stops a subscriber from calling. Processes that remember it forget it within a minute.
pub async fn disable(store: &Store, username: &str) -> Result<Subscriber, AdminError> {
    let none = AdminError::NoSubscriber(username.to_owned());
    let disable = |subscriber: &mut Subscriber| subscriber.disabled = true;
    amend(store, Get::subscriber(username), none, disable).await
}

/// Adds a department to a dealer and returns the department's token. A dealer of no tenant becomes
/// this tenant's.
pub async fn add_department(
    store: &Store,
    tenant: TenantId,
    dealer: DealerId,
    token: Secret<'_>,
) -> Result<String, AdminError> {
    let known = tenants::list(store).await?;
    let owner = known.iter().find(|tenant| tenant.dealers.contains(&dealer));
    match owner {
        Some(owner) if owner.id == tenant => {}
        Some(_) => return Err(AdminError::ForeignDealer(dealer)),
        None => {
            let adopt = |tenant: &mut Tenant| tenant.dealers.push(dealer.clone());
            amend(store, Get::tenant(tenant), AdminError::NoTenant(tenant), adopt).await?;
        }
    }
    let token = token.reveal()?;
    let department = Department { token: token.clone(), dealer, tenant, revoked: false };
    let items = NewItems::new().with(Get::department(&token), &department)?;
    store.put_new(items).await.map_err(AdminError::writing("the department"))?;
    Ok(token)
}

/// Revokes a department: nobody may call for it any more, and its token leads nowhere. Processes
/// that remember a caller of it forget that within a minute.
pub async fn revoke_department(store: &Store, token: &str) -> Result<Department, AdminError> {
    let revoke = |department: &mut Department| department.revoked = true;
    amend(store, Get::department(token), AdminError::NoDepartment, revoke).await
}

/// Grants a subscriber scopes in a department, in addition to those it has.
///
/// # Errors
/// One of the scopes, the department or the subscriber does not exist.
pub async fn grant(
    store: &Store,
    username: &str,
    department: &str,
    scopes: &[String],
) -> Result<Subscriber, AdminError> {
    let known = api::scopes();
    if let Some(scope) = scopes.iter().find(|scope| !known.contains(&scope.as_str())) {
        return Err(AdminError::UnknownScope { scope: scope.clone(), known });
    }
    if store.get(Get::department(department)).await?.is_none() {
        return Err(AdminError::NoDepartment);
    }
    let none = AdminError::NoSubscriber(username.to_owned());
    let allow = |subscriber: &mut Subscriber| {
        let known = subscriber.grants.iter_mut().find(|grant| grant.department == department);
        match known {
            Some(grant) => {
                let new = scopes.iter().filter(|scope| !grant.scopes.contains(scope));
                let new: Vec<String> = new.cloned().collect();
                grant.scopes.extend(new);
            }
            None => subscriber
                .grants
                .push(Grant { department: department.to_owned(), scopes: scopes.to_vec() }),
        }
    };
    amend(store, Get::subscriber(username), none, allow).await
}
