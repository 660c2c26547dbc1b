//! Who is calling, and for which organization.

use std::sync::Arc;

use uuid::Uuid;

use shared::id::TenantId;
use shared::rate::{Counted, CountedRequest, Kind, Limit};
use shared::runtime::{Access, Api as _, App, Call, Cause, Fault};
use shared::secret::SecretHash;
use shared::store::principal::{LimitMultiplier, Tenant, User};
use shared::store::{Both, Get, GetAll, StoreError, Subject};

use crate::Nutcache;
use crate::attempt::Attempt;
use crate::credentials::Credentials;
use crate::headers;
use crate::refusal::Refusal;

/// The vendor documents bursts of 5 a second and 200 a minute, and 20,000 a day, for each key. A
/// second is too short to be counted in the table.
const LIMITS: [Limit; 3] = [
    MINUTE,
    Limit { secs: 24 * 60 * 60, most: 20_000, ..MINUTE },
    Limit { secs: 1, most: 5, counted: Counted::InProcess, ..MINUTE },
];
const MINUTE: Limit =
    Limit { secs: 60, most: 200, batch: 10, counted: Counted::InTable, kind: Kind::Any };

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
    /// `wants` there. The first time in a minute that takes two calls; after that the caller is
    /// remembered, and only what is wanted is read. The request is counted beside that read.
    pub async fn admit<'a, G: GetAll>(
        call: &Call<'a, Nutcache>,
        wants: impl FnOnce(TenantId) -> G,
    ) -> Result<Admitted<'a, G::Found>, Refusal> {
        let (app, request) = (call.app, call.request);
        check_access(call.spec.access)?;
        let credentials = request.header("authorization").and_then(Credentials::parse);
        let credentials = credentials.ok_or(Refusal::Unauthenticated)?;
        let organization = headers::organization(request);
        // Nobody is remembered under the empty GUID, which stands for bad headers.
        let guid = organization.as_ref().map(Uuid::to_string).unwrap_or_default();
        let [key, username, password] = credentials.parts();
        let says = [key, username, password, guid.as_str()];
        if let Some(caller) = app.remembered.get::<Self>(&says, app.clock.now()) {
            let mut request = count(app, &caller.key)?;
            let found = read_beside(&mut request, app, &wants(caller.tenant.id)).await?;
            return Ok(Admitted { app, caller, request, found });
        }
        let wanted = organization.as_ref().ok().map(|guid| Get::organization(*guid));
        let (attempt, found, mut request) =
            Attempt::read(app, &credentials, &request.source_ip, wanted).await?;
        let tenant = match (organization, found) {
            (Ok(_), Some(found)) => Ok(found.tenant),
            (Ok(_), None) => Err(Refusal::OrganizationNotAssigned),
            (Err(bad_headers), _) => Err(bad_headers),
        };
        let admitted = first(app, &attempt, tenant, &mut request, wants).await;
        let admitted = app.rates.settle_refused(&app.store, &mut request, admitted).await;
        let (caller, found) = admitted?;
        app.remembered.put(&says, app.clock.now(), Arc::clone(&caller));
        Ok(Admitted { app, caller, request, found })
    }
}

/// Lets a caller in for the first time in a minute: reads the key's user and what the endpoint
/// wants in one call, and verifies the password. Credentials come first: only an authenticated
/// caller learns that its headers or its organization are wrong.
async fn first<G: GetAll>(
    app: &App,
    attempt: &Attempt<'_>,
    tenant: Result<TenantId, Refusal>,
    request: &mut CountedRequest,
    wants: impl FnOnce(TenantId) -> G,
) -> Result<(Arc<Caller>, G::Found), Refusal> {
    attempt.check_guesses()?;
    let id = match tenant {
        Ok(id) => id,
        Err(refusal) => {
            let (user,) = read_beside(request, app, &(attempt.user(),)).await?;
            app.rates.settle(request, attempt.multiplier(user.as_ref(), None))?;
            attempt.let_in(app, user).await?;
            return Err(refusal);
        }
    };
    let own = (attempt.user(), Get::tenant(id), Get::tenant_limits(id));
    let ((user, tenant, limits), found) = read_beside(request, app, &Both(own, wants(id))).await?;
    let multiplier = attempt.multiplier(user.as_ref(), Some((id, limits)));
    app.rates.settle(request, multiplier)?;
    let user = attempt.let_in(app, user).await?;
    let multiplier = multiplier.unwrap_or(LimitMultiplier::DOCUMENTED);
    let caller = judge(&user, id, tenant, attempt.key.clone(), multiplier)?;
    Ok((Arc::new(caller), found))
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
pub(crate) fn count(app: &App, key: &SecretHash) -> Result<CountedRequest, Refusal> {
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

/// The caller, if its user may act in the organization.
fn judge(
    user: &User,
    id: TenantId,
    tenant: Option<Tenant>,
    key: SecretHash,
    multiplier: LimitMultiplier,
) -> Result<Caller, Refusal> {
    if !user.tenants.contains(&id) {
        return Err(Refusal::OrganizationNotAssigned);
    }
    let missing = || Fault::Internal(Cause::text("an organization leads to no tenant"));
    Ok(Caller { tenant: tenant.ok_or_else(missing)?, key, multiplier })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_must_belong_to_the_organization() {
        let user = serde_json::from_value(
            serde_json::json!({"id": 5, "api": "nutcache", "tenants": [1686]}),
        )
        .unwrap();
        let judged = |id: u64| {
            let document = serde_json::json!({"id": id, "name": "n", "created_at": 0,
                "organization": "846E176E-7C4B-4BFD-A894-C98F2988927E"});
            let tenant = serde_json::from_value(document).unwrap();
            let id = TenantId::try_from(id).unwrap();
            judge(&user, id, tenant, SecretHash::of("key"), LimitMultiplier(4))
        };
        assert_eq!(judged(1686).unwrap().tenant.id.get(), 1686);
        assert!(matches!(judged(2001), Err(Refusal::OrganizationNotAssigned)));
    }

    #[test]
    fn an_endpoint_that_asks_for_a_role_admits_nobody() {
        assert!(check_access(Access::AnyUser).is_ok());
        for access in [Access::Roles(&["Admin"]), Access::Scope("all"), Access::Roles(&[])] {
            assert!(matches!(check_access(access), Err(Refusal::Fault(_))), "{access:?}");
        }
    }
}
