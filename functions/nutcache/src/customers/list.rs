mod paging;

use shared::runtime::{
    Access, Call, Effect, Endpoint, LARGEST_PAGE, Memory, Response, Spec, StatusCode, get,
    is_a_page, passed_on_bytes,
};
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
        grants: &[
            grant::API_KEY,
            grant::VERIFIED,
            grant::USER,
            grant::TENANT,
            grant::LIMITS,
            grant::LIST_CUSTOMERS,
        ],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Nutcache>) -> Result<Response, Refusal> {
        let admitted = Caller::admit(call, |_| ()).await?;
        let query = call.request.query()?;
        let paging = Paging::of(query)?;
        let included = included(query)?;
        let page = |tenant| call.app.store.page(tenant, paging.request());
        let (caller, page) = admitted.read(page).await?;
        let answer = Answer::of(&caller.tenant, &page.customers)
            .with_links(paging.links(page.total, query))
            .including(&included);
        let response = call.json(&answer);
        if !is_a_page(&response.body) {
            let limit = fitting(&answer, passed_on_bytes(&response.body));
            let message =
                format!("The page is larger than 5.5 MB. The limit that fits is {limit}.");
            return Err(Refusal::Invalid(message));
        }
        Ok(response)
    }
}

/// How many customers of an answer of so many bytes, from the first on, fit into a page. What stands
/// beside them is taken to be as large as it is now.
fn fitting(answer: &Answer<'_>, bytes: usize) -> usize {
    let size = |customer| passed_on_bytes(&Response::json(StatusCode::OK, customer).body);
    let sizes: Vec<usize> = answer.customers().iter().map(size).collect();
    let beside = bytes.saturating_sub(sizes.iter().sum());
    let ends = sizes.iter().scan(beside, |end, size| {
        *end += size;
        Some(*end)
    });
    ends.take_while(|end| *end <= LARGEST_PAGE).count().max(1)
}
