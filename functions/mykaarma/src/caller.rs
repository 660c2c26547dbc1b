//! Who is calling: a service subscriber, for one department it is granted.

use std::sync::Arc;

use shared::auth::authorization;
use shared::secret::SecretHash;
use shared::id::TenantId;
use shared::runtime::{App, Request};
use shared::store::Get;
use shared::store::principal::{Department, Subscriber};

use crate::error::Refusal;

/// The longest user name and department token, in bytes: longer ones exist for nobody, and
/// would not fit into a key.
const MAX_NAME_BYTES: usize = 256;

/// What a subscriber may do in a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Read customers.
    Search,
    /// Write customers.
    Update,
}

impl Scope {
    /// Its name in a grant.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Search => "customer.search",
            Self::Update => "customer.update",
        }
    }
}

/// Why a caller is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialError {
    /// No `Authorization` header, or an empty user name or password.
    Missing,
    /// Not Basic authorization, or credentials that fit no subscriber.
    Wrong,
    /// The subscriber may not call any more.
    Disabled,
    /// No such department, or none that the subscriber is granted: the two are not told apart.
    Department,
    /// The department is granted, but not this scope.
    Scope(Scope),
}

/// A subscriber that was let in for one department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The subscriber's user name.
    pub subscriber: String,
    /// The tenant of the department's dealer.
    pub tenant: TenantId,
    /// The scopes it is granted in the department.
    scopes: Vec<String>,
}

/// Lets the caller in, or refuses it: the credentials, then the department of the path's
/// `token`, then the scope. One read of two items, or none within a minute of the last.
pub async fn authenticate(
    app: &App,
    request: &Request,
    scope: Scope,
) -> Result<Arc<Caller>, Refusal> {
    let header = request.header("authorization").unwrap_or_default();
    let token = request.path_parameter("token").unwrap_or_default();
    let now = app.clock.now();
    let caller = match app.remembered.get::<Caller>(&[header, token], now) {
        Some(caller) => caller,
        None => {
            let credentials = Credentials::read(header)?;
            let caller = Arc::new(verify(app, &credentials, token).await?);
            app.remembered.put(&[header, token], now, Arc::clone(&caller));
            caller
        }
    };
    if caller.scopes.iter().any(|granted| granted == scope.as_str()) {
        Ok(caller)
    } else {
        Err(CredentialError::Scope(scope).into())
    }
}

async fn verify(app: &App, credentials: &Credentials, token: &str) -> Result<Caller, Refusal> {
    if credentials.username.len() > MAX_NAME_BYTES {
        return Err(CredentialError::Wrong.into());
    }
    // No department has the empty token either.
    let token = if token.len() > MAX_NAME_BYTES { "" } else { token };
    let gets = (Get::<Subscriber>::subscriber(&credentials.username), Get::department(token));
    let (subscriber, department) = app.store.get_all(&gets).await?;
    Ok(admit(subscriber, department, &credentials.password)?)
}

/// The rules, apart from where the items come from.
fn admit(
    subscriber: Option<Subscriber>,
    department: Option<Department>,
    password: &str,
) -> Result<Caller, CredentialError> {
    let Some(subscriber) = subscriber else {
        // The work of a wrong password: how long it takes tells nobody which names exist.
        std::hint::black_box(SecretHash::of(password));
        return Err(CredentialError::Wrong);
    };
    if !subscriber.secret.matches(password) {
        return Err(CredentialError::Wrong);
    }
    if subscriber.disabled {
        return Err(CredentialError::Disabled);
    }
    let department = department.ok_or(CredentialError::Department)?;
    let mut grants = subscriber
        .grants
        .into_iter()
        .filter(|grant| grant.department == department.token)
        .peekable();
    if grants.peek().is_none() {
        return Err(CredentialError::Department);
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
    fn read(header: &str) -> Result<Self, CredentialError> {
        if header.trim().is_empty() {
            return Err(CredentialError::Missing);
        }
        let encoded = authorization::of_scheme(header, "Basic").ok_or(CredentialError::Wrong)?;
        let decoded = authorization::base64(encoded).ok_or(CredentialError::Wrong)?;
        let text = String::from_utf8(decoded).map_err(|_| CredentialError::Wrong)?;
        let (username, password) = text.split_once(':').ok_or(CredentialError::Wrong)?;
        if username.is_empty() || password.is_empty() {
            return Err(CredentialError::Missing);
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

    fn subscriber() -> Subscriber {
        Subscriber {
            username: "dms".to_owned(),
            secret: SecretHash::of(SECRET),
            grants: vec![Grant {
                department: "service".to_owned(),
                scopes: vec![Scope::Search.as_str().to_owned()],
            }],
            disabled: false,
        }
    }

    fn department(token: &str) -> Department {
        Department {
            token: token.to_owned(),
            dealer: Uuid::nil(),
            tenant: TenantId::try_from(1686).unwrap(),
        }
    }

    #[test]
    fn the_departments_tenant_and_scopes_are_the_callers() {
        let caller = admit(Some(subscriber()), Some(department("service")), SECRET).unwrap();
        assert_eq!(caller.tenant.get(), 1686);
        assert_eq!(caller.scopes, ["customer.search"]);
    }

    #[test]
    fn an_unknown_name_and_a_wrong_password_are_one_answer() {
        let unknown = admit(None, Some(department("service")), SECRET);
        let wrong = admit(Some(subscriber()), Some(department("service")), "another");
        assert_eq!(unknown, Err(CredentialError::Wrong));
        assert_eq!(unknown, wrong);
    }

    #[test]
    fn an_unknown_department_and_one_not_granted_are_one_answer() {
        let unknown = admit(Some(subscriber()), None, SECRET);
        let other = admit(Some(subscriber()), Some(department("sales")), SECRET);
        assert_eq!(unknown, Err(CredentialError::Department));
        assert_eq!(unknown, other);
    }

    #[test]
    fn that_a_subscriber_is_disabled_is_told_to_its_password_alone() {
        let disabled = || Some(Subscriber { disabled: true, ..subscriber() });
        assert_eq!(admit(disabled(), None, "another"), Err(CredentialError::Wrong));
        assert_eq!(admit(disabled(), None, SECRET), Err(CredentialError::Disabled));
    }

    #[test]
    fn credentials_are_split_at_the_first_colon() {
        let credentials = Credentials::read("basic  dXNlcjpwYTpzcw==").unwrap();
        assert_eq!((&*credentials.username, &*credentials.password), ("user", "pa:ss"));
        let refused = |header| Credentials::read(header).err();
        assert_eq!(refused(""), Some(CredentialError::Missing));
        assert_eq!(refused("Basic Og=="), Some(CredentialError::Missing));
        assert_eq!(refused("Bearer dXNlcjpwYXNz"), Some(CredentialError::Wrong));
        assert_eq!(refused("Basic dXNlcg=="), Some(CredentialError::Wrong));
        assert_eq!(refused("Basic !!!"), Some(CredentialError::Wrong));
    }
}
