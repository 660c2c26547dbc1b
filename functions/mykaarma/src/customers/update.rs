//! Updating a customer.

mod apply;
mod duplicates;
mod input;

use shared::id::TenantId;
use shared::record::Customer;
use shared::runtime::{
    Access, Api as _, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, post, put,
};
use shared::store::{Get, Origin, Resolve, Store, grant};

use crate::Mykaarma;
use crate::caller::Caller;
use crate::envelope::Envelope;
use crate::field_error::{FieldError, FieldRule};
use crate::refusal::Refusal;
use crate::warning::Warning;
use input::{DealerInput, Update};

const PATH: &str = "/v2/department/{token}/customer/{customerID}";
/// The reference's samples have this prefix.
const PREFIXED_PATH: &str = "/customer/v2/department/{token}/customer/{customerID}";

/// The scope that an update needs besides its own if it searches.
const SEARCH: &str = "customer.search";

/// Writes a customer and its vehicles. The customer is looked up before the body is read.
#[derive(Debug, Clone, Copy)]
pub struct UpdateCustomer;

impl Endpoint for UpdateCustomer {
    type Api = Mykaarma;

    const SPEC: Spec = Spec {
        name: "mykaarma-update-customer",
        about: "writes a customer and its vehicles",
        routes: &[post(PATH), put(PATH), post(PREFIXED_PATH), put(PREFIXED_PATH)],
        effect: Effect::Write,
        success: StatusCode::OK,
        access: Access::Scope("customer.update"),
        grants: &[
            grant::SUBSCRIBER,
            grant::LIMITS,
            grant::TENANT,
            grant::RESOLVE_TEXT,
            grant::FIND_CUSTOMERS,
            grant::UPDATE_CUSTOMER,
        ],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Mykaarma>) -> Result<Response, Refusal> {
        let store = &call.app.store;
        let id = call.request.path_parameter("customerID").unwrap_or_default();
        let (caller, (found,)) =
            Caller::admit(call, |tenant| Ok((Resolve::text(tenant, Mykaarma::NAME, id),))).await?;
        let customer = store.resolve(found).await?.ok_or(Refusal::NotFound)?;
        let body = call.request.json()?.ok_or(Refusal::NoBody)?;
        let update = Update::read(&body)?;
        check_dealers(store, caller.tenant, &update.dealers).await?;
        if update.is_empty() {
            let nothing = Response::empty(StatusCode::NO_CONTENT);
            // Clients take an answer without this type for one that is not the API's.
            return Ok(nothing.with("content-type", "application/json"));
        }
        let warnings = write(call, &caller, customer, update).await?;
        Ok(call.json(&Envelope::done(warnings)))
    }
}

/// Each dealer must belong to the tenant, which is read for this check alone.
async fn check_dealers(
    store: &Store,
    tenant: TenantId,
    dealers: &[DealerInput],
) -> Result<(), Refusal> {
    if dealers.is_empty() {
        return Ok(());
    }
    let tenant = store.get(Get::tenant(tenant)).await?;
    let known = tenant.map(|tenant| tenant.dealers).unwrap_or_default();
    let is_known = |dealer: &&DealerInput| known.iter().any(|known| known.is(&dealer.id));
    let errors: Vec<FieldError> = dealers
        .iter()
        .filter(|dealer| !is_known(dealer))
        .map(|dealer| FieldError::new(&dealer.path, FieldRule::Dealer))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// Searches for duplicates if the update asks for it and the caller may search, then writes. If
/// the search fails, nothing is written.
async fn write(
    call: &Call<'_, Mykaarma>,
    caller: &Caller,
    customer: Customer,
    update: Update,
) -> Result<Vec<Warning>, Refusal> {
    let (store, now) = (&call.app.store, call.app.clock.now());
    let mut duplicates = Vec::new();
    if update.search_for_duplicate && caller.has_scope(SEARCH) {
        let mut updated = customer.clone();
        apply::apply(&update, &mut updated, now)?;
        duplicates = duplicates::search(store, caller.tenant, &updated).await?;
    }
    let actor = format!("subscriber:{}", caller.subscriber);
    let origin = Origin { requester: update.requester.clone(), ..call.origin(actor) };
    let mut warnings = Vec::new();
    let change = |customer: &mut Customer| {
        warnings = apply::apply(&update, customer, now)?;
        Ok::<_, Refusal>(())
    };
    store.update(caller.tenant, &origin, customer, change).await?.ok_or(Refusal::NotFound)?;
    warnings.append(&mut duplicates);
    Ok(warnings)
}
