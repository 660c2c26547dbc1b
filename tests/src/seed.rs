//! Customers stored past the wire, as the store itself would have stored them: large tables in
//! seconds.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue as SdkValue;
use dynoxide::AttributeValue;
use shared::clock::Timestamp;
use shared::id::{ApiName, CustomerId, CustomerUuid, TenantId};
use shared::record::Customer;
use shared::store::verify::{Check, Report};
use shared::store::{Item, Origin};
use tokio::time::Instant;
use uuid::Uuid;

use crate::engine::Engine;
use crate::stack::NOW;

/// Long enough for whatever a test waits for; a test that needs longer has hung.
const PATIENCE: Duration = Duration::from_secs(90);

/// Where a test's own writes come from.
#[must_use]
pub fn origin() -> Origin {
    Origin {
        api: ApiName::new("tests"),
        endpoint: "tests-write",
        actor: "test:1".to_owned(),
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

/// When seeded customers were deleted.
pub const DELETED_AT: Timestamp = NOW;

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

/// The operator's check of one tenant, on the engine itself.
///
/// # Panics
/// When an item cannot be read.
#[must_use]
#[expect(clippy::expect_used, reason = "an item that cannot be read is what a check looks for")]
pub fn verify(engine: &Engine, tenant: TenantId) -> Report {
    let mut check = Check::new(tenant);
    for item in engine.items() {
        check.item(&to_sdk(item)).expect("an item that can be read");
    }
    check.finish()
}

/// Fails where the operator's check finds anything, and says what.
///
/// # Panics
/// When there is a problem.
#[expect(clippy::panic, reason = "an assertion")]
pub fn assert_clean(engine: &Engine, tenant: TenantId) -> Report {
    let report = verify(engine, tenant);
    if !report.is_clean() {
        panic!("tenant {tenant} does not add up:\n{}", report.problems.join("\n"));
    }
    report
}
