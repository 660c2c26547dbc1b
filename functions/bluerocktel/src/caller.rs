//! Who is calling, and what it may do.

use shared::auth::{Token, authorization};
use shared::clock::Timestamp;
use shared::id::{CustomerId, TenantId, UserId};
use shared::idempotency::Creation;
use shared::rate::CountedRequest;
use shared::record::Customer;
use shared::runtime::{Api as _, Call, Effect, Fault, Spec};
use shared::store::principal::User;
use shared::store::{Both, ClaimKind, Get, GetAll, Resolve, StoredAnswer, Subject};

use crate::Bluerocktel;
use crate::account;
use crate::refusal::Refusal;
use crate::token::Claims;

/// The role of a user who may read but not write.
pub const READ_ONLY: &str = "ReadOnly";

/// A caller that may do what it asks for.
#[derive(Debug)]
pub(crate) struct Caller {
    tenant: TenantId,
}

/// A token that verified. Its user has not been read yet, so nothing of its tenant may be shown.
#[derive(Debug, Clone, Copy)]
struct VerifiedToken {
    user: UserId,
    session: Timestamp,
    tenant: TenantId,
}

impl Caller {
    /// Admits a caller: verifies its token, counts the request, and reads the user and what the
    /// endpoint `wants` in the caller's tenant, in one call. The user must be of that tenant, and may call only what
    /// the endpoint's `SPEC` allows.
    pub async fn admit<G: GetAll>(
        call: &Call<'_, Bluerocktel>,
        wants: impl FnOnce(TenantId) -> G,
    ) -> Result<(Self, G::Found), Refusal> {
        let token = VerifiedToken::of(call).await?;
        token.admit(call, wants(token.tenant)).await
    }

    /// Admits a caller that creates a customer. The same call also reads the answer that an
    /// earlier request with the same `Idempotency-Key` left, if there is one.
    pub async fn admit_creator<'a>(
        call: &'a Call<'a, Bluerocktel>,
    ) -> Result<(Self, Creation<'a, Bluerocktel>, Option<StoredAnswer>), Refusal> {
        let token = VerifiedToken::of(call).await?;
        let creation = Creation::new(call, token.tenant, User::actor_of(token.user));
        let (caller, (answered,)) = token.admit(call, (creation.get(),)).await?;
        Ok((caller, creation, answered))
    }

    /// Refuses an account number that is the id of a customer, since one number would then lead to
    /// two customers. Only an account that is a number needs this call.
    pub async fn check_account(
        &self,
        call: &Call<'_, Bluerocktel>,
        account: Option<&str>,
    ) -> Result<(), Refusal> {
        let Some(id) = account.map(str::trim).filter(|text| account::is_id(text)) else {
            return Ok(());
        };
        let store = &call.app.store;
        let holder = Resolve::number(self.tenant, Bluerocktel::NAME, id);
        let (holder,) = store.get_all(&(holder,)).await?;
        match store.resolve(holder).await? {
            Some(_) => Err(Fault::Taken(ClaimKind::Account).into()),
            None => Ok(()),
        }
    }

    /// A customer of the caller's tenant, in a call of its own.
    pub async fn customer(
        &self,
        call: &Call<'_, Bluerocktel>,
        id: CustomerId,
    ) -> Result<Customer, Refusal> {
        let customer = call.app.store.get(Get::customer(self.tenant, id)).await?;
        customer.ok_or(Refusal::NotFound)
    }
}

impl VerifiedToken {
    /// Verifies the bearer token of a request.
    async fn of(call: &Call<'_, Bluerocktel>) -> Result<Self, Refusal> {
        let token = call
            .request
            .header("authorization")
            .and_then(|header| authorization::of_scheme(header, "Bearer"))
            .ok_or(Refusal::Unauthenticated)?;
        let app = call.app;
        let token: Token<Claims> = app.keys.verify(&app.store, &app.clock, token).await?;
        Ok(Self { user: token.user, session: token.session, tenant: token.own.ten })
    }

