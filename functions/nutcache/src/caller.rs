//! Who is calling, and for which organization.

use std::sync::Arc;

use uuid::Uuid;

use shared::id::TenantId;
use shared::rate::{Counted, CountedRequest, Limit};
use shared::runtime::{Access, Api as _, App, Call, Cause, Fault};
use shared::secret::SecretHash;
use shared::store::principal::{LimitMultiplier, Tenant, TenantLimits, User};
use shared::store::{Both, Get, GetAll, StoreError, Subject};

use crate::Nutcache;
use crate::credentials::{Credentials, VerifiedCredentials};
use crate::headers;
use crate::refusal::Refusal;

/// The vendor documents bursts of 5 a second and 200 a minute, and 20,000 a day, for each key. A
/// second is too short to be counted in the table.
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
    /// The hash of the key it calls with.
    key: SecretHash,
    /// The multiple of the documented limits that applies to it.
    multiplier: LimitMultiplier,
}

/// A caller that was admitted, with what was read for its endpoint. The endpoint gets at them by
/// [`found`](Admitted::found), or by [`read`](Admitted::read) where it named no key to read.
/// Both refuse a caller that has called too often.
pub(crate) struct Admitted<'a, F> {
    app: &'a App,
    caller: Arc<Caller>,
    request: CountedRequest,
    found: F,
}

impl Caller {
    /// Admits a caller that belongs to the organization it names, and reads what the endpoint
    /// `wants` there. The first time in a minute this verifies the credentials with one call, and
    /// reads the caller and what is wanted with a second one. After that the caller is remembered,
    /// and only what is wanted is read. The request is counted beside that read.
    pub async fn admit<'a, G: GetAll>(
        call: &Call<'a, Nutcache>,
        wants: impl FnOnce(TenantId) -> G,
    ) -> Result<Admitted<'a, G::Found>, Refusal> {
        let (app, request) = (call.app, call.request);
        check_access(call.spec.access)?;
        let authorization = request.header("authorization").ok_or(Refusal::Unauthenticated)?;
        let organization = headers::organization(request);
        // Nobody is remembered under the empty GUID, which stands for bad headers.
        let guid = organization.as_ref().map(Uuid::to_string).unwrap_or_default();
        let shown = [authorization, guid.as_str()];
        if let Some(caller) = app.remembered.get::<Self>(&shown, app.clock.now()) {
            let mut request = count(app, &caller.key)?;
            let found = read_beside(&mut request, app, &wants(caller.tenant.id)).await?;
            return Ok(Admitted { app, caller, request, found });
        }
        let (verified, tenant, mut request) = verify(call, authorization, organization).await?;
        let own = (Get::user(verified.user), Get::tenant(tenant), Get::tenant_limits(tenant));
        let (own, found) = read_beside(&mut request, app, &Both(own, wants(tenant))).await?;
        let caller = Arc::new(judge(verified, tenant, own)?);
        app.remembered.put(&shown, app.clock.now(), Arc::clone(&caller));
        Ok(Admitted { app, caller, request, found })
    }
}

impl<F> Admitted<'_, F> {
    /// Refuses a caller that has called too often. The read has shown how often that is.
    fn settle(&self) -> Result<(), Refusal> {
        self.app.rates.settle(&self.request, Some(self.caller.multiplier))?;
        Ok(())
    }
}

impl<F> Admitted<'_, (F,)> {
    /// The caller, and what was found at the key that the endpoint wanted.
    pub fn found(self) -> Result<(Arc<Caller>, F), Refusal> {
        self.settle()?;
        Ok((self.caller, self.found.0))
    }
}

impl Admitted<'_, ()> {
    /// The caller, and what the endpoint then reads in the caller's tenant. The request is counted
    /// beside this read, unless it already was while the caller was admitted.
    pub async fn read<T, R>(
        mut self,
        read: impl FnOnce(TenantId) -> R,
    ) -> Result<(Arc<Caller>, T), Refusal>
    where
        R: Future<Output = Result<T, StoreError>>,
    {
        let (app, read) = (self.app, read(self.caller.tenant.id));
        let found = self.request.beside(&app.rates, &app.store, read).await?;
        self.settle()?;
        Ok((self.caller, found))
    }
}

/// Refuses every caller of an endpoint that asks for a role or a scope: Nutcache has neither.
fn check_access(access: Access) -> Result<(), Refusal> {
    if access.admits::<&str>(&[]) {
        Ok(())
    } else {
        let cause = Cause::text("the endpoint asks for a role, and Nutcache has none");
        Err(Fault::Internal(cause).into())
    }
}

/// Counts a request with a key, unless the process knows that there were too many.
fn count(app: &App, key: &SecretHash) -> Result<CountedRequest, Refusal> {
    let subject = Subject::api_key(Nutcache::NAME, key);
    Ok(app.rates.count(subject, &LIMITS, app.clock.now())?)
}

