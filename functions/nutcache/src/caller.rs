//! Who is calling, and for which organization.

use std::sync::Arc;

use shared::secret::SecretHash;
use shared::id::{CustomerId, TenantId};
use shared::rate::{Counted, LimitMultiplier, Limit, Subject, TenantLimits, CountedRequest};
use shared::record::Customer;
use shared::runtime::{Api as _, App, Cause, Request};
use shared::store::Get;
use shared::store::principal::{Tenant, User};

use crate::Nutcache;
use crate::credentials::{Credentials, Verified};
use crate::error::Error;
use crate::headers::Headers;

/// The vendor's documentation has bursts of 5 a second and 200 a minute, and 20,000 a day a key.
/// A second is over before a count in the table would be of use.
const LIMITS: [Limit; 3] = [
    Limit { secs: 60, most: 200, counted: Counted::InTable },
    Limit { secs: 24 * 60 * 60, most: 20_000, counted: Counted::InTable },
    Limit { secs: 1, most: 5, counted: Counted::InProcess },
];

/// A caller that may act in its organization, and that organization with its reference data.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The organization.
    pub tenant: Tenant,
    /// The key it calls with, by its hash.
    key: SecretHash,
    /// How many times the limits it may call.
    factor: LimitMultiplier,
}

/// A caller whose credentials are in order, and whose request is counted.
pub(crate) struct Presented {
    /// What it showed: the key it is remembered under.
    shown: [String; 2],
    standing: Standing,
    visit: CountedRequest,
}

enum Standing {
    /// It was let in less than a minute ago.
    Remembered(Arc<Caller>),
    /// Its credentials verify; whether it may act in the organization must still be read.
    Verified(Verified, TenantId),
}

/// A caller that was let in. Its request may still have to be counted beside what is read next.
pub(crate) struct Admitted {
    /// The caller.
    pub caller: Arc<Caller>,
    visit: CountedRequest,
}

impl Presented {
    /// Verifies the credentials, then the headers: one read of key, login and organization
    /// together, or none where the caller is remembered.
    pub async fn of(app: &App, request: &Request) -> Result<Self, Error> {
        let authorization = request.header("authorization").ok_or(Error::Unauthenticated)?;
        let headers = match Headers::of(request) {
            Ok(headers) => headers,
            Err(error) => return Err(refuse_headers(app, request, authorization, error).await),
        };
        let shown = [authorization.to_owned(), headers.organization.to_string()];
        let now = app.clock.now();
        let remembered = shown.each_ref().map(String::as_str);
        if let Some(caller) = app.remembered.get::<Caller>(&remembered, now) {
            let visit = visit(app, &caller.key)?;
            return Ok(Self { shown, standing: Standing::Remembered(caller), visit });
        }
        let credentials = Credentials::parse(authorization).ok_or(Error::Unauthenticated)?;
        let organization = Get::organization(headers.organization);
        let (verified, organization) =
            credentials.verify(app, &request.source_ip, Some(organization)).await?;
        let visit = visit(app, &verified.key)?;
        let Some(organization) = organization else {
            return Err(verified.refuse(app, Error::OrganizationNotAssigned).await);
        };
        let tenant = organization.tenant;
        Ok(Self { shown, standing: Standing::Verified(verified, tenant), visit })
    }

    /// Lets the caller in, if it belongs to the organization.
    pub async fn admit(self, app: &App) -> Result<Admitted, Error> {
        let Self { shown, standing, mut visit } = self;
        let caller = match standing {
            Standing::Remembered(caller) => caller,
            Standing::Verified(verified, tenant) => {
                let wanted =
                    (Get::user(verified.user), Get::tenant(tenant), Get::tenant_limits(tenant));
                let (user, tenant_read, limits) =
                    visit.beside(app, app.store.get_all(&wanted)).await?;
                let caller = verified.judge(user, tenant, tenant_read, limits)?;
                remember(app, &shown, caller)
            }
        };
        Ok(Admitted { caller, visit })
    }

    /// Lets the caller in as [`admit`](Self::admit) does, and reads a customer of the
    /// organization on the way.
    pub async fn admit_and_read(
        self,
        app: &App,
        id: CustomerId,
    ) -> Result<(Admitted, Option<Customer>), Error> {
        let Self { shown, standing, mut visit } = self;
        let (caller, customer) = match standing {
            Standing::Remembered(caller) => {
                let get = Get::customer(caller.tenant.id, id);
                let customer = visit.beside(app, app.store.get(get)).await?;
                (caller, customer)
            }
            Standing::Verified(verified, tenant) => {
                let wanted = (
                    Get::user(verified.user),
                    Get::tenant(tenant),
                    Get::customer(tenant, id),
                    Get::tenant_limits(tenant),
                );
                let (user, tenant_read, customer, limits) =
                    visit.beside(app, app.store.get_all(&wanted)).await?;
                let caller = verified.judge(user, tenant, tenant_read, limits)?;
                (remember(app, &shown, caller), customer)
            }
        };
        Ok((Admitted { caller, visit }, customer))
    }
}

