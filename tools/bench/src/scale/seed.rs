//! Tenants of any size, written straight into the engine as the store would have left them.

use harness::engine::Engine;
use harness::seed::{customer, origin, to_engine};
use shared::id::TenantId;
use shared::record::{Customer, Phone, PhoneKind};
use shared::store::layout::{Counts, items_of_new};

use crate::error::BenchError;

/// How many customers are stored at a time.
const CHUNK: u64 = 2_000;
/// What fills a record up to about 1 KB.
const NOTES: usize = 600;

/// Stores customers 1 to `customers` of a tenant.
pub(super) fn seed(
    engine: &Engine,
    tenant: TenantId,
    customers: u64,
    mut done: impl FnMut(u64),
) -> Result<(), BenchError> {
    let origin = origin();
    let mut counts = Counts::default();
    let mut items = Vec::new();
    for number in 1..=customers {
        let customer = seeded(number);
        counts.add(customer.id);
        let made = items_of_new(tenant, &origin, &customer);
        let refused = |_| BenchError::Engine("a customer that the store would refuse".to_owned());
        let made = made.map_err(refused)?;
        items.extend(made.into_iter().map(to_engine));
        if number % CHUNK == 0 {
            engine.import(std::mem::take(&mut items));
            done(CHUNK);
        }
    }
    items.extend(counts.items(tenant).into_iter().map(to_engine));
    engine.import(items);
    Ok(())
}

/// The account of a seeded customer.
pub(super) fn account(id: u64) -> String {
    format!("ACC-{id}")
}

/// A customer as many have it: a name of three words, an e-mail address, a phone, an account.
fn seeded(number: u64) -> Customer {
    let mut customer = customer(number, "");
    fill(&mut customer);
    customer.account_number = Some(account(number));
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
