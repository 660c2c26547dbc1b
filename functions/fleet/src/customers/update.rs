mod input;

use shared::input::JsonOrForm;
use shared::runtime::{Access, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, put};
use shared::store::grant;

use crate::caller::Caller;
use crate::refusal::Refusal;
use crate::{Fleet, envelope};
use input::Update;

/// Writes to the customer that the caller is bound to. Without a body, the query is read.
#[derive(Debug, Clone, Copy)]
pub struct UpdateCustomer;

impl Endpoint for UpdateCustomer {
    type Api = Fleet;

    const SPEC: Spec = Spec {
        name: "fleet-update-customer",
        about: "writes the caller's own customer",
        routes: &[put("/v1/customers")],
        effect: Effect::Write,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[grant::USER, grant::LIMITS, grant::UPDATE_CUSTOMER],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Fleet>) -> Result<Response, Refusal> {
        let (caller, (customer,)) =
            Caller::admit(call, |binding| (binding.get_customer(),)).await?;
        let fields = match call.request.json_or_form()? {
            Some(body) => body,
            None => JsonOrForm::Form(call.request.query()?.clone()),
        };
        let update = Update::read(&fields, customer.as_ref())?;
        let current = customer.ok_or(Refusal::NotFound)?;
        let origin = call.origin(caller.actor());
        let (store, now) = (&call.app.store, call.app.clock.now());
        let change = |customer: &mut _| {
            update.apply(customer, now);
            Ok::<_, Refusal>(())
        };
        let updated = store.update(caller.tenant, &origin, current, change).await?;
        let customer = updated.ok_or(Refusal::NotFound)?;
        Ok(envelope::customer(call.spec.success, &customer))
    }
}
