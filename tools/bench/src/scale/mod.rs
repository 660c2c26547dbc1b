//! What each operation of the store costs, by the number of customers a tenant has.

mod chart;
mod seed;

use std::path::Path;
use std::time::Duration;

use harness::engine::Engine;
use harness::seed::{id, origin};
use harness::stack::Stack;
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use shared::cause::Cause;
use shared::clock::Clock;
use shared::id::TenantId;
use shared::record::Customer;
use shared::record::index::Claim;
use shared::record::row::TextField;
use shared::store::filter::{Filter, SortField, SortKey, TextOperator};
use shared::store::{Accounts, FilterError, Get, ListRequest, PageRequest, Store, StoreError};
use tokio::time::Instant;

use crate::error::BenchError;
use crate::measure::{Traffic, percentile};
use crate::report::{Grid, Report, millis, write};
use crate::world::{self, Scratch};

/// How often each operation is done.
const TIMES: u64 = 200;
/// How often a filtered list is made, which takes a thousand times as long as others.
const FILTERED_TIMES: u64 = 12;
/// How long one may take.
const FILTERED_WITHIN: Duration = Duration::from_secs(120);
/// Customers a page.
const PAGE: u64 = 25;

/// What the store does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// A customer by its id.
    #[serde(rename = "get")]
    Get,
    /// A customer by its account.
    #[serde(rename = "get by account")]
    GetByAccount,
    /// The first page of the list.
    #[serde(rename = "page 1")]
    FirstPage,
    /// The last page of the list.
    #[serde(rename = "last page")]
    LastPage,
    /// The first page of those whose name contains a text, sorted by name, with their number.
    #[serde(rename = "filtered list")]
    Filtered,
    /// A new customer.
    #[serde(rename = "create")]
    Create,
    /// A changed customer, read first.
    #[serde(rename = "update")]
    Update,
}

impl Operation {
    /// All of them, readers first.
    pub const ALL: [Self; 7] = [
        Self::Get,
        Self::GetByAccount,
        Self::FirstPage,
        Self::LastPage,
        Self::Filtered,
        Self::Create,
        Self::Update,
    ];

    /// Those in the chart: all whose cost does not grow with the tenant.
    pub const CHARTED: [Self; 6] = [
        Self::Get,
        Self::GetByAccount,
        Self::FirstPage,
        Self::LastPage,
        Self::Create,
        Self::Update,
    ];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::GetByAccount => "get by account",
            Self::FirstPage => "page 1",
            Self::LastPage => "last page",
            Self::Filtered => "filtered list",
            Self::Create => "create",
            Self::Update => "update",
        }
    }
}

/// What one operation costs at one size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// The operation.
    pub operation: Operation,
    /// How many customers the tenant had at first.
    pub customers: u64,
    /// The median time, in microseconds.
    pub p50_micros: u64,
    /// The request units.
    pub units: f64,
    /// The calls.
    pub calls: usize,
}

/// Measures all operations in tenants of these sizes.
pub async fn measure(sizes: &[u64]) -> Result<Vec<Cost>, BenchError> {
    let mut costs = Vec::new();
    for customers in sizes {
        let scratch = Scratch::new()?;
        let stack = world::stack(Engine::empty(), &scratch)?;
        let tenant = world::tenant(1)?;
        let bar = ProgressBar::new(*customers);
        bar.set_message("seeding");
        seed::seed(&stack.engine, tenant, *customers, |more| bar.inc(more))?;
        bar.finish_and_clear();
        let store = Store::connect(&stack.config(), Clock::system());
        let store = store.map_err(|error| BenchError::Engine(error.to_string()))?;
        let tenant = Tenant { id: tenant, customers: *customers, store };
        for operation in Operation::ALL {
            costs.push(cost(&stack, &tenant, operation).await?);
        }
    }
    Ok(costs)
}

/// The tenant, and the store that the functions have.
struct Tenant {
    id: TenantId,
    customers: u64,
    store: Store,
}

