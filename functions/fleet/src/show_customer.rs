use shared::runtime::{App, Endpoint, Request, Response};

use crate::Fleet;
use crate::caller::Caller;
use crate::envelope;
use crate::error::{Error, Problem};

/// `GET /v1/customers`: the customer that the caller is bound to.
#[derive(Debug, Clone, Copy)]
pub struct ShowCustomer;

impl Endpoint for ShowCustomer {
    type Api = Fleet;
    const NAME: &'static str = "fleet-show-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let caller = Caller::authenticate(app, request).await?;
        match &caller.customer {
            Some(customer) => Ok(envelope::customer(customer, &caller.auth, caller.room)),
            None => Err(caller.refuse(Problem::NoCustomer)),
        }
    }
}
