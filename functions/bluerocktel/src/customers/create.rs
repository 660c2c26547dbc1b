mod input;

use shared::record::Customer;
use shared::runtime::{Access, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, post};
use shared::store::{Accounts, grant};

use self::input::{NewCustomer, Parameters};
use crate::Bluerocktel;
use crate::account;
use crate::caller::Caller;
use crate::refusal::Refusal;
use crate::view::Created;

/// Creates a customer. Only its name must be given. With an `Idempotency-Key` the customer is
/// created once, however often the request is sent.
#[derive(Debug, Clone, Copy)]
pub struct CreateCustomer;

impl Endpoint for CreateCustomer {
    type Api = Bluerocktel;

    const SPEC: Spec = Spec {
        name: "bluerocktel-create-customer",
        about: "creates a customer",
        routes: &[post("/api/v1/customers")],
        effect: Effect::Write,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[
            grant::USER,
            grant::LIMITS,
            grant::READ_CUSTOMER,
            grant::CREATE_CUSTOMER,
            grant::STORED_ANSWER,
        ],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Bluerocktel>) -> Result<Response, Refusal> {
        let (caller, creation, answered) = Caller::admit_creator(call).await?;
        let accounts = Accounts::Automatic(account::automatic);
        let show = |customer: &Customer| call.json(&Created(customer));
        creation.run(answered, accounts, read(call, &caller), show).await
    }
}

/// Reads the request, and gives what fills in a new customer.
async fn read(
    call: &Call<'_, Bluerocktel>,
    caller: &Caller,
) -> Result<impl Fn(&mut Customer) -> Result<(), Refusal>, Refusal> {
    let request = call.request;
    let parameters = Parameters { query: request.query()?, body: request.json_or_form()? };
    let new = NewCustomer::read(&parameters).map_err(Refusal::Invalid)?;
    caller.check_account(call, new.account()).await?;
    Ok(move |customer: &mut Customer| {
        new.fill(customer);
        Ok(())
    })
}
