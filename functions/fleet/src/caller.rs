//! Who is calling, and the customer they are bound to.

use shared::auth::{Token, authorization};
use shared::id::{CustomerId, TenantId};
use shared::rate::{Counted, Exceeded, LimitMultiplier, Limit, Remaining, Subject, TenantLimits, CountedRequest};
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
    /// How many requests more it may make.
    pub room: Remaining,
}

/// A user's requests: the vendor's documentation has 300 a minute.
pub const LIMIT: Limit = Limit { secs: 60, most: 300, counted: Counted::InTable };

impl Caller {
    /// Authenticates a request: one call to the table, which brings the customer too. A caller
    /// that has called too often is told so before anything is read, where the process knows it.
    pub async fn authenticate(app: &App, request: &Request) -> Result<Self, Error> {
        let Known { token, visit, user, tenant, customer, limits } = know(app, request).await?;
        let fresh = token::mint(&app.keys, &app.store, &app.clock, &user).await;
        let auth = Auth::new(fresh.map_err(Problem::from)?);
        let room = match settle(app, &visit, &user, limits) {
            Ok(room) => room,
            Err(exceeded) => return Err(Error::of_caller(exceeded.into(), auth, exceeded.room)),
        };
        match bound(app, &user, tenant, &token.own, customer).await {
            Ok(customer) => Ok(Self { user, tenant, customer, auth, room }),
            Err(error) => Err(Error::of_caller(error.into(), auth, room)),
        }
    }

    /// A refusal of this caller, with its fresh token.
    #[must_use]
    pub fn refuse(self, problem: Problem) -> Error {
        Error::of_caller(problem, self.auth, self.room)
    }
}

/// A caller that may call, with what was read of it.
struct Known {
    token: Token<Claims>,
    visit: CountedRequest,
    user: User,
    tenant: TenantId,
    /// The customer that the token says.
    customer: Option<Customer>,
    limits: Option<TenantLimits>,
}

async fn know(app: &App, request: &Request) -> Result<Known, Problem> {
    let token = verify(app, request).await?;
    let subject = Subject::user(crate::NAME, token.user);
    let mut visit = app.rates.visit(subject, &[LIMIT], app.clock.now())?;
    let read = read(app, &token, visit.wants_factor);
    let Read { user, customer, limits } = visit.beside(app, read).await?;
    let user = user.ok_or(Problem::Credentials)?;
    let tenant = admit(&user)?;
    // What the token says may be old: another tenant's limits are not this user's.
    let limits = limits.filter(|_| token.own.ten == tenant);
    Ok(Known { token, visit, user, tenant, customer, limits })
}

async fn verify(app: &App, request: &Request) -> Result<Token<Claims>, Problem> {
    let header = request.header("authorization").map(str::trim).unwrap_or_default();
    if header.is_empty() {
        return Err(Problem::NoToken);
    }
    let jwt = authorization::of_scheme(header, "Basic")
        .and_then(token::read)
        .ok_or(Problem::Credentials)?;
    let token: Token<Claims> = app.keys.verify(&app.store, &app.clock, &jwt).await?;
    if token.own.payload.user_id != token.user {
        return Err(Problem::Credentials);
    }
    Ok(token)
}

/// What is read with every request.
struct Read {
    user: Option<User>,
    customer: Option<Customer>,
    limits: Option<TenantLimits>,
}

/// The user and, in the same call, the customer that the token says it is bound to, and now and
/// then what its tenant's users may call.
async fn read(app: &App, token: &Token<Claims>, wants_factor: bool) -> Result<Read, StoreError> {
    let claims = &token.own;
    let wanted = (
        Get::user(token.user),
        claims.cus.map(|id| Get::customer(claims.ten, id)),
        wants_factor.then(|| Get::tenant_limits(claims.ten)),
    );
    let (user, customer, limits) = app.store.get_all(&wanted).await?;
    Ok(Read { user, customer, limits })
}

fn settle(
    app: &App,
    visit: &CountedRequest,
    user: &User,
    limits: Option<TenantLimits>,
) -> Result<Remaining, Exceeded> {
    let factor = visit.wants_factor.then(|| LimitMultiplier::of(user.rate, limits));
    app.rates.settle(visit, factor)
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
