use shared::id::{CustomerId, MAX_ID};
use shared::runtime::{
    Access, Api as _, Call, Effect, Endpoint, Fault, Memory, Request, Response, Spec, StatusCode,
    get,
};
use shared::store::{Resolve, grant};

use crate::Cro;
use crate::caller::Caller;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::view::CustomerModel;

/// One customer, if the caller can see it.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomer;

impl Endpoint for GetCustomer {
    type Api = Cro;

    const SPEC: Spec = Spec {
        name: "cro-get-customer",
        about: "one customer",
        routes: &[get("/customers/{customer_id}"), get("/customers/{customer_id}/{slash+}")],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::Roles(Role::READS_CUSTOMERS),
        grants: &[grant::USER, grant::LIMITS, grant::PIN, grant::READ_CUSTOMER],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Cro>) -> Result<Response, Refusal> {
        check_path_ends(call.request)?;
        let (caller, (found,)) = Caller::admit(call, |tenant| {
            let id = customer_id(call.request.path_parameter("customer_id"))?;
            Ok((Resolve::number(tenant, Cro::NAME, id),))
        })
        .await?;
        let customer = caller.see(call.app.store.resolve(found).await?)?;
        caller.answer(call, &CustomerModel::of(&customer, &caller.visibility)).await
    }
}

/// The route with the trailing slash also takes everything behind that slash. Refuses such paths.
fn check_path_ends(request: &Request) -> Result<(), Refusal> {
    match request.path_parameter("slash") {
        None | Some("" | "/") => Ok(()),
        Some(_) => Err(Fault::NoRoute.into()),
    }
}

/// The text of an id, which must be a number.
fn customer_id(parameter: Option<&str>) -> Result<&str, Refusal> {
    parameter.filter(|text| text.parse::<CustomerId>().is_ok()).ok_or_else(|| Refusal::Invalid {
        field: Some("customer_id"),
        detail: format!("Must be an integer from 1 to {MAX_ID}."),
    })
}
