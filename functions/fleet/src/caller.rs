//! Who is calling, and what it may do.

use shared::auth::{Token, authorization};
use shared::clock::Timestamp;
use shared::id::TenantId;
use shared::rate::Exceeded;
use shared::runtime::{Access, Api as _, App, Call, Request};
use shared::store::principal::User;
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
    /// something else by now, what the endpoint wants is read again. A caller that has called too
    /// often is refused first, whoever it is; one that may call gets a fresh token of its session.
    pub async fn admit<G: GetAll>(
        call: &Call<'_, Fleet>,
        wants: impl Fn(Binding) -> G,
    ) -> Result<(Self, G::Found), Refusal> {
        let app = call.app;
        let token = verify(app, call.request).await?;
        let subject = Subject::user(Fleet::NAME, token.user);
        let counted = app.rates.count(subject, &[LIMIT], app.clock.now());
        let mut counted = let_in(call, &token, counted).await?;
        let claimed = token.own.binding();
        let limits = counted.wants_multiplier.then(|| Get::tenant_limits(claimed.tenant));
        let gets = Both((Get::user(token.user), limits), wants(claimed));
        let read = app.store.get_all(&gets);
        let ((user, limits), found) = counted.beside(&app.rates, &app.store, read).await?;
        let multiplier = user.as_ref().filter(|_| counted.wants_multiplier);
        // Another tenant's limits do not apply to this user.
        let multiplier = multiplier.and_then(|user| user.multiplier(claimed.tenant, limits));
        let settled = app.rates.settle(&counted, multiplier);
        let remaining = let_in(call, &token, settled).await?;
        let living = living(user, token.session);
        let fresh = match &living {
            Ok((_, binding)) => Some(token::renew(app, &token, *binding).await?),
            Err(_) => None,
        };
        call.carry(Carried { token: fresh, remaining });
        let (user, binding) = living?;
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

/// Refuses a caller that has called too often, with a fresh token all the same. The token says no
/// more than the one that was verified, so it lets nobody in whom that one would not.
async fn let_in<T>(
    call: &Call<'_, Fleet>,
    token: &Token<Claims>,
    counted: Result<T, Exceeded>,
) -> Result<T, Refusal> {
    let exceeded = match counted {
        Ok(counted) => return Ok(counted),
        Err(exceeded) => exceeded,
    };
    let fresh = token::renew(call.app, token, token.own.binding()).await?;
    call.carry(Carried { token: Some(fresh), remaining: exceeded.remaining });
    Err(exceeded.into())
}

/// The user and its binding, if the user may call this API at all and in a session that began then.
fn living(user: Option<User>, session: Timestamp) -> Result<(User, Binding), Refusal> {
    let user = user.filter(|user| user.api == Fleet::NAME.as_str()).ok_or(Refusal::Credentials)?;
    if user.disabled {
        return Err(Refusal::Disabled);
    }
    if !user.accepts(session) {
        return Err(Refusal::Credentials);
    }
    let binding = Binding::of(&user).ok_or(Refusal::Credentials)?;
    Ok((user, binding))
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
        let began = Timestamp::from_secs(100);
        let living = |user| living(user, began);
        assert!(living(Some(user(|_| ()))).is_ok());
        let unknown = [
            None,
            Some(user(|user| user.api = "cro".to_owned())),
            Some(user(|user| (user.api, user.disabled) = ("cro".to_owned(), true))),
            Some(user(|user| user.tenants.clear())),
            Some(user(|user| user.tokens_from = Some(began.plus_secs(1)))),
        ];
        for user in unknown {
            assert!(matches!(living(user), Err(Refusal::Credentials)));
        }
        assert!(matches!(living(Some(user(|user| user.disabled = true))), Err(Refusal::Disabled)));
        assert!(living(Some(user(|user| user.tokens_from = Some(began)))).is_ok());
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