impl Admitted {
    /// Reads what the caller asks for, and counts its request beside that where it is not yet.
    pub async fn beside<T>(&mut self, app: &App, read: impl Future<Output = T>) -> T {
        self.visit.beside(app, read).await
    }

    /// Refuses a caller that has called too often, now that all is known of it.
    pub fn settle(&self, app: &App) -> Result<(), Error> {
        app.rates.settle(&self.visit, Some(self.caller.factor))?;
        Ok(())
    }
}

fn visit(app: &App, key: &SecretHash) -> Result<CountedRequest, Error> {
    let subject = Subject::api_key(Nutcache::NAME, key);
    Ok(app.rates.visit(subject, &LIMITS, app.clock.now())?)
}

/// Bad headers are told to callers with good credentials alone: the others are refused for those.
async fn refuse_headers(
    app: &App,
    request: &Request,
    authorization: &str,
    bad_headers: Error,
) -> Error {
    let Some(credentials) = Credentials::parse(authorization) else {
        return Error::Unauthenticated;
    };
    let verified = match credentials.verify(app, &request.source_ip, None).await {
        Ok((verified, _)) => verified,
        Err(error) => return error,
    };
    match visit(app, &verified.key) {
        Ok(_) => verified.refuse(app, bad_headers).await,
        Err(error) => error,
    }
}

fn remember(app: &App, shown: &[String; 2], caller: Caller) -> Arc<Caller> {
    let caller = Arc::new(caller);
    let shown = shown.each_ref().map(String::as_str);
    app.remembered.put(&shown, app.clock.now(), Arc::clone(&caller));
    caller
}

impl Verified {
    /// What a caller is refused with before it is known who it is: a user that may not call is told
    /// that alone.
    async fn refuse(self, app: &App, refusal: Error) -> Error {
        match app.store.get(Get::user(self.user)).await {
            Ok(user) if user.as_ref().is_some_and(may_call) => refusal,
            Ok(_) => Error::Unauthenticated,
            Err(error) => error.into(),
        }
    }

    /// The caller, if its user may act in the organization.
    fn judge(
        self,
        user: Option<User>,
        id: TenantId,
        tenant: Option<Tenant>,
        limits: Option<TenantLimits>,
    ) -> Result<Caller, Error> {
        let user = user.filter(may_call).ok_or(Error::Unauthenticated)?;
        if !user.tenants.contains(&id) {
            return Err(Error::OrganizationNotAssigned);
        }
        let missing = || Error::Internal(Cause::text("an organization leads to no tenant"));
        let factor = LimitMultiplier::of(self.rate.or(user.rate), limits);
        Ok(Caller { tenant: tenant.ok_or_else(missing)?, key: self.key, factor })
    }
}

fn may_call(user: &User) -> bool {
    !user.disabled && user.api == Nutcache::NAME.as_str()
}

#[cfg(test)]
mod tests {
    use shared::id::UserId;

    use super::*;

    fn user(change: impl FnOnce(&mut User)) -> Option<User> {
        let document = serde_json::json!({"id": 5, "api": "nutcache", "tenants": [1686]});
        let mut user = serde_json::from_value(document).unwrap();
        change(&mut user);
        Some(user)
    }

    fn judged(rate: Option<LimitMultiplier>, user: Option<User>, tenant: u64) -> Result<Caller, Error> {
        let document = serde_json::json!({"id": tenant, "name": "n", "created_at": 0,
            "organization": "846E176E-7C4B-4BFD-A894-C98F2988927E"});
        let id = TenantId::try_from(tenant).unwrap();
        let tenant = serde_json::from_value(document).unwrap();
        let verified =
            Verified { user: UserId::try_from(5).unwrap(), key: SecretHash::of("key"), rate };
        verified.judge(user, id, tenant, Some(TenantLimits { factor: LimitMultiplier(4) }))
    }

    #[test]
    fn only_a_living_user_of_this_api_may_call() {
        assert_eq!(judged(None, user(|_| ()), 1686).unwrap().tenant.id.get(), 1686);
        let unknown =
            [None, user(|user| user.disabled = true), user(|user| user.api = "cro".to_owned())];
        for user in unknown {
            assert!(matches!(judged(None, user, 1686), Err(Error::Unauthenticated)));
        }
    }

    #[test]
    fn an_organization_must_be_the_users() {
        assert!(matches!(judged(None, user(|_| ()), 2001), Err(Error::OrganizationNotAssigned)));
    }

    #[test]
    fn the_keys_factor_comes_before_the_users_and_that_before_the_tenants() {
        let factor = |key, users| {
            let user = user(|user| user.rate = users);
            judged(key, user, 1686).unwrap().factor
        };
        assert_eq!(factor(Some(LimitMultiplier(2)), Some(LimitMultiplier(3))), LimitMultiplier(2));
        assert_eq!(factor(None, Some(LimitMultiplier(3))), LimitMultiplier(3));
        assert_eq!(factor(None, None), LimitMultiplier(4));
    }
}
