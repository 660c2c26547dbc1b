use shared::record::Customer;
use shared::runtime::{Api as _, App, Endpoint, Request, Response};
use shared::store::Origin;

use crate::Fleet;
use crate::caller::Caller;
use crate::envelope;
use crate::error::{Error, Problem};
use crate::input::Update;

/// `PUT /v1/customers`: writes to the customer that the caller is bound to.
#[derive(Debug, Clone, Copy)]
pub struct UpdateCustomer;

impl Endpoint for UpdateCustomer {
    type Api = Fleet;
    const NAME: &'static str = "fleet-update-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let mut caller = Caller::authenticate(app, request).await?;
        match update(app, request, &mut caller).await {
            Ok(customer) => Ok(envelope::customer(&customer, &caller.auth, caller.room)),
            Err(problem) => Err(caller.refuse(problem)),
        }
    }
}

async fn update(app: &App, request: &Request, caller: &mut Caller) -> Result<Customer, Problem> {
    let update = Update::read(request.json_or_form()?, caller.customer.as_ref())?;
    let current = caller.customer.take().ok_or(Problem::NoCustomer)?;
    let actor = format!("user:{}", caller.user.id);
    let origin = Origin::of(Fleet::NAME, UpdateCustomer::NAME, actor, request);
    let now = app.clock.now();
    let updated = app
        .store
        .update(caller.tenant, &origin, current, |customer| {
            update.apply(customer, now).map_err(Problem::from)
        })
        .await?;
    updated.ok_or(Problem::NoCustomer)
}
