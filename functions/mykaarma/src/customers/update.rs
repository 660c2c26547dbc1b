//! Updating a customer.

mod apply;
mod duplicates;
mod input;

use shared::id::{CustomerId, CustomerUuid, TenantId};
use shared::record::Customer;
use shared::record::index::Claim;
use shared::runtime::{
    Access, Call, Effect, Endpoint, Memory, Request, Response, Spec, StatusCode, post, put,
};
use shared::store::{Get, Store, grant};

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
        // The tenant's grant covers the claim of a customer's UUID too.
        grants: &[grant::SUBSCRIBER, grant::TENANT, grant::FIND_CUSTOMERS, grant::UPDATE_CUSTOMER],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Mykaarma>) -> Result<Response, Refusal> {
        let store = &call.app.store;
        let (id, uuid) = customer_id(call.request);
        let (caller, (by_id, claimed)) = Caller::admit(call, |tenant| {
            let claim = |uuid: CustomerUuid| Get::claim(tenant, &Claim::Uuid(uuid.to_string()));
            Ok((id.map(|id| Get::customer(tenant, id)), uuid.map(claim)))
        })
        .await?;
        let customer = match claimed {
            Some(claimed) => store.get(Get::customer(caller.tenant, claimed.customer)).await?,
            None => by_id,
        };
        let customer = customer.ok_or(Refusal::NotFound)?;
        let body = call.request.json()?.ok_or(Refusal::NoBody)?;
        let update = Update::read(&body)?;
        check_dealers(store, caller.tenant, &update.dealers).await?;
        if update.is_empty() {
            return Ok(Response::empty(StatusCode::NO_CONTENT));
        }
        let warnings = write(call, &caller, customer, update).await?;
        Ok(call.json(&Envelope::done(warnings)))
    }
}

/// The path's `customerID`: a numeric id or a UUID. A text that is neither leads to no customer.
fn customer_id(request: &Request) -> (Option<CustomerId>, Option<CustomerUuid>) {
    let text = request.path_parameter("customerID").unwrap_or_default();
    (text.parse().ok(), text.parse().ok())
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
    let is_known = |dealer: &&DealerInput| dealer.uuid.is_some_and(|uuid| known.contains(&uuid));
    let errors: Vec<FieldError> = dealers
        .iter()
        .filter(|dealer| !is_known(dealer))
        .map(|dealer| FieldError::new(&dealer.path, FieldRule::Dealer))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// Searches for duplicates where the update asks for it, then writes. If the search fails,
/// nothing is written.
async fn write(
    call: &Call<'_, Mykaarma>,
    caller: &Caller,
    customer: Customer,
    mut update: Update,
) -> Result<Vec<Warning>, Refusal> {
    let (store, now) = (&call.app.store, call.app.clock.now());
    let mut duplicates = Vec::new();
    if update.search_for_duplicate {
        let mut updated = customer.clone();
        apply::apply(&update, &mut updated, now)?;
        duplicates = duplicates::search(store, caller.tenant, &updated).await?;
    }
    let origin = call.origin(actor(caller, update.requester.as_deref()));
    let change = |customer: &mut Customer| apply::apply(&update, customer, now);
    store.update(caller.tenant, &origin, customer, change).await?.ok_or(Refusal::NotFound)?;
    update.warnings.append(&mut duplicates);
    Ok(update.warnings)
}

/// Who wrote, as the change history keeps it.
fn actor(caller: &Caller, requester: Option<&str>) -> String {
    match requester {
        Some(user) => format!("subscriber:{} user:{user}", caller.subscriber),
        None => format!("subscriber:{}", caller.subscriber),
    }
}
