//! Who is calling, and for which organization.

use std::sync::Arc;

use shared::id::{CustomerId, TenantId, UserId};
use shared::record::Customer;
use shared::runtime::{Api as _, App, Cause, Request};
use shared::store::Get;
use shared::store::principal::{Tenant, User};

use crate::Nutcache;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::headers::Headers;

/// A caller that may act in its organization, and that organization with its reference data.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The organization.
    pub tenant: Tenant,
}

/// A caller whose credentials are in order.
pub(crate) struct Presented {
    /// What it showed: the key it is remembered under.
    shown: [String; 2],
    standing: Standing,
}

enum Standing {
    /// It was let in less than a minute ago.
    Remembered(Arc<Caller>),
    /// Its credentials verify; whether it may act in the organization must still be read.
    Verified { user: UserId, tenant: TenantId },
}

impl Presented {
    /// Verifies the credentials, then the headers: one read of key, login and organization
    /// together, or none where the caller is remembered.
    pub async fn of(app: &App, request: &Request) -> Result<Self, Error> {
        let authorization = request.header("authorization").ok_or(Error::Unauthenticated)?;
        let headers = match Headers::of(request) {
            Ok(headers) => headers,
            Err(error) => return Err(refuse_headers(app, authorization, error).await),
        };
        let shown = [authorization.to_owned(), headers.organization.to_string()];
        if let Some(caller) =
            app.remembered.get(&shown.each_ref().map(String::as_str), app.clock.now())
        {
            return Ok(Self { shown, standing: Standing::Remembered(caller) });
        }
        let credentials = Credentials::parse(authorization).ok_or(Error::Unauthenticated)?;
        let wanted = (
            credentials.get_key(),
            credentials.get_login(),
            Get::organization(headers.organization),
        );
        let (key, login, organization) = app.store.get_all(&wanted).await?;
        let user = credentials.verify(key.as_ref(), login.as_ref())?;
        let tenant = organization.ok_or(Error::OrganizationNotAssigned)?.tenant;
        Ok(Self { shown, standing: Standing::Verified { user, tenant } })
    }

    /// Lets the caller in, if it belongs to the organization.
    pub async fn admit(self, app: &App) -> Result<Arc<Caller>, Error> {
        match self.standing {
            Standing::Remembered(caller) => Ok(caller),
            Standing::Verified { user, tenant } => {
                let wanted = (Get::user(user), Get::tenant(tenant));
                let (user, tenant_read) = app.store.get_all(&wanted).await?;
                let caller = judge(user, tenant, tenant_read)?;
                Ok(remember(app, &self.shown, caller))
            }
        }
    }

    /// Lets the caller in as [`admit`](Self::admit) does, and reads a customer of the
    /// organization on the way.
    pub async fn admit_and_read(
        self,
        app: &App,
        id: CustomerId,
    ) -> Result<(Arc<Caller>, Option<Customer>), Error> {
        match self.standing {
            Standing::Remembered(caller) => {
                let customer = app.store.get(Get::customer(caller.tenant.id, id)).await?;
                Ok((caller, customer))
            }
            Standing::Verified { user, tenant } => {
                let wanted = (Get::user(user), Get::tenant(tenant), Get::customer(tenant, id));
                let (user, tenant_read, customer) = app.store.get_all(&wanted).await?;
                let caller = judge(user, tenant, tenant_read)?;
                Ok((remember(app, &self.shown, caller), customer))
            }
        }
    }
}

/// Bad headers are told to callers with good credentials alone: the others are refused for those.
async fn refuse_headers(app: &App, authorization: &str, bad_headers: Error) -> Error {
    let Some(credentials) = Credentials::parse(authorization) else {
        return Error::Unauthenticated;
    };
    let wanted = (credentials.get_key(), credentials.get_login());
    match app.store.get_all(&wanted).await {
        Ok((key, login)) => {
            credentials.verify(key.as_ref(), login.as_ref()).err().unwrap_or(bad_headers)
        }
        Err(error) => error.into(),
    }
}

fn remember(app: &App, shown: &[String; 2], caller: Caller) -> Arc<Caller> {
    let caller = Arc::new(caller);
    let shown = shown.each_ref().map(String::as_str);
    app.remembered.put(&shown, app.clock.now(), Arc::clone(&caller));
    caller
}

/// Whether the user may act in the organization.
fn judge(user: Option<User>, id: TenantId, tenant: Option<Tenant>) -> Result<Caller, Error> {
    let user = user
        .filter(|user| !user.disabled && user.api == Nutcache::NAME.as_str())
        .ok_or(Error::Unauthenticated)?;
    if !user.tenants.contains(&id) {
        return Err(Error::OrganizationNotAssigned);
    }
    let missing = || Error::Internal(Cause::text("an organization leads to no tenant"));
    Ok(Caller { tenant: tenant.ok_or_else(missing)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(change: impl FnOnce(&mut User)) -> Option<User> {
        let document = serde_json::json!({"id": 5, "api": "nutcache", "tenants": [1686]});
        let mut user = serde_json::from_value(document).unwrap();
        change(&mut user);
        Some(user)
    }

    fn judged(user: Option<User>, tenant: u64) -> Result<Caller, Error> {
        let document = serde_json::json!({"id": tenant, "name": "n", "created_at": 0,
            "organization": "846E176E-7C4B-4BFD-A894-C98F2988927E"});
        let id = TenantId::try_from(tenant).unwrap();
        judge(user, id, serde_json::from_value(document).unwrap())
    }

    #[test]
    fn only_a_living_user_of_this_api_may_call() {
        assert_eq!(judged(user(|_| ()), 1686).unwrap().tenant.id.get(), 1686);
        let unknown =
            [None, user(|user| user.disabled = true), user(|user| user.api = "cro".to_owned())];
        for user in unknown {
            assert!(matches!(judged(user, 1686), Err(Error::Unauthenticated)));
        }
    }

    #[test]
    fn an_organization_must_be_the_users() {
        assert!(matches!(judged(user(|_| ()), 2001), Err(Error::OrganizationNotAssigned)));
    }
}
