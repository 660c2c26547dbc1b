//! Who is calling, and the customer they are bound to.

use shared::auth::authorization;
use shared::id::{CustomerId, TenantId};
use shared::record::Customer;
use shared::runtime::{App, Request};
use shared::store::principal::User;
use shared::store::{Get, StoreError};

use crate::envelope::Auth;
use crate::error::{Error, Problem};
use crate::token::{self, Claims};

/// A user of this API, authenticated.
#[derive(Debug)]
pub struct Caller {
    /// The user.
    pub user: User,
    /// The tenant it acts in.
    pub tenant: TenantId,
    /// The customer it is bound to, if that one lives.
    pub customer: Option<Customer>,
    /// The fresh token that its answer carries.
    pub auth: Auth,
}

impl Caller {
    /// Authenticates a request: one call to the table, which brings the customer too.
    pub async fn authenticate(app: &App, request: &Request) -> Result<Self, Problem> {
        let claims = verify(app, request).await?;
        let (user, read) = read(app, &claims).await?;
        let user = user.ok_or(Problem::Credentials)?;
        let tenant = admit(&user)?;
        let customer = bound(app, &user, tenant, &claims, read).await?;
        let token = token::mint(&app.keys, &app.store, &app.clock, &user).await?;
        Ok(Self { user, tenant, customer, auth: Auth::new(token) })
    }

    /// A refusal of this caller, with its fresh token.
    #[must_use]
    pub fn refuse(self, problem: Problem) -> Error {
        Error::of_caller(problem, self.auth)
    }
}

async fn verify(app: &App, request: &Request) -> Result<Claims, Problem> {
    let header = request.header("authorization").map(str::trim).unwrap_or_default();
    if header.is_empty() {
        return Err(Problem::NoToken);
    }
    let jwt = authorization::of_scheme(header, "Basic")
        .and_then(token::read)
        .ok_or(Problem::Credentials)?;
    Ok(app.keys.verify(&app.store, &app.clock, &token::RULES, &jwt).await?)
}

/// The user and, in the same call, the customer that the token says it is bound to.
async fn read(app: &App, claims: &Claims) -> Result<(Option<User>, Option<Customer>), StoreError> {
    let user = Get::user(claims.payload.user_id);
    match claims.cus {
        Some(id) => app.store.get_all(&(user, Get::customer(claims.ten, id))).await,
        None => Ok((app.store.get(user).await?, None)),
    }
}

/// The tenant in which a user may call this API, if it may at all.
fn admit(user: &User) -> Result<TenantId, Problem> {
    if user.api != crate::NAME.as_str() {
        return Err(Problem::Credentials);
    }
    if user.disabled {
        return Err(Problem::Disabled);
    }
    user.tenants.first().copied().ok_or(Problem::Credentials)
}

/// The customer that the user is bound to now: the one read with it, unless the binding has
/// moved since the token was made.
async fn bound(
    app: &App,
    user: &User,
    tenant: TenantId,
    claims: &Claims,
    read: Option<Customer>,
) -> Result<Option<Customer>, StoreError> {
    let claimed: (TenantId, Option<CustomerId>) = (claims.ten, claims.cus);
    match user.customer {
        id if (tenant, id) == claimed => Ok(read),
        Some(id) => app.store.get(Get::customer(tenant, id)).await,
        None => Ok(None),
    }
}
