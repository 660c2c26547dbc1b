//! What reads cost, in request units as DynamoDB reports them: a page of a list costs the same
//! wherever it lies, however many customers there are and whatever they weigh.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use harness::cases::{Calls, Cases};
use harness::engine::Engine;
use harness::functions::Instance;
use harness::seed::{Seeding, assert_clean, origin, tenant};
use harness::stack::Stack;
use harness::walk;
use harness::wire::units;
use serde_json::json;
use shared::record::{Customer, Email, LimitError, Phone, index};
use shared::store::{Accounts, Get, PageRequest, Store, StoreError};
use uuid::Uuid;

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

/// A customer whose record has 1 KB, and whom seven values find.
fn of_a_kilobyte(customer: &mut Customer) -> Result<(), StoreError> {
    customer.set_name("Acme Works".to_owned());
    customer.emails = vec![Email { address: "office@acme.example".to_owned(), ..Email::default() }];
    customer.phones = vec![Phone { number: "+16135550120".to_owned(), ..Phone::default() }];
    customer.customer_key = Some("DMS-7".to_owned());
    customer.account_number = Some("CL000007".to_owned());
    customer.registration_number = Some("HRB 7".to_owned());
    assert_eq!(index::entries(customer).len(), 7);
    let known = serde_json::to_string(customer).map_or(0, |document| document.len());
    customer.notes = Some("n".repeat(1_000 - known));
    Ok(())
}

/// Broken by a change item that keeps the whole record twice.
#[tokio::test]
async fn writes_cost_the_units_that_are_documented() {
    let stack = Stack::empty();
    let store = stack.store();
    let here = tenant(TENANT);
    let made = store.create(here, &origin(), Accounts::AsFilled, of_a_kilobyte).await.unwrap();
    let create = units(&stack.wire.take());
    let document = serde_json::to_string(&made).unwrap();
    assert!((1_000..=1_024).contains(&document.len()), "{}", document.len());
    let current = store.get(Get::customer(here, made.id)).await.unwrap().unwrap();
    let change = |customer: &mut Customer| {
        customer.emails[0].address = "post@acme.example".to_owned();
        Ok::<_, StoreError>(())
    };
    store.update(here, &origin(), current, change).await.unwrap();
    let update = units(&stack.wire.take());
    // Each with a unit for the read of the caller.
    assert!(create + 1.0 <= 37.0, "a create costs {create} units");
    assert!(update + 1.0 <= 16.0, "an update costs {update} units");
}

/// Broken by a change item that keeps whole lists.
#[tokio::test]
async fn a_change_of_one_vehicle_costs_what_it_weighs() {
    let stack = Stack::empty();
    let store = stack.store();
    let here = tenant(TENANT);
    let fill = |customer: &mut Customer| {
        customer.set_name("Fleet".to_owned());
        for n in 0..40 {
            let long = "x".repeat(256);
            let vehicle = json!({"uuid": Uuid::from_u128(n), "color": long, "trim": long});
            customer.vehicles.push(serde_json::from_value(vehicle).unwrap());
        }
        Ok::<_, StoreError>(())
    };
    let made = store.create(here, &origin(), Accounts::AsFilled, fill).await.unwrap();
    drop(stack.wire.take());
    let change = |customer: &mut Customer| {
        customer.vehicles[0].color = Some("red".to_owned());
        Ok::<_, StoreError>(())
    };
    store.update(here, &origin(), made, change).await.unwrap();
    // The record has 25 KB, and the change less than 2 KB.
    let update = units(&stack.wire.take());
    assert!(update <= 2.0 * (26.0 + 2.0), "an update costs {update} units");
}

/// Broken by taking whatever fits into an item: one request cost 930 units.
#[tokio::test]
async fn a_request_may_not_rewrite_a_large_record() {
    let stack = Stack::empty();
    let store = stack.store();
    let here = tenant(TENANT);
    let fill = |letter: &'static str| {
        move |customer: &mut Customer| {
            customer.set_name("Fleet".to_owned());
            let text = letter.repeat(256);
            let vehicle = |n| {
                json!({"uuid": Uuid::from_u128(n), "year": text, "make": text, "model": text,
                    "mileage": text, "key": text, "trim": text, "color": text, "engine": text})
            };
            let vehicles = (0..40).map(|n| serde_json::from_value(vehicle(n)).unwrap());
            customer.vehicles = vehicles.collect();
            Ok::<_, StoreError>(())
        }
    };
    let made = store.create(here, &origin(), Accounts::AsFilled, fill("a")).await.unwrap();
    let refused = store.update(here, &origin(), made, fill("b")).await;
    assert!(matches!(refused, Err(StoreError::Limit(LimitError::ChangeBytes))), "{refused:?}");
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
