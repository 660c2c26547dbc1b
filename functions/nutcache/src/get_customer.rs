//! `GET /webapi/customers/{id}` and `GET /api/customers/{id}`.

use shared::runtime::{App, Endpoint, Request, Response, StatusCode};

use crate::Nutcache;
use crate::caller::Presented;
use crate::error::Error;
use crate::include::included;
use crate::view::Answer;

/// One customer, in an array of one.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomer;

impl Endpoint for GetCustomer {
    type Api = Nutcache;
    const NAME: &'static str = "nutcache-get-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let presented = Presented::of(app, request).await?;
        let id = request.path_parameter("id").and_then(|id| id.parse().ok());
        let (admitted, customer) = match id {
            Some(id) => presented.admit_and_read(app, id).await?,
            // No customer has such an id.
            None => (presented.admit(app).await?, None),
        };
        admitted.settle(app)?;
        let included = included(&request.query)?;
        let customers = [customer.ok_or(Error::NoSuchCustomer)?];
        let answer = Answer::of(&admitted.caller.tenant, &customers).including(&included);
        Ok(Response::json(StatusCode::OK, &answer))
    }
}