    /// Counts the request, reads the user together with what the endpoint wants, and admits the
    /// user or nobody.
    async fn admit<G: GetAll>(
        self,
        call: &Call<'_, Bluerocktel>,
        wanted: G,
    ) -> Result<(Caller, G::Found), Refusal> {
        let app = call.app;
        let mut counted = call.count(Subject::user(Bluerocktel::NAME, self.user))?;
        let admitted = self.read(call, wanted, &mut counted).await;
        app.rates.settle_refused(&app.store, &mut counted, admitted).await
    }

    async fn read<G: GetAll>(
        self,
        call: &Call<'_, Bluerocktel>,
        wanted: G,
        counted: &mut CountedRequest,
    ) -> Result<(Caller, G::Found), Refusal> {
        let app = call.app;
        let limits = counted.wants_multiplier.then(|| Get::tenant_limits(self.tenant));
        let gets = Both((Get::user(self.user), limits), wanted);
        let read = app.store.get_all(&gets);
        let ((user, limits), found) = counted.beside(&app.rates, &app.store, read).await?;
        let user = user.filter(|user| user.accepts(self.session));
        let multiplier = user.as_ref().filter(|_| counted.wants_multiplier);
        let multiplier = multiplier.and_then(|user| user.multiplier(self.tenant, limits));
        app.rates.settle(counted, multiplier)?;
        judge(user, self.tenant, call.spec)?;
        Ok((Caller { tenant: self.tenant }, found))
    }
}

/// Refuses a user who may not call the endpoint in the tenant that its token names.
fn judge(user: Option<User>, tenant: TenantId, spec: &Spec) -> Result<(), Refusal> {
    let user = user
        .filter(|user| user.may_call(Bluerocktel::NAME) && user.tenants.first() == Some(&tenant))
        .ok_or(Refusal::Unauthenticated)?;
    let is_allowed = match spec.effect {
        Effect::Write => !user.roles.iter().any(|role| role == READ_ONLY),
        Effect::Read | Effect::LogIn => true,
    };
    if is_allowed && spec.access.admits(&user.roles) { Ok(()) } else { Err(Refusal::Forbidden) }
}

#[cfg(test)]
mod tests {
    use shared::runtime::Endpoint as _;

    use super::*;
    use crate::{CreateCustomer, GetCustomer};

    /// Judges a user of the tenants 1686 and 2001 whose token names the first.
    fn judged(spec: &Spec, change: impl FnOnce(&mut User)) -> Result<(), Refusal> {
        let document = serde_json::json!({
            "id": 7, "api": "bluerocktel", "tenants": [1686, 2001], "roles": ["Manager"]
        });
        let mut user = serde_json::from_value(document).unwrap();
        change(&mut user);
        judge(Some(user), TenantId::try_from(1686).unwrap(), spec)
    }

    #[test]
    fn only_an_enabled_user_of_this_api_may_call_and_only_in_its_first_tenant() {
        let spec = &GetCustomer::SPEC;
        assert!(judged(spec, |_| ()).is_ok());
        let refused = [
            judge(None, TenantId::try_from(1686).unwrap(), spec),
            judged(spec, |user| user.disabled = true),
            judged(spec, |user| user.api = "cro".to_owned()),
            judged(spec, |user| user.tenants.reverse()),
            judged(spec, |user| user.tenants.clear()),
        ];
        for refused in refused {
            assert!(matches!(refused, Err(Refusal::Unauthenticated)), "{refused:?}");
        }
    }

    #[test]
    fn a_read_only_user_may_read_and_may_not_write() {
        let read_only = |user: &mut User| user.roles.push(READ_ONLY.to_owned());
        assert!(judged(&GetCustomer::SPEC, read_only).is_ok());
        assert!(judged(&CreateCustomer::SPEC, |_| ()).is_ok());
        let refused = judged(&CreateCustomer::SPEC, read_only);
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
    }
}
