//! Whatever is done to a tenant's customers, its table is the one that its records alone make.

use std::collections::{BTreeMap, BTreeSet};

use dynoxide::AttributeValue;
use harness::engine::Snapshot;
use harness::seed::{assert_clean, customer, id, origin, tenant, to_engine};
use harness::stack::{NOW, Stack};
use proptest::prelude::*;
use serde_json::Value;
use shared::record::{Customer, Email};
use shared::store::layout::{Counts, items_of_new};
use shared::store::{Accounts, Get, Store, StoreError};

use crate::{kept, run};

const TENANT: u64 = 7;

/// What a customer is filled with: all that something beside the record is made of.
#[derive(Debug, Clone)]
struct Filling {
    name: String,
    account: Option<String>,
    key: Option<String>,
    emails: Vec<String>,
}

#[derive(Debug, Clone)]
enum Step {
    Create(Filling, bool),
    Import(u64, Filling),
    Update(u64, Filling),
    Delete(u64),
}

fn filling() -> impl Strategy<Value = Filling> {
    let text = || "[aAb#% é]{1,4}";
    (
        "[a-c]{1,3}( [a-cé#]{1,3}){0,3}",
        prop::option::of("[aAbB#]{1,2}"),
        prop::option::of(text()),
        prop::collection::vec("[abA]{1,2}@x", 0..4),
    )
        .prop_map(|(name, account, key, emails)| Filling { name, account, key, emails })
}

fn step() -> impl Strategy<Value = Step> {
    // The same few ids again and again, and some around the borders of shelves and aisles.
    let near = || prop_oneof![4 => 1_u64..12, 1 => 62_u64..67, 1 => 16_382_u64..16_387];
    prop_oneof![
        3 => (filling(), any::<bool>()).prop_map(|(filling, auto)| Step::Create(filling, auto)),
        2 => (near(), filling()).prop_map(|(id, filling)| Step::Import(id, filling)),
        3 => (near(), filling()).prop_map(|(id, filling)| Step::Update(id, filling)),
        2 => near().prop_map(Step::Delete),
    ]
}

impl Filling {
    fn fill(&self, customer: &mut Customer) {
        customer.set_name(self.name.clone());
        customer.account_number.clone_from(&self.account);
        customer.customer_key.clone_from(&self.key);
        let email = |address: &String| Email { address: address.clone(), ..Email::default() };
        customer.emails = self.emails.iter().map(email).collect();
    }
}

/// What the records should be: a step that was refused has changed nothing.
#[derive(Default)]
struct Model {
    living: BTreeMap<u64, Customer>,
    deleted: BTreeSet<u64>,
}

