//! Who is calling: a service subscriber, for one department that it is granted.

use std::sync::Arc;

use shared::auth::authorization;
use shared::id::TenantId;
use shared::runtime::{Access, Call, Cause, Fault};
use shared::secret::SecretHash;
use shared::store::principal::{Department, Subscriber};
use shared::store::{Get, GetAll};

use crate::Mykaarma;
use crate::refusal::Refusal;

/// The most bytes of a user name and of a department token. Nobody has a longer one, and it would
/// not fit into a key.
const MAX_NAME_BYTES: usize = 256;

/// A subscriber that may call for one department.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The subscriber's user name.
    pub subscriber: String,
    /// The tenant of the department.
    pub tenant: TenantId,
    /// The scopes that the subscriber is granted in the department.
    scopes: Vec<String>,
}

impl Caller {
    /// Admits a caller: verifies its credential and the department of the path in one read of two
    /// items, or in none within a minute of the last. Then it applies the scope that the
    /// endpoint's facts name. Last, it reads what the endpoint `wants` in the caller's tenant,
    /// which only the department tells.
    pub async fn admit<G: GetAll>(
        call: &Call<'_, Mykaarma>,
        wants: impl FnOnce(TenantId) -> Result<G, Refusal>,
    ) -> Result<(Arc<Self>, G::Found), Refusal> {
        let caller = Self::verify(call).await?;
        caller.check(call.spec.access)?;
        let found = call.app.store.get_all(&wants(caller.tenant)?).await?;
        Ok((caller, found))
    }

    async fn verify(call: &Call<'_, Mykaarma>) -> Result<Arc<Self>, Refusal> {
        let (app, request) = (call.app, call.request);
        let header = request.header("authorization").unwrap_or_default();
        let token = request.path_parameter("token").unwrap_or_default();
        let now = app.clock.now();
        if let Some(caller) = app.remembered.get(&[header, token], now) {
            return Ok(caller);
        }
        let credentials = Credentials::read(header)?;
        // A token that is too long is read as the empty one, which no department has either.
        let key = if token.len() > MAX_NAME_BYTES { "" } else { token };
        let gets = (Get::subscriber(&credentials.username), Get::department(key));
        let (subscriber, department) = app.store.get_all(&gets).await?;
        let caller = Arc::new(judge(subscriber, department, &credentials.password)?);
        app.remembered.put(&[header, token], now, Arc::clone(&caller));
        Ok(caller)
    }

    /// Whether the subscriber is granted this scope in the department.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }

    fn check(&self, access: Access) -> Result<(), Refusal> {
        if access.admits(&self.scopes) {
            return Ok(());
        }
        Err(match access {
            Access::Scope(scope) => Refusal::ScopeNotGranted(scope),
            Access::Public | Access::AnyUser | Access::Roles(_) => {
                let cause = Cause::text("a service subscriber has scopes and no roles");
                Fault::Internal(cause).into()
            }
        })
    }
}

/// Whether these items let the caller in with this password.
fn judge(
    subscriber: Option<Subscriber>,
    department: Option<Department>,
    password: &str,
) -> Result<Caller, Refusal> {
    let Some(subscriber) = subscriber else {
        // Do the work of a wrong password, so that the time tells nobody which names exist.
        std::hint::black_box(SecretHash::of(password));
        return Err(Refusal::WrongCredentials);
    };
    if !subscriber.secret.matches(password) {
        return Err(Refusal::WrongCredentials);
    }
    if subscriber.disabled {
        return Err(Refusal::Disabled);
    }
    let department = department.ok_or(Refusal::DepartmentNotGranted)?;
    let mut grants = subscriber
        .grants
        .into_iter()
        .filter(|grant| grant.department == department.token)
        .peekable();
    if grants.peek().is_none() {
        return Err(Refusal::DepartmentNotGranted);
    }
    Ok(Caller {
        subscriber: subscriber.username,
        tenant: department.tenant,
        scopes: grants.flat_map(|grant| grant.scopes).collect(),
    })
}

/// A user name and a password as they were sent.
struct Credentials {
    username: String,
    password: String,
}

impl Credentials {
    /// Reads `Basic base64(username:password)`. A user name has no colon; a password may.
    fn read(header: &str) -> Result<Self, Refusal> {
        if header.trim().is_empty() {
            return Err(Refusal::MissingCredentials);
        }
        let text = authorization::of_scheme(header, "Basic")
            .and_then(authorization::base64)
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or(Refusal::WrongCredentials)?;
        let (username, password) = text.split_once(':').ok_or(Refusal::WrongCredentials)?;
        if username.is_empty() || password.is_empty() {
            return Err(Refusal::MissingCredentials);
        }
        if username.len() > MAX_NAME_BYTES {
            return Err(Refusal::WrongCredentials);
        }
        Ok(Self { username: username.to_owned(), password: password.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::store::principal::Grant;
    use uuid::Uuid;

    const SECRET: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2Vj";

    fn subscriber(disabled: bool) -> Option<Subscriber> {
        let scopes = vec!["customer.search".to_owned()];
        Some(Subscriber {
            username: "dms".to_owned(),
            secret: SecretHash::of(SECRET),
            grants: vec![Grant { department: "service".to_owned(), scopes }],
            disabled,
        })
    }

    fn department(token: &str) -> Option<Department> {
        let tenant = TenantId::try_from(1686).unwrap();
        Some(Department { token: token.to_owned(), dealer: Uuid::nil(), tenant })
    }

    #[test]
    fn a_caller_has_the_tenant_and_the_scopes_of_the_department() {
        let caller = judge(subscriber(false), department("service"), SECRET).unwrap();
        assert_eq!(caller.tenant.get(), 1686);
        assert!(caller.check(Access::Scope("customer.search")).is_ok());
        let refused = caller.check(Access::Scope("customer.update"));
        assert!(matches!(refused, Err(Refusal::ScopeNotGranted("customer.update"))));
        assert!(caller.check(Access::Roles(&["customer.update"])).is_err());
    }

    #[test]
    fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
        let unknown = judge(None, department("service"), SECRET);
        assert!(matches!(unknown, Err(Refusal::WrongCredentials)));
        let wrong = judge(subscriber(false), department("service"), "another");
        assert!(matches!(wrong, Err(Refusal::WrongCredentials)));
    }

    #[test]
    fn an_unknown_department_and_one_that_is_not_granted_get_the_same_answer() {
        for department in [None, department("sales")] {
            let judged = judge(subscriber(false), department, SECRET);
            assert!(matches!(judged, Err(Refusal::DepartmentNotGranted)));
        }
    }

    #[test]
    fn only_the_right_password_learns_that_a_subscriber_is_disabled() {
        let judged = judge(subscriber(true), None, "another");
        assert!(matches!(judged, Err(Refusal::WrongCredentials)));
        assert!(matches!(judge(subscriber(true), None, SECRET), Err(Refusal::Disabled)));
    }

    #[test]
    fn a_credential_is_split_at_the_first_colon() {
        let credentials = Credentials::read("basic  dXNlcjpwYTpzcw==").ok().unwrap();
        assert_eq!((&*credentials.username, &*credentials.password), ("user", "pa:ss"));
        for header in ["", "Basic Og=="] {
            assert!(matches!(Credentials::read(header), Err(Refusal::MissingCredentials)));
        }
        for header in ["Bearer dXNlcjpwYXNz", "Basic dXNlcg==", "Basic !!!"] {
            assert!(matches!(Credentials::read(header), Err(Refusal::WrongCredentials)));
        }
    }
}
