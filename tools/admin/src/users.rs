//! Users, their logins and their API keys.

use shared::id::{ApiName, CustomerId, PartId, TenantId, UserId};
use shared::record::fold;
use shared::secret::{PasswordHash, SecretHash};
use shared::store::principal::{ApiKey, Login, User};
use shared::store::{Entity, Get, NewItems, Store, WriteError};
use uuid::Uuid;

use crate::{AdminError, Password, Secret, api, tenants};

/// How many random ids are tried.
const ID_TRIES: u32 = 8;

/// A user to add.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The id. Without it, a random one is used.
    pub id: Option<UserId>,
    /// The API that the user may call.
    pub api: ApiName,
    /// The tenants that the user may act in.
    pub tenants: Vec<TenantId>,
    /// Roles that the API has ([`api::roles`]).
    pub roles: Vec<String>,
    /// The e-mail address that the user logs in with.
    pub email: Option<String>,
    /// The user's name.
    pub name: Option<String>,
    /// The customer that the user belongs to, in the first tenant.
    pub customer: Option<CustomerId>,
    /// The dispatch locations where the user works.
    pub locations: Vec<PartId>,
    /// The password. Without it, the user cannot log in.
    pub password: Option<Password>,
}

impl NewUser {
    /// A user of an API in one tenant, without a role or anything else.
    #[must_use]
    pub fn of(api: ApiName, tenant: TenantId) -> Self {
        Self {
            id: None,
            api,
            tenants: vec![tenant],
            roles: Vec::new(),
            email: None,
            name: None,
            customer: None,
            locations: Vec::new(),
            password: None,
        }
    }
}

/// Adds a user and, if there is a password, the login, in one transaction.
///
/// # Errors
/// The API does not have one of the roles, a tenant does not exist, a password comes without an
/// e-mail address, or the id or the login is taken.
pub async fn add(store: &Store, new: NewUser) -> Result<User, AdminError> {
    let known = api::roles(new.api);
    if let Some(role) = new.roles.iter().find(|role| !known.contains(&role.as_str())) {
        return Err(AdminError::UnknownRole { api: new.api, role: role.clone(), known });
    }
    for &tenant in &new.tenants {
        tenants::get(store, tenant).await?;
    }
    let login = match (&new.password, &new.email) {
        (None, _) => None,
        (Some(_), None) => return Err(AdminError::PasswordWithoutEmail),
        (Some(password), Some(email)) => Some((fold::email(email), hashed(password)?)),
    };
    for _ in 0..ID_TRIES {
        let user = user_of(&new, new.id.map_or_else(random_id, Ok)?);
        let mut items = NewItems::new().with(Get::user(user.id), &user)?;
        if let Some((name, password)) = &login {
            let at = Get::login(new.api, name);
            items = items.with(at, &Login { user: user.id, password: password.clone() })?;
        }
        match store.put_new(items).await {
            Ok(()) => return Ok(user),
            Err(WriteError::Exists) if new.id.is_none() && !login_taken(store, &new).await? => {}
            Err(error) => {
                return Err(AdminError::writing(format!("user {} or its login", user.id))(error));
            }
        }
    }
    Err(AdminError::NoFreeId)
}

/// Reads a user, which must exist.
pub async fn get(store: &Store, id: UserId) -> Result<User, AdminError> {
    store.get(Get::user(id)).await?.ok_or(AdminError::NoUser(id))
}

/// Stops a user from calling. Processes that remember the user forget it within a minute.
pub async fn disable(store: &Store, id: UserId) -> Result<User, AdminError> {
    amend(store, Get::user(id), AdminError::NoUser(id), |user: &mut User| user.disabled = true)
        .await
}

/// Ends all sessions of a user: tokens of sessions that began before now are refused. A token that
/// is made in the same second may be refused too.
pub async fn revoke_tokens(store: &Store, id: UserId) -> Result<User, AdminError> {
    let now = store.clock().now();
    let revoke = |user: &mut User| user.tokens_from = Some(now);
    amend(store, Get::user(id), AdminError::NoUser(id), revoke).await
}

