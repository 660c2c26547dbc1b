//! Who is calling, and what it may do.

use serde::Serialize;

use shared::auth::{Token, TokenError};
use shared::id::TenantId;
use shared::rate::CountedRequest;
use shared::record::Customer;
use shared::runtime::{Access, Api as _, Call, Fault, Request, Response};
use shared::store::principal::User;
use shared::store::{Both, Get, GetAll, Subject};

use crate::Cro;
use crate::accept::takes_json;
use crate::headers::{self, StandardHeaders};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::token::{Claims, ClientId};
use crate::version::Applied;
use crate::visibility::Visibility;

/// A caller that may do what it asks for.
#[derive(Debug)]
pub(crate) struct Caller {
    /// What it can see.
    pub visibility: Visibility,
    tenant: TenantId,
    client: ClientId,
    applied: Applied,
}

impl Caller {
    /// Admits a caller. First it verifies the token, counts the request and reads the headers. Then
    /// it reads the user, the client's pinned version and what the endpoint `wants` in the caller's
    /// tenant, in one call. The user must have the tenant and one of the roles in the endpoint's
    /// `SPEC`. A caller that is refused is answered in the version that it names, else in the
    /// oldest: it learns nothing of the pin, which may be another tenant's.
    pub async fn admit<G: GetAll>(
        call: &Call<'_, Cro>,
        wants: impl FnOnce(TenantId) -> Result<G, Refusal>,
    ) -> Result<(Self, G::Found), Refusal> {
        let app = call.app;
        let token = headers::token(call.request.header("authorization"))?;
        let token: Token<Claims> =
            app.keys.verify(&app.store, &app.clock, token).await.map_err(refused_token)?;
        let mut counted = call.count(Subject::user(Cro::NAME, token.user))?;
        let admitted = Self::read(call, &token, &mut counted, wants).await;
        app.rates.settle_refused(&app.store, &mut counted, admitted).await
    }

    async fn read<G: GetAll>(
        call: &Call<'_, Cro>,
        token: &Token<Claims>,
        counted: &mut CountedRequest,
        wants: impl FnOnce(TenantId) -> Result<G, Refusal>,
    ) -> Result<(Self, G::Found), Refusal> {
        let (app, request) = (call.app, call.request);
        let headers = StandardHeaders::of(request)?;
        let wanted = wants(headers.tenant)?;
        check_accept(request)?;
        let (tenant, client) = (headers.tenant, token.own.client.clone());
        let limits = counted.wants_multiplier.then(|| Get::tenant_limits(tenant));
        let own = (Get::user(token.user), Get::pin(tenant, client.as_str()), limits);
        let gets = Both(own, wanted);
        let read = app.store.get_all(&gets);
        let ((user, pin, limits), found) = counted.beside(&app.rates, &app.store, read).await?;
        let user = user.filter(|user| user.accepts(token.session));
        let multiplier = user.as_ref().filter(|_| counted.wants_multiplier);
        let multiplier = multiplier.and_then(|user| user.multiplier(tenant, limits));
        let settled = app.rates.settle(counted, multiplier).map_err(Refusal::from);
        let judged = settled.and_then(|_| judge(user, tenant, call.spec.access));
        let pinned = pin.as_ref().filter(|_| judged.is_ok()).map(|pin| pin.version.as_str());
        let applied = Applied::of(headers.version, pinned);
        call.carry(applied.version);
        Ok((Self { visibility: judged?, tenant, client, applied }, found))
    }

    /// The endpoint's success. It pins the version that the request names, if that changes the pin.
    /// So a request that is refused pins nothing.
    pub async fn answer(
        &self,
        call: &Call<'_, Cro>,
        body: &(impl Serialize + Sync),
    ) -> Result<Response, Refusal> {
        if self.applied.is_new_pin {
            let version = self.applied.version.as_str();
            call.app.store.pin(self.tenant, self.client.as_str(), version).await?;
        }
        Ok(call.json(body))
    }

    /// The customer, if it exists and the caller can see it. Both refusals are the same.
    pub fn see(&self, customer: Option<Customer>) -> Result<Customer, Refusal> {
        customer.filter(|customer| self.visibility.reaches(customer)).ok_or(Refusal::NotFound)
    }
}

/// Refuses a caller that takes no JSON.
fn check_accept(request: &Request) -> Result<(), Refusal> {
    if takes_json(request.header("accept")) { Ok(()) } else { Err(Refusal::NotAcceptable) }
}

const NOT_VALID: Refusal = Refusal::Unauthenticated("The token is not valid.");

fn refused_token(error: TokenError) -> Refusal {
    match error {
        TokenError::Malformed | TokenError::Signature | TokenError::Rule => NOT_VALID,
        TokenError::Expired => Refusal::Unauthenticated("The token has expired."),
        TokenError::Store(error) => error.into(),
        error @ TokenError::NoKey => Fault::Internal(error.into()).into(),
    }
}

/// What the user can see in the tenant, if it may call at all.
fn judge(user: Option<User>, tenant: TenantId, access: Access) -> Result<Visibility, Refusal> {
    let user = user.filter(|user| user.may_call(Cro::NAME)).ok_or(NOT_VALID)?;
    if !user.tenants.contains(&tenant) {
        return Err(Refusal::TenantNotAssigned);
    }
    let allowed = |role: &&String| access.admits(&[role.as_str()]);
    let roles: Vec<Role> = user
        .roles
        .iter()
        .filter(allowed)
        .filter_map(|role| Role::try_from(role.as_str()).ok())
        .collect();
    if roles.is_empty() {
        return Err(Refusal::RoleNotAllowed);
    }
    Ok(Visibility::of(&user, &roles, tenant))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(change: impl FnOnce(&mut User)) -> Option<User> {
        let document = serde_json::json!({
            "id": 5, "api": "cro", "tenants": [1686], "roles": ["Driver", "Astronaut"]
        });
        let mut user = serde_json::from_value(document).unwrap();
        change(&mut user);
        Some(user)
    }

    fn judged(user: Option<User>, tenant: u64) -> Result<Visibility, Refusal> {
        let access = Access::Roles(Role::READS_CUSTOMERS);
        judge(user, TenantId::try_from(tenant).unwrap(), access)
    }

    #[test]
    fn only_a_living_user_of_this_api_may_call() {
        assert!(judged(user(|_| ()), 1686).is_ok());
        let unknown =
            [None, user(|user| user.disabled = true), user(|user| user.api = "fleet".to_owned())];
        for user in unknown {
            assert!(matches!(judged(user, 1686), Err(Refusal::Unauthenticated(_))));
        }
    }

    #[test]
    fn a_tenant_must_be_assigned_and_a_role_allowed() {
        assert!(matches!(judged(user(|_| ()), 2001), Err(Refusal::TenantNotAssigned)));
        for role in ["Mechanic", "Public", "ThirdPartyAdmin", "driver", ""] {
            let judged = judged(user(|user| user.roles = vec![role.to_owned()]), 1686);
            assert!(matches!(judged, Err(Refusal::RoleNotAllowed)), "{role:?}");
        }
    }
}
