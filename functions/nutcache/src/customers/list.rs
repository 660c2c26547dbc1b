mod paging;

use shared::runtime::{Access, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, get};
use shared::store::grant;

use crate::Nutcache;
use crate::caller::Caller;
use crate::include::included;
use crate::refusal::Refusal;
use crate::view::Answer;
use paging::Paging;

/// One page of the organization's customers, in the order of their ids.
#[derive(Debug, Clone, Copy)]
pub struct ListCustomers;

impl Endpoint for ListCustomers {
    type Api = Nutcache;

    const SPEC: Spec = Spec {
        name: "nutcache-list-customers",
        about: "a page of customers",
        routes: &[get("/webapi/customers"), get("/api/customers")],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[grant::API_KEY, grant::USER, grant::TENANT, grant::LIMITS, grant::LIST_CUSTOMERS],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Nutcache>) -> Result<Response, Refusal> {
        let query = &call.request.query;
        let admitted = Caller::admit(call, |_| ()).await?;
        let paging = Paging::of(query)?;
        let included = included(query)?;
        let page = |tenant| call.app.store.page(tenant, paging.request());
        let (caller, page) = admitted.read(page).await?;
        let answer = Answer::of(&caller.tenant, &page.customers)
            .with_links(paging.links(page.total, query))
            .including(&included);
        Ok(call.json(&answer))
    }
}
