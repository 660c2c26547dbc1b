//! Who is calling, and what it may do.

use shared::auth::{Token, authorization};
use shared::id::{TenantId, UserId};
use shared::rate::CountedRequest;
use shared::runtime::{Access, Api as _, App, Call, Request};
use shared::store::principal::{LimitMultiplier, TenantLimits, User};
use shared::store::{Both, Get, GetAll, Subject};

use crate::Fleet;
use crate::binding::Binding;
use crate::carried::{Carried, LIMIT};
use crate::refusal::Refusal;
use crate::token::{self, Claims};

/// A caller that may do what it asks for.
#[derive(Debug)]
pub(crate) struct Caller {
    user: User,
    /// The tenant that it acts in.
    pub tenant: TenantId,
}

impl Caller {
    /// Admits a caller: verifies its token, counts the request, and reads in one call the user, now
    /// and then the limits of its tenant, and what the endpoint `wants` for the user's binding.
    ///
    /// The token says what the user was bound to when it was made. If the user is bound to
    /// something else by now, what the endpoint wants is read again.
    pub async fn admit<G: GetAll>(
        call: &Call<'_, Fleet>,
        wants: impl Fn(Binding) -> G,
    ) -> Result<(Self, G::Found), Refusal> {
        let app = call.app;
        let token = verify(app, call.request).await?;
        let mut counted = count(call, token.user)?;
        let claimed = token.own.binding();
        let limits = counted.wants_multiplier.then(|| Get::tenant_limits(claimed.tenant));
        let gets = Both((Get::user(token.user), limits), wants(claimed));
        let read = app.store.get_all(&gets);
        let ((user, limits), found) = counted.beside(&app.rates, &app.store, read).await?;
        let (user, binding) = living(user)?;
        // Another tenant's limits do not apply to this user.
        let limits = limits.filter(|_| claimed.tenant == binding.tenant);
        welcome(call, &counted, &user, limits).await?;
        check_access(call.spec.access, &user)?;
        let found =
            if binding == claimed { found } else { app.store.get_all(&wants(binding)).await? };
        Ok((Self { user, tenant: binding.tenant }, found))
    }

    /// What the caller's changes are signed with.
    pub fn actor(&self) -> String {
        self.user.actor()
    }
}

async fn verify(app: &App, request: &Request) -> Result<Token<Claims>, Refusal> {
    let header = request.header("authorization").map(str::trim).unwrap_or_default();
    if header.is_empty() {
        return Err(Refusal::NoToken);
    }
    let jwt = authorization::of_scheme(header, "Basic")
        .and_then(token::read)
        .ok_or(Refusal::Credentials)?;
    let token: Token<Claims> = app.keys.verify(&app.store, &app.clock, &jwt).await?;
    if token.own.payload.user_id != token.user {
        return Err(Refusal::Credentials);
    }
    Ok(token)
}

/// Counts the request. If this process already knows that the limit is reached, it refuses the
/// caller before anything is read.
fn count(call: &Call<'_, Fleet>, user: UserId) -> Result<CountedRequest, Refusal> {
    let subject = Subject::user(Fleet::NAME, user);
    let counted = call.app.rates.count(subject, &[LIMIT], call.app.clock.now());
    counted.map_err(|exceeded| {
        call.carry(Carried { token: None, remaining: exceeded.remaining });
        exceeded.into()
    })
}

/// The user and its binding, if the user may call this API at all.
fn living(user: Option<User>) -> Result<(User, Binding), Refusal> {
    let user = user.filter(|user| user.api == Fleet::NAME.as_str()).ok_or(Refusal::Credentials)?;
    if user.disabled {
        return Err(Refusal::Disabled);
    }
    let binding = Binding::of(&user).ok_or(Refusal::Credentials)?;
    Ok((user, binding))
}

/// Makes the fresh token that every answer carries from here on, and refuses the caller if it has
/// called too often.
async fn welcome(
    call: &Call<'_, Fleet>,
    counted: &CountedRequest,
    user: &User,
    limits: Option<TenantLimits>,
) -> Result<(), Refusal> {
    let app = call.app;
    let token = token::mint(&app.keys, &app.store, &app.clock, user).await?;
    let multiplier = counted.wants_multiplier.then(|| LimitMultiplier::of(user.rate, limits));
    let settled = app.rates.settle(counted, multiplier);
    let remaining = settled.unwrap_or_else(|exceeded| exceeded.remaining);
    call.carry(Carried { token: Some(token), remaining });
    settled?;
    Ok(())
}

fn check_access(access: Access, user: &User) -> Result<(), Refusal> {
    if access.admits(&user.roles) { Ok(()) } else { Err(Refusal::RoleNotAllowed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(change: impl FnOnce(&mut User)) -> User {
        let document = serde_json::json!({
            "id": 5, "api": "fleet", "tenants": [1686], "roles": ["Customer"], "customer": 2556
        });
        let mut user = serde_json::from_value(document).unwrap();
        change(&mut user);
        user
    }

    #[test]
    fn only_a_living_user_of_this_api_with_a_tenant_may_call() {
        assert!(living(Some(user(|_| ()))).is_ok());
        let unknown = [
            None,
            Some(user(|user| user.api = "cro".to_owned())),
            Some(user(|user| (user.api, user.disabled) = ("cro".to_owned(), true))),
            Some(user(|user| user.tenants.clear())),
        ];
        for user in unknown {
            assert!(matches!(living(user), Err(Refusal::Credentials)));
        }
        assert!(matches!(living(Some(user(|user| user.disabled = true))), Err(Refusal::Disabled)));
    }

    #[test]
    fn an_endpoint_takes_the_roles_of_its_facts() {
        let user = user(|_| ());
        for access in [Access::AnyUser, Access::Roles(&["Admin", "Customer"])] {
            assert!(check_access(access, &user).is_ok());
        }
        let refused = check_access(Access::Roles(&["Admin"]), &user);
        assert!(matches!(refused, Err(Refusal::RoleNotAllowed)));
    }
}
