//! `GET /webapi/customers` and `GET /api/customers`.

use std::sync::Arc;

use shared::runtime::{App, Endpoint, Request, Response, StatusCode};

use crate::Nutcache;
use crate::caller::Presented;
use crate::error::Error;
use crate::include::included;
use crate::paging::Paging;
use crate::view::Answer;

/// One page of the organization's customers, in the order of their ids.
#[derive(Debug, Clone, Copy)]
pub struct ListCustomers;

impl Endpoint for ListCustomers {
    type Api = Nutcache;
    const NAME: &'static str = "nutcache-list-customers";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let mut admitted = Presented::of(app, request).await?.admit(app).await?;
        let paging = Paging::of(&request.query)?;
        let included = included(&request.query)?;
        let tenant = &Arc::clone(&admitted.caller).tenant;
        let page = admitted.beside(app, app.store.page(tenant.id, paging.request())).await?;
        admitted.settle(app)?;
        let answer = Answer::of(tenant, &page.customers)
            .with_links(paging.links(page.total, &request.query))
            .including(&included);
        Ok(Response::json(StatusCode::OK, &answer))
    }
}
