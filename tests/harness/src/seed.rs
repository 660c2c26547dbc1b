//! Customers stored past the wire, as the store itself would have stored them: large tables in
//! seconds.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue as SdkValue;
use dynoxide::AttributeValue;
use shared::id::{ApiName, CustomerId, CustomerUuid, TenantId};
use shared::record::Customer;
use shared::store::layout::{Counts, items_of_deleted, items_of_new};
use shared::store::verify::{Check, Report};
use shared::store::{Item, Origin};
use tokio::time::Instant;
use uuid::Uuid;

use crate::engine::Engine;
use crate::stack::NOW;

/// Long enough for whatever a test waits for; a test that needs longer has hung.
const PATIENCE: Duration = Duration::from_secs(300);

/// How many items are handed to the engine at once.
const CHUNK: usize = 10_000;

/// Where a test's own writes come from.
#[must_use]
pub fn origin() -> Origin {
    Origin {
        api: ApiName::new("tests"),
        endpoint: "tests-write",
        actor: "test:1".to_owned(),
        requester: None,
        request_id: Uuid::nil().hyphenated().to_string(),
        deadline: Instant::now() + PATIENCE,
    }
}

/// A tenant's id.
///
/// # Panics
/// When it is none.
#[must_use]
#[expect(clippy::expect_used, reason = "a test's own number")]
pub fn tenant(id: u64) -> TenantId {
    id.try_into().expect("a tenant's id")
}

/// A customer's id.
///
/// # Panics
/// When it is none.
#[must_use]
#[expect(clippy::expect_used, reason = "a test's own number")]
pub fn id(id: u64) -> CustomerId {
    id.try_into().expect("a customer's id")
}

/// A customer with a name and nothing else, made when every stack's clock stands.
#[must_use]
pub fn customer(number: u64, name: &str) -> Customer {
    let uuid = CustomerUuid(Uuid::from_u128(u128::from(number) | 0x0190_0000_7000_8000 << 64));
    let mut customer = Customer::blank(id(number), uuid, NOW);
    customer.set_name(name.to_owned());
    customer
}

/// An item as the engine has it, of one as the SDK has it. Only what this table holds: texts
/// and numbers.
#[must_use]
pub fn to_engine(item: Item) -> dynoxide::Item {
    let attributes = item.into_iter().filter_map(|(name, value)| match value {
        SdkValue::S(text) => Some((name, AttributeValue::S(text))),
        SdkValue::N(digits) => Some((name, AttributeValue::N(digits))),
        _ => None,
    });
    attributes.collect()
}

/// The other way round.
#[must_use]
pub fn to_sdk(item: dynoxide::Item) -> Item {
    let attributes = item.into_iter().filter_map(|(name, value)| match value {
        AttributeValue::S(text) => Some((name, SdkValue::S(text))),
        AttributeValue::N(digits) => Some((name, SdkValue::N(digits))),
        _ => None,
    });
    attributes.collect::<HashMap<_, _>>()
}

/// A tenant that is made past the wire.
#[derive(Debug, Clone, Copy)]
pub struct Seeding {
    /// How many customers were ever made.
    pub made: u64,
    /// The distance between two ids: 1 for those given here, more for imported ones.
    pub step: u64,
    /// Only every so many-th customer still lives.
    pub living_every: u64,
    /// About how many bytes each record has.
    pub bytes: usize,
}

impl Seeding {
    /// The ids that live.
    pub fn living(self) -> impl Iterator<Item = u64> {
        let lives = move |number: &u64| number.is_multiple_of(self.living_every);
        (1..=self.made).filter(lives).map(move |number| number * self.step)
    }

    /// Stores the tenant, whole: what the operator's check must find nothing wrong with.
    ///
    /// # Panics
    /// When an item cannot be made or stored.
    #[expect(clippy::expect_used, reason = "what a test prepares must be there")]
    pub fn store(self, engine: &Engine, tenant: TenantId) {
        let origin = origin();
        let mut counts = Counts::default();
        let mut items = Vec::new();
        for number in 1..=self.made {
            let customer = self.customer(number * self.step);
            let made = if number.is_multiple_of(self.living_every) {
                counts.add(customer.id);
                items_of_new(tenant, &origin, &customer)
            } else {
                counts.seen(customer.id);
                items_of_deleted(tenant, &origin, &customer, NOW)
            };
            items.extend(made.expect("items").into_iter().map(to_engine));
            if items.len() >= CHUNK {
                engine.import(std::mem::take(&mut items));
            }
        }
        items.extend(counts.items(tenant).into_iter().map(to_engine));
        engine.import(items);
    }

    fn customer(self, number: u64) -> Customer {
        let mut customer = customer(number, "Seeded");
        let known = serde_json::to_string(&customer).map_or(0, |document| document.len());
        customer.notes = Some("n".repeat(self.bytes.saturating_sub(known)));
        customer
    }
}

/// The operator's check of one tenant, on the engine itself.
#[must_use]
pub fn verify(engine: &Engine, tenant: TenantId) -> Report {
    let mut check = Check::new(tenant);
    engine.each_item(|item| check.item(&to_sdk(item)));
    check.finish()
}

/// The operator's check of several tenants on a table that was read before: fails where it finds
/// anything, and says what.
///
/// # Panics
/// When there is a problem.
pub fn assert_items_clean(items: &[dynoxide::Item], tenants: &[TenantId]) {
    let mut checks: Vec<Check> = tenants.iter().copied().map(Check::new).collect();
    for item in items {
        let item = to_sdk(item.clone());
        for check in &mut checks {
            check.item(&item);
        }
    }
    for (check, tenant) in checks.into_iter().zip(tenants) {
        assert_report(&check.finish(), *tenant);
    }
}

/// Fails where the operator's check finds anything, and says what.
///
/// # Panics
/// When there is a problem.
pub fn assert_clean(engine: &Engine, tenant: TenantId) -> Report {
    let report = verify(engine, tenant);
    assert_report(&report, tenant);
    report
}

fn assert_report(report: &Report, tenant: TenantId) {
    let problems = report.problems.join("\n");
    assert!(report.is_clean(), "tenant {tenant} does not add up:\n{problems}");
}