async fn cost(stack: &Stack, tenant: &Tenant, operation: Operation) -> Result<Cost, BenchError> {
    let failed = |error: StoreError| BenchError::Engine(format!("{}: {error:?}", operation.name()));
    // Once to warm up: the connection, and the hint at the next id.
    perform(tenant, operation, 0).await.map_err(failed)?;
    drop(Traffic::take(stack));
    stack.wire.watch(true);
    let performed = perform(tenant, operation, 1).await;
    stack.wire.watch(false);
    performed.map_err(failed)?;
    let traffic = Traffic::take(stack);
    let mut times = Vec::new();
    let count = if operation == Operation::Filtered { FILTERED_TIMES } else { TIMES };
    for number in 2..count {
        let started = Instant::now();
        perform(tenant, operation, number).await.map_err(failed)?;
        times.push(started.elapsed());
    }
    Ok(Cost {
        operation,
        customers: tenant.customers,
        p50_micros: percentile(&times, 50),
        units: traffic.units(),
        calls: traffic.calls.len(),
    })
}

/// Does it once; `number` differs from time to time, so that no two touch the same customer
/// where there are enough of them.
async fn perform(tenant: &Tenant, operation: Operation, number: u64) -> Result<(), StoreError> {
    let Tenant { id: of, customers, store } = tenant;
    // A stride that is prime to every size spreads them over the whole tenant.
    let some = 1 + number * 7_919 % customers;
    match operation {
        Operation::Get => found(store.get(Get::customer(*of, id(some))).await?),
        Operation::GetByAccount => {
            let claim = Claim::account(&seed::account(some));
            found(store.customer_by_claim(*of, &claim).await?)
        }
        Operation::FirstPage => page(tenant, 1).await,
        Operation::LastPage => page(tenant, customers.div_ceil(PAGE)).await,
        Operation::Filtered => filtered(tenant).await,
        Operation::Create => {
            let fill = |new: &mut Customer| {
                seed::fill(new);
                Ok::<_, StoreError>(())
            };
            let accounts = Accounts::Automatic(|id| seed::account(id.get()));
            store.create(*of, &origin(), accounts, fill).await.map(drop)
        }
        Operation::Update => {
            let read = store.get(Get::customer(*of, id(some))).await?;
            let Some(current) = read else { return found::<()>(None) };
            let change = |changed: &mut Customer| {
                changed.trading_name = Some(format!("Trade {number}"));
                Ok::<_, StoreError>(())
            };
            found(store.update(*of, &origin(), current, change).await?)
        }
    }
}

async fn page(Tenant { id, store, .. }: &Tenant, page: u64) -> Result<(), StoreError> {
    store.page(*id, PageRequest { page, size: PAGE }).await.map(drop)
}

async fn filtered(Tenant { id, store, .. }: &Tenant) -> Result<(), StoreError> {
    let asked = ListRequest {
        filter: Filter::text(TextField::Name, TextOperator::Contains, "77"),
        order: vec![SortKey { field: SortField::Text(TextField::Name), descending: true }],
        page: PageRequest { page: 1, size: PAGE },
        total: true,
    };
    let made = store.filtered(*id, &asked, Instant::now() + FILTERED_WITHIN).await;
    match made.page {
        Ok(_) => Ok(()),
        Err(FilterError::Store(error)) => Err(error),
        Err(other) => Err(StoreError::Unavailable(Cause::text(format!("{other:?}")))),
    }
}

fn found<T>(found: Option<T>) -> Result<(), StoreError> {
    let missing = || StoreError::Corrupt(Cause::text("a seeded customer is missing"));
    found.map(drop).ok_or_else(missing)
}

impl Report<Vec<Cost>> {
    /// The table for people.
    #[must_use]
    pub fn scale_text(&self) -> String {
        let mut grid = Grid::new(&["operation", "customers", "calls", "request units", "p50 ms"]);
        for operation in Operation::ALL {
            for cost in self.measured.iter().filter(|cost| cost.operation == operation) {
                grid.row([
                    operation.name().to_owned(),
                    cost.customers.to_string(),
                    cost.calls.to_string(),
                    format!("{:.1}", cost.units),
                    millis(cost.p50_micros),
                ]);
            }
        }
        format!("{}\n\n{grid}", self.origin())
    }

    /// Draws the chart.
    pub fn write_scale_chart(&self, path: &Path) -> Result<(), BenchError> {
        write(path, &chart::draw(&self.measured, &self.origin())?)
    }
}
