//! What reads cost, in request units as DynamoDB reports them: a page of a list costs the same
//! wherever it lies, however many customers there are and whatever they weigh.

use shared::store::{PageRequest, Store};
use tests::engine::Engine;
use tests::seed::{Seeding, assert_clean, tenant};
use tests::stack::Stack;
use tests::wire::units;

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

/// Every page shows the right customers and costs at most a little more than the first.
async fn lists_are_level(seeding: Seeding, stack: &Stack) {
    let store = stack.store();
    let living: Vec<u64> = seeding.living().collect();
    for page in pages(living.len() as u64) {
        let (_, first) = cost(stack, &store, PageRequest { page: 1, ..page }).await;
        let (ids, found) = cost(stack, &store, page).await;
        let from = usize::try_from((page.page - 1) * page.size).unwrap();
        let size = usize::try_from(page.size).unwrap();
        let expected: Vec<u64> = living.iter().copied().skip(from).take(size).collect();
        assert_eq!(ids, expected, "{seeding:?} {page:?}");
        assert!(found <= first + MARGIN, "{seeding:?} {page:?}: {found} units, page 1 {first}");
    }
}

/// Broken by reading the list with Query and Limit from its beginning.
#[tokio::test]
async fn pages_of_small_tenants_cost_the_same_at_any_depth() {
    for made in [10, 1_000] {
        for bytes in [1_024, 4_096] {
            for seeding in tenants(made, bytes) {
                let stack = Stack::on(Engine::empty());
                seeding.store_whole(&stack.engine, tenant(TENANT));
                assert_clean(&stack.engine, tenant(TENANT));
                lists_are_level(seeding, &stack).await;
            }
        }
    }
}

async fn large(bytes: usize, which: usize) {
    let seeding = tenants(100_000, bytes)[which];
    let stack = Stack::on(Engine::empty());
    seeding.store_lists(&stack.engine, tenant(TENANT));
    lists_are_level(seeding, &stack).await;
}

/// Broken by reading the list with Query and Limit from its beginning.
#[tokio::test]
async fn pages_of_a_hundred_thousand_light_customers_cost_the_same_at_any_depth() {
    large(1_024, 0).await;
}

/// Broken by reading the list with Query and Limit from its beginning.
#[tokio::test]
async fn pages_of_a_hundred_thousand_heavy_customers_cost_the_same_at_any_depth() {
    large(4_096, 0).await;
}

/// Broken by reading ids instead of customers: nine of ten places were empty.
#[tokio::test]
async fn pages_of_a_tenant_that_deleted_nine_in_ten_cost_the_same_at_any_depth() {
    large(1_024, 1).await;
    large(4_096, 1).await;
}

/// Broken by reading all aisles' shelves.
#[tokio::test]
async fn pages_of_a_hundred_thousand_sparse_ids_cost_the_same_at_any_depth() {
    large(1_024, 2).await;
}
