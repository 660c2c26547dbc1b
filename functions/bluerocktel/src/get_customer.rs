use shared::id::CustomerId;
use shared::record::Customer;
use shared::runtime::{App, Endpoint, Request, Response};
use shared::store::Get;

use crate::caller::Presented;
use crate::error::Error;
use crate::{Bluerocktel, account, get_customer_account, view};

/// `GET /api/v1/customers/{customer}`: a customer by its id or else by its account.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomer;

impl Endpoint for GetCustomer {
    type Api = Bluerocktel;
    const NAME: &'static str = "bluerocktel-get-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let presented = Presented::read(app, request).await?;
        let parameter = request.path_parameter("customer").unwrap_or_default();
        let customer = match parameter.parse() {
            Ok(id) => by_id_or_account(app, presented, id, parameter).await?,
            Err(_) => get_customer_account::by_account(app, presented, parameter).await?,
        };
        Ok(view::found(&customer))
    }
}

/// The customer of that id, else the one whose account is written like it. One call brings the
/// user, that customer and who holds the account; only an account takes a second one.
async fn by_id_or_account(
    app: &App,
    presented: Presented,
    id: CustomerId,
    written: &str,
) -> Result<Customer, Error> {
    let tenant = presented.tenant();
    let Some(claim) = account::claim(written) else {
        return get_customer_account::by_account(app, presented, written).await;
    };
    let gets = (presented.user(), Get::customer(tenant, id), Get::claim(tenant, &claim));
    let (user, customer, claimed) = app.store.get_all(&gets).await?;
    presented.admit(user)?;
    match (customer, claimed) {
        (Some(customer), _) => Ok(customer),
        (None, Some(claimed)) => {
            let holder = app.store.get(Get::customer(tenant, claimed.customer)).await?;
            holder.ok_or(Error::NoCustomer)
        }
        (None, None) => Err(Error::NoCustomer),
    }
}
