//! Tenants of any size, written straight into the engine as the store would have left them.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue as SdkValue;
use dynoxide::{AttributeValue, Database, ImportOptions};
use shared::clock::Timestamp;
use shared::id::{ApiName, CustomerId, CustomerUuid, TenantId};
use shared::record::{Customer, Phone, PhoneKind};
use shared::store::layout::{Counts, items_of_new};
use shared::store::{Item, Origin};
use tokio::time::Instant;
use uuid::Uuid;

use crate::error::BenchError;
use crate::world::TABLE;

/// How many customers are stored at a time.
const CHUNK: u64 = 2_000;
/// When all of them were made.
const MADE: Timestamp = Timestamp::from_secs(1_772_366_400);
/// How long a write may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// What fills a record up to about 1 KB.
const NOTES: usize = 600;

/// Where the benchmark's writes come from.
pub(super) fn origin() -> Origin {
    Origin {
        api: ApiName::new("bench"),
        endpoint: "bench-scale",
        actor: "bench".to_owned(),
        request_id: Uuid::nil().hyphenated().to_string(),
        deadline: Instant::now() + PATIENCE,
    }
}

/// Stores customers 1 to `customers` of a tenant.
pub(super) fn seed(
    database: &Database,
    tenant: TenantId,
    customers: u64,
    mut done: impl FnMut(u64),
) -> Result<(), BenchError> {
    let failed = |error: &dyn std::fmt::Display| BenchError::Engine(error.to_string());
    let import = |items: Vec<Item>| {
        let items = items.into_iter().map(to_engine).collect();
        database
            .import_items(TABLE, items, ImportOptions::default())
            .map(drop)
            .map_err(|error| failed(&error))
    };
    let origin = origin();
    let mut counts = Counts::default();
    let mut items = Vec::new();
    for number in 1..=customers {
        let id = CustomerId::try_from(number).map_err(|error| failed(&error))?;
        counts.add(id);
        let made = items_of_new(tenant, &origin, &customer(id));
        items.extend(made.map_err(|_| failed(&"a customer that the store would refuse"))?);
        if number % CHUNK == 0 {
            import(std::mem::take(&mut items))?;
            done(CHUNK);
        }
    }
    items.extend(counts.items(tenant));
    import(items)
}

/// The account of a seeded customer.
pub(super) fn account(id: u64) -> String {
    format!("ACC-{id}")
}

/// A customer as many have it: a name of three words, an e-mail address, a phone, an account.
pub(super) fn customer(id: CustomerId) -> Customer {
    let uuid = Uuid::from_u128(u128::from(id.get()) | 0x0190_0000_0000_7000_8000_0000_0000_0000);
    let mut customer = Customer::blank(id, CustomerUuid(uuid), MADE);
    fill(&mut customer);
    customer.account_number = Some(account(id.get()));
    customer
}

/// Fills in everything but the account.
pub(super) fn fill(customer: &mut Customer) {
    let id = customer.id.get();
    customer.set_name(format!("Company Number {id}"));
    customer.set_email(Some(format!("office@company-{id}.example")));
    customer.phones.push(Phone {
        number: format!("+1 415 {id:07}"),
        kind: PhoneKind::Main,
        ..Phone::default()
    });
    customer.notes = Some("n".repeat(NOTES));
}

/// An item as the engine has it. This table holds texts and numbers alone.
fn to_engine(item: Item) -> dynoxide::Item {
    let attributes = item.into_iter().filter_map(|(name, value)| match value {
        SdkValue::S(text) => Some((name, AttributeValue::S(text))),
        SdkValue::N(digits) => Some((name, AttributeValue::N(digits))),
        _ => None,
    });
    attributes.collect()
}
