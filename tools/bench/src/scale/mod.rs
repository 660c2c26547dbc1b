//! What each operation of the store costs, by the number of customers a tenant has.

mod chart;
mod seed;

use std::path::Path;

use harness::engine::Engine;
use harness::seed::{id, origin};
use harness::stack::Stack;
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use shared::clock::Clock;
use shared::id::TenantId;
use shared::record::Customer;
use shared::record::index::Claim;
use shared::store::{Accounts, Get, PageRequest, Store, StoreError};
use tokio::time::Instant;

use crate::error::BenchError;
use crate::measure::{Traffic, percentile};
use crate::report::{Grid, Report, millis, write};
use crate::world::{self, Scratch};

/// How often each operation is done.
const TIMES: u64 = 200;
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
    /// A new customer.
    #[serde(rename = "create")]
    Create,
    /// A changed customer, read first.
    #[serde(rename = "update")]
    Update,
}

impl Operation {
    /// All of them, readers first.
    pub const ALL: [Self; 6] = [
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
    for number in 2..TIMES {
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

fn found<T>(found: Option<T>) -> Result<(), StoreError> {
    let missing =
        || StoreError::Corrupt(shared::runtime::Cause::text("a seeded customer is missing"));
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
