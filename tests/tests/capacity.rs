//! What reads cost, in request units as DynamoDB reports them: a page of a list costs the same
//! wherever it lies, however many customers there are and whatever they weigh.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use harness::cases::{Calls, Cases};
use harness::engine::Engine;
use harness::functions::Instance;
use harness::seed::{Seeding, assert_clean, tenant};
use harness::stack::Stack;
use harness::walk;
use harness::wire::units;
use shared::store::{PageRequest, Store};

const TENANT: u64 = 7;
/// What a page may cost more than the first one, in request units.
const MARGIN: f64 = 10.0;

/// One after the other, a part of them deleted, and brought from elsewhere one in ten.
fn tenants(made: u64, bytes: usize) -> [Seeding; 3] {
    let dense = Seeding { made, step: 1, living_every: 1, bytes };
    [dense, Seeding { living_every: 10, ..dense }, Seeding { step: 10, ..dense }]
}

/// Pages near the beginning, in the middle, at the end and past it, each with its size.
fn pages(living: u64) -> Vec<PageRequest> {
    let mut pages = Vec::new();
    for size in [10, 100] {
        let last = living.div_ceil(size);
        for page in [2, 3, last / 2, last.saturating_sub(1), last, last + 1] {
            if page > 1 {
                pages.push(PageRequest { page, size });
            }
        }
    }
    pages
}

async fn cost(stack: &Stack, store: &Store, page: PageRequest) -> (Vec<u64>, f64) {
    drop(stack.wire.take());
    let found = store.page(tenant(TENANT), page).await.unwrap();
    let ids = found.customers.iter().map(|customer| customer.id.get()).collect();
    (ids, units(&stack.wire.take()))
}

/// Every page of a tenant shows the right customers and costs at most a little more than the
/// first, on a table that the operator's check accepts.
async fn lists_are_level(seeding: Seeding) {
    let stack = Stack::on(Engine::empty());
    seeding.store(&stack.engine, tenant(TENANT));
    assert_clean(&stack.engine, tenant(TENANT));
    let store = stack.store();
    let living: Vec<u64> = seeding.living().collect();
    for page in pages(living.len() as u64) {
        let (_, first) = cost(&stack, &store, PageRequest { page: 1, ..page }).await;
        let (ids, found) = cost(&stack, &store, page).await;
        let from = usize::try_from((page.page - 1) * page.size).unwrap();
        let size = usize::try_from(page.size).unwrap();
        let expected: Vec<u64> = living.iter().copied().skip(from).take(size).collect();
        assert_eq!(ids, expected, "{seeding:?} {page:?}");
        assert!(found <= first + MARGIN, "{seeding:?} {page:?}: {found} units, page 1 {first}");
    }
}

/// Broken by reading the records from the list's beginning.
#[tokio::test]
async fn pages_of_small_tenants_cost_the_same_at_any_depth() {
    for made in [10, 1_000] {
        for bytes in [1_024, 4_096] {
            for seeding in tenants(made, bytes) {
                lists_are_level(seeding).await;
            }
        }
    }
}

/// Broken by reading the records from the list's beginning, and by reading the shelves of all
/// aisles before the page's.
#[tokio::test]
async fn pages_of_a_hundred_thousand_customers_cost_the_same_at_any_depth() {
    lists_are_level(tenants(100_000, 1_024)[0]).await;
}

/// The same where nine in ten were deleted or never made, so that the ids fill up to twelve aisles,
/// and of customers of 4 KB, each of which is a request unit. `make scale` goes up to a million.
#[test]
fn pages_of_sparse_and_heavy_customers_cost_the_same_at_any_depth() {
    let [_, deleted, sparse] = tenants(20_000, 1_024);
    let seedings = [&[deleted, sparse][..], &tenants(20_000, 4_096)[..]].concat();
    walk::each(&seedings, |seeding| format!("{seeding:?}"), |seeding| lists_are_level(*seeding));
}

/// What a request asks of the table after INIT, and the request units that its reads cost on the
/// demo data, whose callers' requests are not counted: the suite `limits` says what counting adds.
async fn calls(stack: &Stack, instance: &Instance, event: &str, status: u16) -> Calls {
    drop(stack.wire.take());
    let answer = instance.call(event).await;
    assert_eq!(answer.status(), status, "{}", answer.body());
    let seen = stack.wire.take();
    let reads: Vec<_> = seen.iter().filter(|seen| !seen.wrote()).cloned().collect();
    let operations = seen.into_iter().map(|seen| seen.operation).collect();
    Calls { units: units(&reads), operations }
}

/// The cases say what each request costs. The table in ARCHITECTURE.md and the benchmark's budgets
/// are made from them.
///
/// Broken by reading the user before the customer instead of with it.
#[test]
fn each_endpoint_asks_the_table_for_what_its_cases_say() {
    walk::each_function(async |function| {
        let cases = Cases::of(function.name);
        let good = &cases.good().tags;
        assert!(good.first.is_some() && good.warm.is_some(), "say what `good` asks of the table");
        for case in &cases.all {
            let stack = Stack::demo();
            let instance = function.start(&stack).await;
            let marks = [("first", &case.tags.first), ("again", &case.tags.warm)];
            for (when, expected) in marks {
                let Some(expected) = expected else { continue };
                // Another mark, so that a request that writes does so again.
                let event = cases.event_text(case, &case.request.event(when));
                let asked = calls(&stack, &instance, &event, case.status).await;
                assert_eq!(&asked, expected, "{}, {when}", case.name);
            }
        }
    });
}