impl Model {
    async fn take(&mut self, store: &Store, step: &Step) {
        let here = tenant(TENANT);
        match step {
            Step::Create(filling, automatic) => {
                let accounts = match automatic {
                    true => Accounts::Automatic(|id| format!("A{}", id.get())),
                    false => Accounts::AsFilled,
                };
                let fill = |customer: &mut Customer| {
                    filling.fill(customer);
                    Ok::<_, StoreError>(())
                };
                self.made(store.create(here, &origin(), accounts, fill).await);
            }
            Step::Import(number, filling) => {
                let mut brought = customer(*number, "Brought");
                filling.fill(&mut brought);
                self.made(store.import(here, &origin(), brought).await);
            }
            Step::Update(number, filling) => {
                let Some(current) = self.living.get(number).cloned() else { return };
                let fill = |customer: &mut Customer| {
                    filling.fill(customer);
                    Ok::<_, StoreError>(())
                };
                match store.update(here, &origin(), current, fill).await {
                    Ok(updated) => drop(self.living.insert(*number, updated.unwrap())),
                    Err(StoreError::Taken(_)) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            Step::Delete(number) => {
                let Some(current) = self.living.remove(number) else { return };
                assert!(store.delete(here, &origin(), current).await.unwrap());
                self.deleted.insert(*number);
            }
        }
    }

    fn made(&mut self, made: Result<Customer, StoreError>) {
        match made {
            Ok(customer) => {
                let number = customer.id.get();
                assert!(!self.deleted.contains(&number), "{number} was used again");
                assert!(self.living.insert(number, customer).is_none(), "{number} twice");
            }
            Err(StoreError::Taken(_) | StoreError::IdTaken) => {}
            Err(error) => panic!("{error}"),
        }
    }

    /// The table that these records make, but for the history and what is left of the deleted.
    fn rebuilt(&self) -> Snapshot {
        let mut counts = Counts::default();
        let mut items = Vec::new();
        for customer in self.living.values() {
            counts.add(customer.id);
            items.extend(items_of_new(tenant(TENANT), &origin(), customer).unwrap());
        }
        self.deleted.iter().for_each(|number| counts.seen(id(*number)));
        items.extend(counts.items(tenant(TENANT)));
        let stack = Stack::empty();
        stack.engine.import(items.into_iter().map(to_engine).collect());
        compared(&stack)
    }
}

/// The items that the records alone say: no history, nothing of the deleted, no shelf or aisle
/// that is empty, which says the same as none; and the tail apart, which may be farther behind.
fn compared(stack: &Stack) -> Snapshot {
    let mut snapshot = stack.engine.snapshot();
    snapshot.0.retain(|(pk, sk), item| {
        let apart = pk.contains("#CUSTOMER#") || pk.ends_with("#TOMBSTONES") || sk == "TAIL";
        !apart && item["live"]["N"] != "0"
    });
    snapshot
}

fn tail(stack: &Stack) -> u64 {
    let items = stack.engine.items();
    let tail = items.iter().find(|item| item["sk"] == AttributeValue::S("TAIL".to_owned()));
    match tail.map(|tail| &tail["next"]) {
        Some(AttributeValue::N(digits)) => digits.parse().unwrap(),
        _ => 1,
    }
}

fn tombstones(stack: &Stack) -> BTreeSet<u64> {
    let all = stack.engine.snapshot().0.into_keys();
    let stones = all.filter(|(pk, sk)| pk.ends_with("#TOMBSTONES") && !sk.contains('#'));
    stones.map(|(_, sk)| sk.parse().unwrap()).collect()
}

proptest! {
    #![proptest_config(kept!("rebuild"))]

    /// Broken by leaving the index entries of what an update replaces.
    #[test]
    fn any_steps_leave_the_table_that_the_records_make(
        steps in prop::collection::vec(step(), 1..25),
    ) {
        run(async {
            let stack = Stack::empty();
            // Two instances: neither may remember what the other changed.
            let stores = [stack.store(), stack.store()];
            let mut model = Model::default();
            for (number, step) in steps.iter().enumerate() {
                stack.clock.set(NOW.plus_secs(i64::try_from(number).unwrap()));
                model.take(&stores[number % 2], step).await;
            }
            let (found, expected) = (compared(&stack), model.rebuilt());
            let differ: Vec<_> = expected.changed(&found);
            let shown: Vec<(Option<&Value>, Option<&Value>)> =
                differ.iter().map(|key| (expected.0.get(key), found.0.get(key))).collect();
            prop_assert!(differ.is_empty(), "{:?}: {:?}", differ, shown);
            let highest = model.living.keys().chain(&model.deleted).max().copied().unwrap_or(0);
            prop_assert!(tail(&stack) > highest);
            prop_assert_eq!(tombstones(&stack), model.deleted.clone());
            for (number, customer) in &model.living {
                let found = stores[0].get(Get::customer(tenant(TENANT), id(*number))).await.unwrap();
                prop_assert_eq!(found.as_ref(), Some(customer));
            }
            let report = assert_clean(&stack.engine, tenant(TENANT));
            prop_assert_eq!(report.customers, model.living.len() as u64);
            Ok(())
        })?;
    }
}