/// Changes a user's password, or gives it a first one, and ends all its sessions. Processes that
/// remember the old password forget it within a minute.
///
/// # Errors
/// There is no such user, it has no e-mail address to log in with, the password is empty or too
/// long, or another user has this login.
pub async fn set_password(
    store: &Store,
    id: UserId,
    password: &Password,
) -> Result<User, AdminError> {
    let user = get(store, id).await?;
    let email = user.email.as_deref().ok_or(AdminError::PasswordWithoutEmail)?;
    let api = api::named(&user.api).ok_or_else(|| AdminError::NoTokens(user.api.clone()))?;
    let name = fold::email(email);
    let password = hashed(password)?;
    let at = || Get::login(api.name, &name);
    if store.get(at()).await?.is_some() {
        let change = |login: &mut Login| {
            if login.user != id {
                return Err(AdminError::LoginTaken(id));
            }
            login.password = password;
            Ok(())
        };
        store.amend(at(), change).await?;
    } else {
        let items = NewItems::new().with(at(), &Login { user: id, password })?;
        store
            .put_new(items)
            .await
            .map_err(AdminError::writing(format!("the login of user {id}")))?;
    }
    // Last, so that no session can begin with the old password after this.
    revoke_tokens(store, id).await
}

/// Stops an API key from working. Processes that remember the key forget it within a minute.
pub async fn disable_api_key(store: &Store, key: &str) -> Result<ApiKey, AdminError> {
    let at = Get::api_key(&SecretHash::of(key));
    amend(store, at, AdminError::NoApiKey, |key: &mut ApiKey| key.disabled = true).await
}

/// Makes an API key for a user and returns it. Only its hash is stored, so it cannot be shown
/// again.
pub async fn add_api_key(
    store: &Store,
    user: UserId,
    secret: Secret<'_>,
) -> Result<String, AdminError> {
    let user = get(store, user).await?;
    let secret = secret.reveal()?;
    let key = ApiKey { user: user.id, api: user.api, rate: None, disabled: false };
    let items = NewItems::new().with(Get::api_key(&SecretHash::of(&secret)), &key)?;
    store.put_new(items).await.map_err(AdminError::writing("the API key"))?;
    Ok(secret)
}

/// Changes an item. `none` is the error if there is no such item.
pub(crate) async fn amend<E: Entity>(
    store: &Store,
    at: Get<E>,
    none: AdminError,
    change: impl FnOnce(&mut E),
) -> Result<E, AdminError> {
    let amended = store.amend(at, |item| {
        change(item);
        Ok::<_, AdminError>(())
    });
    amended.await.map_err(|error| missing(error, none))
}

/// Replaces the error that says that an item is missing.
pub(crate) fn missing(error: AdminError, instead: AdminError) -> AdminError {
    match error {
        AdminError::Write { error: WriteError::Missing, .. } => instead,
        error => error,
    }
}

fn user_of(new: &NewUser, id: UserId) -> User {
    User {
        id,
        api: new.api.as_str().to_owned(),
        tenants: new.tenants.clone(),
        roles: new.roles.clone(),
        email: new.email.clone(),
        name: new.name.clone(),
        customer: new.customer,
        locations: new.locations.clone(),
        rate: None,
        tokens_from: None,
        disabled: false,
    }
}

fn hashed(password: &Password) -> Result<PasswordHash, AdminError> {
    match password {
        Password::Plain(password) if password.is_empty() => Err(AdminError::EmptyPassword),
        Password::Plain(password) => Ok(PasswordHash::new(password)?),
        Password::Hashed(hash) => Ok(hash.clone()),
    }
}

async fn login_taken(store: &Store, new: &NewUser) -> Result<bool, AdminError> {
    match (&new.password, &new.email) {
        (Some(_), Some(email)) => {
            let at = Get::login(new.api, &fold::email(email));
            Ok(store.get(at).await?.is_some())
        }
        _ => Ok(false),
    }
}

/// A random id of nine digits: tokens contain it, so it is short.
fn random_id() -> Result<UserId, AdminError> {
    const FIRST: u64 = 100_000_000;
    const MANY: u64 = 900_000_000;
    // The lowest 62 bits of a version 4 UUID are random.
    let random = Uuid::new_v4().as_u64_pair().1 & ((1 << 62) - 1);
    UserId::try_from(FIRST + random % MANY).map_err(|_| AdminError::NoFreeId)
}
