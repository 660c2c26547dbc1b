//! Updating a customer.

use shared::id::{CustomerId, CustomerUuid};
use shared::record::Customer;
use shared::record::index::Claim;
use shared::runtime::{Api as _, App, Endpoint, Request, Response, StatusCode};
use shared::store::{Get, Origin, Store};

use crate::caller::{self, Caller, Scope};
use crate::error::{Problem, Refusal};
use crate::input::{DealerInput, Update};
use crate::{Mykaarma, apply, duplicates, envelope};

/// `POST` and `PUT /v2/department/{token}/customer/{customerID}`.
///
/// The credentials are checked first, then the customer, then the body.
#[derive(Debug, Clone, Copy)]
pub struct UpdateCustomer;

impl Endpoint for UpdateCustomer {
    type Api = Mykaarma;

    const NAME: &'static str = "mykaarma-update-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Refusal> {
        let caller = caller::authenticate(app, request, Scope::Update).await?;
        let customer = find(app, &caller, request).await?.ok_or(Refusal::UnknownCustomer)?;
        let body = request.json()?.ok_or(Refusal::NoBody)?;
        let update = Update::read(&body)?;
        check_dealers(&app.store, &caller, &update.dealers).await?;
        if update.is_empty() {
            return Ok(Response::empty(StatusCode::NO_CONTENT));
        }
        run(app, request, &caller, customer, update).await
    }
}

/// Looks for duplicates where that is asked for, then writes: if the search fails, nothing was
/// written.
async fn run(
    app: &App,
    request: &Request,
    caller: &Caller,
    customer: Customer,
    mut update: Update,
) -> Result<Response, Refusal> {
    let now = app.clock.now();
    let mut warnings = std::mem::take(&mut update.warnings);
    if update.search_for_duplicate {
        let mut updated = customer.clone();
        apply::apply(&update, &mut updated, now)?;
        warnings.extend(duplicates::search(&app.store, caller.tenant, &updated).await?);
    }
    let actor = actor(caller, &update);
    let origin = Origin::of(Mykaarma::NAME, UpdateCustomer::NAME, actor, request);
    let change = |customer: &mut Customer| apply::apply(&update, customer, now);
    app.store
        .update(caller.tenant, &origin, customer, change)
        .await?
        .ok_or(Refusal::UnknownCustomer)?;
    Ok(envelope::done(&warnings))
}

/// The customer of the path's `customerID`: its numeric id or its UUID.
async fn find(app: &App, caller: &Caller, request: &Request) -> Result<Option<Customer>, Refusal> {
    let id = request.path_parameter("customerID").unwrap_or_default();
    if let Ok(id) = id.parse::<CustomerId>() {
        return Ok(app.store.get(Get::customer(caller.tenant, id)).await?);
    }
    match id.parse::<CustomerUuid>() {
        Ok(uuid) => {
            let claim = Claim::Uuid(uuid.to_string());
            Ok(app.store.customer_by_claim(caller.tenant, &claim).await?)
        }
        Err(_) => Ok(None),
    }
}

/// Each dealer of the list must belong to the tenant, which is read for it alone.
async fn check_dealers(
    store: &Store,
    caller: &Caller,
    dealers: &[DealerInput],
) -> Result<(), Refusal> {
    if dealers.is_empty() {
        return Ok(());
    }
    let tenant = store.get(Get::tenant(caller.tenant)).await?;
    let known = tenant.map(|tenant| tenant.dealers).unwrap_or_default();
    let is_known = |dealer: &&DealerInput| dealer.uuid.is_some_and(|uuid| known.contains(&uuid));
    let problems: Vec<Problem> = dealers
        .iter()
        .filter(|dealer| !is_known(dealer))
        .map(|dealer| Problem::new(&dealer.path, "is no dealer of the department's tenant"))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Who wrote, as the change history keeps it.
fn actor(caller: &Caller, update: &Update) -> String {
    match &update.requester {
        Some(user) => format!("subscriber:{} user:{user}", caller.subscriber),
        None => format!("subscriber:{}", caller.subscriber),
    }
}
