use shared::runtime::{Access, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, get};
use shared::store::{Get, grant};

use crate::Bluerocktel;
use crate::account;
use crate::caller::Caller;
use crate::refusal::Refusal;
use crate::view::Found;

/// A customer by its account number. The first call reads the user and the holder of the account,
/// the second call reads the customer.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomerAccount;

impl Endpoint for GetCustomerAccount {
    type Api = Bluerocktel;

    const SPEC: Spec = Spec {
        name: "bluerocktel-get-customer-account",
        about: "one customer, by account",
        routes: &[get("/api/v1/customerAccounts/{customerAccount}")],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[grant::USER, grant::LIMITS, grant::ACCOUNT, grant::READ_CUSTOMER],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Bluerocktel>) -> Result<Response, Refusal> {
        let claim = call.request.path_parameter("customerAccount").and_then(account::claim);
        let (caller, (claimed,)) =
            Caller::admit(call, |tenant| (claim.map(|claim| Get::claim(tenant, &claim)),)).await?;
        let claimed = claimed.ok_or(Refusal::NotFound)?;
        Ok(call.json(&Found(&caller.customer(call, claimed.customer).await?)))
    }
}
