use shared::runtime::{
    Access, Api as _, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, get,
};
use shared::store::{Resolve, grant};

use crate::Nutcache;
use crate::caller::Caller;
use crate::include::included;
use crate::refusal::Refusal;
use crate::view::Answer;

/// One customer, in an array of one.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomer;

impl Endpoint for GetCustomer {
    type Api = Nutcache;

    const SPEC: Spec = Spec {
        name: "nutcache-get-customer",
        about: "one customer",
        routes: &[get("/webapi/customers/{id}"), get("/api/customers/{id}")],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[
            grant::API_KEY,
            grant::VERIFIED,
            grant::USER,
            grant::TENANT,
            grant::LIMITS,
            grant::READ_CUSTOMER,
        ],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Nutcache>) -> Result<Response, Refusal> {
        let id = call.request.path_parameter("id").unwrap_or_default();
        let wants = |tenant| (Resolve::number(tenant, Nutcache::NAME, id),);
        let (caller, found) = Caller::admit(call, wants).await?.found()?;
        let customer = call.app.store.resolve(found).await?;
        let included = included(call.request.query()?)?;
        let customers = [customer.ok_or(Refusal::NotFound)?];
        Ok(call.json(&Answer::of(&caller.tenant, &customers).including(&included)))
    }
}
