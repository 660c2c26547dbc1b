use shared::runtime::{
    Access, Api as _, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, get,
};
use shared::store::{Get, Resolve, grant};

use crate::Bluerocktel;
use crate::account;
use crate::caller::Caller;
use crate::refusal::Refusal;
use crate::view::Found;

/// A customer by its id. If no customer has that id, or the text is not an id, it is read as an
/// account number. A number that is one customer's id and another one's account is refused, so that
/// nobody is shown a stranger's record.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomer;

impl Endpoint for GetCustomer {
    type Api = Bluerocktel;

    const SPEC: Spec = Spec {
        name: "bluerocktel-get-customer",
        about: "one customer, by id or account",
        routes: &[get("/api/v1/customers/{customer}")],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[grant::USER, grant::LIMITS, grant::READ_CUSTOMER, grant::ACCOUNT],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Bluerocktel>) -> Result<Response, Refusal> {
        let parameter = call.request.path_parameter("customer").unwrap_or_default();
        // Nobody has the empty text as id.
        let id = if account::is_id(parameter) { parameter } else { "" };
        let claim = account::claim(parameter);
        let (caller, (found, claimed)) = Caller::admit(call, |tenant| {
            let by_id = Resolve::number(tenant, Bluerocktel::NAME, id);
            let by_account = claim.map(|claim| Get::claim(tenant, &claim));
            (by_id, by_account)
        })
        .await?;
        let by_id = call.app.store.resolve(found).await?;
        let customer = match (by_id, claimed) {
            (Some(customer), Some(claimed)) if claimed.customer != customer.id => {
                return Err(Refusal::Ambiguous(customer.id_in(Bluerocktel::NAME)));
            }
            (Some(customer), _) => customer,
            (None, Some(claimed)) => caller.customer(call, claimed.customer).await?,
            (None, None) => return Err(Refusal::NotFound),
        };
        Ok(call.json(&Found(&customer)))
    }
}
