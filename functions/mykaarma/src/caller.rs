//! Who is calling: a service subscriber, for one department that it is granted.

use std::sync::Arc;

use shared::auth::authorization;
use shared::id::TenantId;
use shared::rate::CountedRequest;
use shared::runtime::{Access, Api as _, Call, Cause, Fault};
use shared::secret::SecretHash;
use shared::store::principal::{Department, LimitMultiplier, Subscriber};
use shared::store::{Both, Get, GetAll, Subject};

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
    /// The multiple of the documented limits that applies, if it has its own.
    rate: Option<LimitMultiplier>,
}

impl Caller {
    /// Admits a caller: verifies its credential and the department of the path in one read of two
    /// items, or in none within a minute of the last, and counts the request. Then it applies the
    /// scope that the endpoint's facts name. Last, it reads what the endpoint `wants` in the
    /// caller's tenant, which only the department tells.
    pub async fn admit<G: GetAll>(
        call: &Call<'_, Mykaarma>,
        wants: impl FnOnce(TenantId) -> Result<G, Refusal>,
    ) -> Result<(Arc<Self>, G::Found), Refusal> {
        let (caller, mut counted) = Self::verify(call).await?;
        let read = caller.read(call, wants, &mut counted).await;
        let app = call.app;
        let found = app.rates.settle_refused(&app.store, &mut counted, read).await?;
        Ok((caller, found))
    }

    async fn verify(call: &Call<'_, Mykaarma>) -> Result<(Arc<Self>, CountedRequest), Refusal> {
        let (app, request) = (call.app, call.request);
        let credentials = Credentials::read(request.header("authorization").unwrap_or_default())?;
        let token = request.path_parameter("token").unwrap_or_default();
        let says = [&*credentials.username, &*credentials.password, token];
        let now = app.clock.now();
        if let Some(caller) = app.remembered.get::<Self>(&says, now) {
            let counted = count(call, &caller.subscriber)?;
            return Ok((caller, counted));
        }
        // A token that is too long is read as the empty one, which no department has either.
        let key = if token.len() > MAX_NAME_BYTES { "" } else { token };
        let gets = (Get::subscriber(&credentials.username), Get::department(key));
        let (subscriber, department) = app.store.get_all(&gets).await?;
        let subscriber = known(subscriber, &credentials.password)?;
        let mut counted = count(call, &subscriber.username)?;
        let judged = judge(subscriber, department).map(Arc::new);
        let caller = app.rates.settle_refused(&app.store, &mut counted, judged).await?;
        app.remembered.put(&says, now, Arc::clone(&caller));
        Ok((caller, counted))
    }

    /// Reads what the endpoint wants, if the caller has the scope for it. Refuses a caller that has
    /// called too often.
    async fn read<G: GetAll>(
        &self,
        call: &Call<'_, Mykaarma>,
        wants: impl FnOnce(TenantId) -> Result<G, Refusal>,
        counted: &mut CountedRequest,
    ) -> Result<G::Found, Refusal> {
        self.check(call.spec.access)?;
        let app = call.app;
        let limits = counted.wants_multiplier.then(|| Get::tenant_limits(self.tenant));
        let gets = Both((limits,), wants(self.tenant)?);
        let read = app.store.get_all(&gets);
        let ((limits,), found) = counted.beside(&app.rates, &app.store, read).await?;
        let multiplier = counted.wants_multiplier.then(|| LimitMultiplier::of(self.rate, limits));
        app.rates.settle(counted, multiplier)?;
        Ok(found)
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

/// Counts a request of a subscriber, unless the process knows that there were too many.
fn count(call: &Call<'_, Mykaarma>, username: &str) -> Result<CountedRequest, Refusal> {
    Ok(call.count(Subject::subscriber(Mykaarma::NAME, username))?)
}

/// The subscriber, if it has this password or may not call in any case. A disabled one is refused
/// before anything is hashed.
fn known(subscriber: Option<Subscriber>, password: &str) -> Result<Subscriber, Refusal> {
    let Some(subscriber) = subscriber else {
        // Do the work of a wrong password, so that the time tells nobody which names exist.
        std::hint::black_box(SecretHash::of(password));
        return Err(Refusal::WrongCredentials);
    };
    if subscriber.disabled || subscriber.secret.matches(password) {
        Ok(subscriber)
    } else {
        Err(Refusal::WrongCredentials)
    }
}

/// Whether the subscriber may call for the department. A disabled one has the answer of a wrong
/// password, because its password was not looked at.
fn judge(subscriber: Subscriber, department: Option<Department>) -> Result<Caller, Refusal> {
    if subscriber.disabled {
        return Err(Refusal::WrongCredentials);
    }
    let department = department.filter(|department| !department.revoked);
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
        rate: subscriber.rate,
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

    const SECRET: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2Vj";

    fn subscriber(disabled: bool) -> Option<Subscriber> {
        let scopes = vec!["customer.search".to_owned()];
        Some(Subscriber {
            username: "dms".to_owned(),
            secret: SecretHash::of(SECRET),
            grants: vec![Grant { department: "service".to_owned(), scopes }],
            rate: None,
            disabled,
        })
    }

    fn department(token: &str) -> Option<Department> {
        let tenant = TenantId::try_from(1686).unwrap();
        let dealer = "dealer".parse().ok()?;
        Some(Department { token: token.to_owned(), dealer, tenant, revoked: false })
    }

    /// A subscriber that may call, for a department.
    fn judged(department: Option<Department>) -> Result<Caller, Refusal> {
        judge(known(subscriber(false), SECRET).unwrap(), department)
    }

    #[test]
    fn a_caller_has_the_tenant_and_the_scopes_of_the_department() {
        let caller = judged(department("service")).unwrap();
        assert_eq!(caller.tenant.get(), 1686);
        assert!(caller.check(Access::Scope("customer.search")).is_ok());
        let refused = caller.check(Access::Scope("customer.update"));
        assert!(matches!(refused, Err(Refusal::ScopeNotGranted("customer.update"))));
        assert!(caller.check(Access::Roles(&["customer.update"])).is_err());
    }

    #[test]
    fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
        assert!(matches!(known(None, SECRET), Err(Refusal::WrongCredentials)));
        assert!(matches!(known(subscriber(false), "another"), Err(Refusal::WrongCredentials)));
    }

    #[test]
    fn unknown_revoked_and_not_granted_departments_get_the_same_answer() {
        let revoked = department("service").map(|known| Department { revoked: true, ..known });
        for department in [None, department("sales"), revoked] {
            assert!(matches!(judged(department), Err(Refusal::DepartmentNotGranted)));
        }
    }

    #[test]
    fn a_disabled_subscriber_has_the_answer_of_a_wrong_password() {
        for password in [SECRET, "another"] {
            let known = known(subscriber(true), password).unwrap();
            let judged = judge(known, department("service"));
            assert!(matches!(judged, Err(Refusal::WrongCredentials)));
        }
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
