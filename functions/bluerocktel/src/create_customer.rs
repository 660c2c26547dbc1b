use shared::runtime::{Api as _, App, Endpoint, Request, Response};
use shared::store::{Accounts, Origin};

use crate::caller::Presented;
use crate::error::Error;
use crate::input::{NewCustomer, Parameters};
use crate::{Bluerocktel, account, view};

/// `POST /api/v1/customers`: a new customer, of whom only the name must be given.
#[derive(Debug, Clone, Copy)]
pub struct CreateCustomer;

impl Endpoint for CreateCustomer {
    type Api = Bluerocktel;
    const NAME: &'static str = "bluerocktel-create-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let presented = Presented::read(app, request).await?;
        let user = app.store.get(presented.user()).await?;
        let caller = presented.admit(user)?;
        caller.may_write()?;

        let parameters = Parameters { query: &request.query, body: request.json_or_form()? };
        let new = NewCustomer::read(&parameters).map_err(Error::Invalid)?;
        let actor = format!("user:{}", caller.user.id);
        let origin = Origin::of(Bluerocktel::NAME, Self::NAME, actor, request);
        let accounts = Accounts::Automatic(account::automatic);
        let customer = app
            .store
            .create(caller.tenant, &origin, accounts, |customer| {
                new.fill(customer).map_err(Error::from)
            })
            .await?;
        Ok(view::created(&customer))
    }
}
