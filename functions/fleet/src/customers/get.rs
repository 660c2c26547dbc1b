use shared::runtime::{Access, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, get};
use shared::store::grant;

use crate::caller::Caller;
use crate::refusal::Refusal;
use crate::{Fleet, envelope};

/// The customer that the caller is bound to.
#[derive(Debug, Clone, Copy)]
pub struct ShowCustomer;

impl Endpoint for ShowCustomer {
    type Api = Fleet;

    const SPEC: Spec = Spec {
        name: "fleet-show-customer",
        about: "the caller's own customer",
        routes: &[get("/v1/customers")],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[grant::USER, grant::LIMITS, grant::READ_CUSTOMER],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Fleet>) -> Result<Response, Refusal> {
        let (_, (customer,)) = Caller::admit(call, |binding| (binding.get_customer(),)).await?;
        let customer = customer.ok_or(Refusal::NotFound)?;
        Ok(envelope::customer(call.spec.success, &customer))
    }
}
