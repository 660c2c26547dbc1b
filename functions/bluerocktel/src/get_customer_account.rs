use shared::record::Customer;
use shared::runtime::{App, Endpoint, Request, Response};
use shared::store::Get;

use crate::caller::Presented;
use crate::error::Error;
use crate::{Bluerocktel, account, view};

/// `GET /api/v1/customerAccounts/{customerAccount}`: a customer by its account.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomerAccount;

impl Endpoint for GetCustomerAccount {
    type Api = Bluerocktel;
    const NAME: &'static str = "bluerocktel-get-customer-account";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let presented = Presented::read(app, request).await?;
        let account = request.path_parameter("customerAccount").unwrap_or_default();
        Ok(view::found(&by_account(app, presented, account).await?))
    }
}

/// The customer that holds an account. One call brings the user and who holds it, a second one
/// the customer.
pub async fn by_account(app: &App, presented: Presented, written: &str) -> Result<Customer, Error> {
    let tenant = presented.tenant();
    let Some(claim) = account::claim(written) else {
        // No customer can have such an account, but who asks is still to be told first.
        presented.admit(app.store.get(presented.user()).await?)?;
        return Err(Error::NoCustomer);
    };
    let (user, claimed) =
        app.store.get_all(&(presented.user(), Get::claim(tenant, &claim))).await?;
    presented.admit(user)?;
    let claimed = claimed.ok_or(Error::NoCustomer)?;
    app.store.get(Get::customer(tenant, claimed.customer)).await?.ok_or(Error::NoCustomer)
}