/// Reads by key, and counts the request at the same time. Without a key to read, the request is
/// counted beside a later read.
async fn read_beside<G: GetAll>(
    request: &mut CountedRequest,
    app: &App,
    gets: &G,
) -> Result<G::Found, StoreError> {
    let read = app.store.get_all(gets);
    if gets.keys().is_empty() {
        read.await
    } else {
        request.beside(&app.rates, &app.store, read).await
    }
}

/// Verifies the credentials and finds the organization's tenant. Credentials come first: only an
/// authenticated caller learns that its headers are wrong.
async fn verify(
    call: &Call<'_, Nutcache>,
    authorization: &str,
    organization: Result<Uuid, Refusal>,
) -> Result<(VerifiedCredentials, TenantId, CountedRequest), Refusal> {
    let app = call.app;
    let credentials = Credentials::parse(authorization).ok_or(Refusal::Unauthenticated)?;
    let wanted = organization.as_ref().ok().map(|guid| Get::organization(*guid));
    let (verified, found) = credentials.verify(app, &call.request.source_ip, wanted).await?;
    let request = count(app, &verified.key)?;
    let refusal = match (organization, found) {
        (Ok(_), Some(found)) => return Ok((verified, found.tenant, request)),
        (Ok(_), None) => Refusal::OrganizationNotAssigned,
        (Err(bad_headers), _) => bad_headers,
    };
    // A user that may not call learns nothing else.
    let user = app.store.get(Get::user(verified.user)).await?;
    Err(user.filter(may_call).map_or(Refusal::Unauthenticated, |_| refusal))
}

/// The caller, if its user may act in the organization.
fn judge(
    verified: VerifiedCredentials,
    id: TenantId,
    (user, tenant, limits): (Option<User>, Option<Tenant>, Option<TenantLimits>),
) -> Result<Caller, Refusal> {
    let user = user.filter(may_call).ok_or(Refusal::Unauthenticated)?;
    if !user.tenants.contains(&id) {
        return Err(Refusal::OrganizationNotAssigned);
    }
    let missing = || Fault::Internal(Cause::text("an organization leads to no tenant"));
    let multiplier = LimitMultiplier::of(verified.rate.or(user.rate), limits);
    Ok(Caller { tenant: tenant.ok_or_else(missing)?, key: verified.key, multiplier })
}

fn may_call(user: &User) -> bool {
    user.may_call(Nutcache::NAME)
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

    fn judged(
        rate: Option<LimitMultiplier>,
        user: Option<User>,
        tenant: u64,
    ) -> Result<Caller, Refusal> {
        let document = serde_json::json!({"id": tenant, "name": "n", "created_at": 0,
            "organization": "846E176E-7C4B-4BFD-A894-C98F2988927E"});
        let id = TenantId::try_from(tenant).unwrap();
        let tenant = serde_json::from_value(document).unwrap();
        let user_id = UserId::try_from(5).unwrap();
        let verified = VerifiedCredentials { user: user_id, key: SecretHash::of("key"), rate };
        judge(verified, id, (user, tenant, Some(TenantLimits { multiplier: LimitMultiplier(4) })))
    }

    #[test]
    fn only_an_enabled_user_of_this_api_may_call() {
        assert_eq!(judged(None, user(|_| ()), 1686).unwrap().tenant.id.get(), 1686);
        let unknown =
            [None, user(|user| user.disabled = true), user(|user| user.api = "cro".to_owned())];
        for user in unknown {
            assert!(matches!(judged(None, user, 1686), Err(Refusal::Unauthenticated)));
        }
    }

    #[test]
    fn the_user_must_belong_to_the_organization() {
        assert!(matches!(judged(None, user(|_| ()), 2001), Err(Refusal::OrganizationNotAssigned)));
    }

    #[test]
    fn the_keys_multiplier_comes_before_the_users_and_that_before_the_tenants() {
        let multiplier = |key, users| {
            let user = user(|user| user.rate = users);
            judged(key, user, 1686).unwrap().multiplier
        };
        let (two, three) = (Some(LimitMultiplier(2)), Some(LimitMultiplier(3)));
        assert_eq!(multiplier(two, three), LimitMultiplier(2));
        assert_eq!(multiplier(None, three), LimitMultiplier(3));
        assert_eq!(multiplier(None, None), LimitMultiplier(4));
    }

    #[test]
    fn an_endpoint_that_asks_for_a_role_admits_nobody() {
        assert!(check_access(Access::AnyUser).is_ok());
        for access in [Access::Roles(&["Admin"]), Access::Scope("all"), Access::Roles(&[])] {
            assert!(matches!(check_access(access), Err(Refusal::Fault(_))), "{access:?}");
        }
    }
}
