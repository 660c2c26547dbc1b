//! Who is calling.
//!
//! In two steps, so that the user can be read in one call together with what it asks for: a
//! token is [`Presented`], and with the user it stands for it makes a [`Caller`].

use shared::auth::{Token, authorization};
use shared::id::{TenantId, UserId};
use shared::runtime::{App, Request};
use shared::store::Get;
use shared::store::principal::User;

use crate::error::Error;
use crate::token::Claims;

/// The role of a user that may read and nothing else.
pub const READ_ONLY: &str = "ReadOnly";

/// The roles a user may have. A user without any has the rights of an `Admin`.
pub const ROLES: [&str; 2] = ["Admin", READ_ONLY];

/// A token that verified, whose user has not been read yet.
#[derive(Debug, Clone, Copy)]
pub struct Presented {
    user: UserId,
    tenant: TenantId,
}

impl Presented {
    /// Verifies a request's bearer token.
    pub async fn read(app: &App, request: &Request) -> Result<Self, Error> {
        let jwt = request
            .header("authorization")
            .and_then(|header| authorization::of_scheme(header, "Bearer"))
            .ok_or(Error::Unauthenticated)?;
        let token: Token<Claims> = app.keys.verify(&app.store, &app.clock, jwt).await?;
        Ok(Self { user: token.user, tenant: token.own.ten })
    }

    /// The user to read.
    #[must_use]
    pub fn user(&self) -> Get<User> {
        Get::user(self.user)
    }

    /// The tenant it says it acts in: nothing read there may be shown before the user is
    /// admitted.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// What the caller's changes are signed with: the user, by its id.
    #[must_use]
    pub fn actor(&self) -> String {
        actor(self.user)
    }

    /// The caller, if the user that was read may call this API in that tenant.
    pub fn admit(self, user: Option<User>) -> Result<Caller, Error> {
        match user {
            Some(user)
                if user.id == self.user
                    && user.api == crate::NAME.as_str()
                    && !user.disabled
                    && user.tenants.first() == Some(&self.tenant) =>
            {
                Ok(Caller { tenant: self.tenant, user })
            }
            _ => Err(Error::Unauthenticated),
        }
    }
}

/// A user of this API, authenticated.
#[derive(Debug)]
pub struct Caller {
    /// The tenant it acts in.
    pub tenant: TenantId,
    /// The user.
    pub user: User,
}

impl Caller {
    /// What its changes are signed with.
    #[must_use]
    pub fn actor(&self) -> String {
        actor(self.user.id)
    }

    /// Refuses a user that may only read.
    pub fn may_write(&self) -> Result<(), Error> {
        if self.user.roles.iter().any(|role| role == READ_ONLY) {
            return Err(Error::Unauthorized);
        }
        Ok(())
    }
}

fn actor(user: UserId) -> String {
    format!("user:{user}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: u64) -> TenantId {
        TenantId::try_from(id).unwrap()
    }

    fn user() -> User {
        User {
            id: UserId::try_from(7).unwrap(),
            api: "bluerocktel".to_owned(),
            tenants: vec![tenant(1686), tenant(2001)],
            roles: Vec::new(),
            email: None,
            name: None,
            customer: None,
            locations: Vec::new(),
            rate: None,
            disabled: false,
        }
    }

    fn admitted(user: Option<User>) -> bool {
        let presented = Presented { user: UserId::try_from(7).unwrap(), tenant: tenant(1686) };
        presented.admit(user).is_ok()
    }

    #[test]
    fn only_an_enabled_user_of_this_api_is_admitted_and_only_in_its_own_tenant() {
        assert!(admitted(Some(user())));
        assert!(!admitted(None));
        assert!(!admitted(Some(User { disabled: true, ..user() })));
        assert!(!admitted(Some(User { api: "cro".to_owned(), ..user() })));
        assert!(!admitted(Some(User { tenants: vec![tenant(2001), tenant(1686)], ..user() })));
        assert!(!admitted(Some(User { tenants: Vec::new(), ..user() })));
        assert!(!admitted(Some(User { id: UserId::try_from(8).unwrap(), ..user() })));
    }

    #[test]
    fn a_read_only_user_may_not_write() {
        let caller =
            |roles: Vec<String>| Caller { tenant: tenant(1686), user: User { roles, ..user() } };
        assert!(caller(Vec::new()).may_write().is_ok());
        assert!(caller(vec!["Manager".to_owned()]).may_write().is_ok());
        let refused = caller(vec!["Manager".to_owned(), "ReadOnly".to_owned()]).may_write();
        assert!(matches!(refused, Err(Error::Unauthorized)));
    }
}
