//! Who is calling, and what it may do.

use shared::auth::{Token, TokenError};
use shared::id::TenantId;
use shared::record::Customer;
use shared::runtime::{Api as _, App, Cause, Request};
use shared::store::Get;
use shared::store::principal::{Pin, User};

use crate::Cro;
use crate::accept::takes_json;
use crate::error::{Error, Refusal};
use crate::headers::{self, StandardHeaders};
use crate::role::Role;
use crate::sight::Sight;
use crate::token::{Claims, pinned_for};
use crate::version::{ApiVersion, Applied};

/// What a caller showed: a token that verifies and headers that are in order. Who it is must
/// still be read, together with whatever else the endpoint reads.
#[derive(Debug)]
pub(crate) struct Presented {
    token: Token<Claims>,
    headers: StandardHeaders,
}

/// A caller that may do what it asks for.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The version its answer is given in.
    pub version: ApiVersion,
    sight: Sight,
}

impl Presented {
    /// Verifies the token, then reads the headers.
    pub async fn of(app: &App, request: &Request) -> Result<Self, Error> {
        let token = headers::token(request.header("authorization"))?;
        let token = app.keys.verify(&app.store, &app.clock, token).await.map_err(refused_token)?;
        let headers = StandardHeaders::of(request)?;
        Ok(Self { token, headers })
    }

    /// The tenant it wants to act in. Nothing of it may be shown before [`admit`](Self::admit).
    pub fn tenant(&self) -> TenantId {
        self.headers.tenant
    }

    /// Where its user is read.
    pub fn get_user(&self) -> Get<User> {
        Get::user(self.token.user)
    }

    /// Where its client's pinned version is read.
    pub fn get_pin(&self) -> Get<Pin> {
        Get::pin(&pinned_for(&self.token))
    }

    /// Lets the caller in, if its user may call, has the tenant and one of the roles; then pins
    /// the version it named, where that is news.
    pub async fn admit(
        self,
        app: &App,
        user: Option<User>,
        pin: Option<&Pin>,
        allowed: &[Role],
    ) -> Result<Caller, Error> {
        let applied = Applied::of(self.headers.version, pin.map(|pin| pin.version.as_str()));
        let version = applied.version;
        let sight = judge(user, self.tenant(), allowed)
            .map_err(|refusal| Error::from(refusal).in_version(version))?;
        if applied.is_new_pin {
            app.store
                .pin(&pinned_for(&self.token), version.as_str())
                .await
                .map_err(|error| Error::from(error).in_version(version))?;
        }
        Ok(Caller { version, sight })
    }
}

impl Caller {
    /// The customer, if it is there and the caller can see it; the two refusals are one.
    pub fn see(&self, customer: Option<Customer>) -> Result<Customer, Error> {
        customer
            .filter(|customer| self.sight.reaches(customer))
            .ok_or_else(|| Error::from(Refusal::NoSuchCustomer).in_version(self.version))
    }
}

/// Refuses a caller that takes no JSON.
pub(crate) fn check_accept(request: &Request) -> Result<(), Refusal> {
    if takes_json(request.header("accept")) { Ok(()) } else { Err(Refusal::NotAcceptable) }
}

const NOT_VALID: Refusal = Refusal::Unauthenticated("The token is not valid.");

fn refused_token(error: TokenError) -> Error {
    match error {
        TokenError::Malformed | TokenError::Signature | TokenError::Rule => NOT_VALID.into(),
        TokenError::Expired => Refusal::Unauthenticated("The token has expired.").into(),
        TokenError::Store(error) => error.into(),
        error @ TokenError::NoKey => Refusal::Internal(Cause::from(error)).into(),
    }
}

/// What the user can see in the tenant, if it may call at all.
fn judge(user: Option<User>, tenant: TenantId, allowed: &[Role]) -> Result<Sight, Refusal> {
    let user =
        user.filter(|user| !user.disabled && user.api == Cro::NAME.as_str()).ok_or(NOT_VALID)?;
    if !user.tenants.contains(&tenant) {
        return Err(Refusal::TenantNotAssigned);
    }
    let roles: Vec<Role> = user
        .roles
        .iter()
        .filter_map(|role| Role::try_from(role.as_str()).ok())
        .filter(|role| allowed.contains(role))
        .collect();
    if roles.is_empty() {
        return Err(Refusal::RoleNotAllowed);
    }
    Ok(Sight::of(&user, &roles, tenant))
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

    fn judged(user: Option<User>, tenant: u64) -> Result<Sight, Refusal> {
        judge(user, TenantId::try_from(tenant).unwrap(), Role::READS_CUSTOMERS)
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
