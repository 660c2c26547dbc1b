//! Walking through a list page by page, while others come and go.

use std::collections::BTreeSet;

use harness::seed::{assert_clean, customer, id, origin, tenant, to_engine};
use harness::stack::Stack;
use proptest::prelude::*;
use shared::record::Customer;
use shared::store::layout::{Counts, items_of_new};
use shared::store::{Accounts, Get, PageRequest, Store, StoreError};

use crate::{kept, run};

const TENANT: u64 = 7;

/// A tenant with these customers.
fn with(ids: &BTreeSet<u64>) -> Stack {
    let stack = Stack::empty();
    let mut counts = Counts::default();
    let mut items = Vec::new();
    for number in ids {
        let listed = customer(*number, "Listed");
        counts.add(listed.id);
        items.extend(items_of_new(tenant(TENANT), &origin(), &listed).unwrap());
    }
    items.extend(counts.items(tenant(TENANT)));
    stack.engine.import(items.into_iter().map(to_engine).collect());
    stack
}

async fn page(store: &Store, page: u64, size: u64) -> Vec<u64> {
    let page = store.page(tenant(TENANT), PageRequest { page, size }).await.unwrap();
    page.customers.iter().map(|customer| customer.id.get()).collect()
}

async fn create(store: &Store) -> u64 {
    let fill = |customer: &mut Customer| {
        customer.set_name("Another".to_owned());
        Ok::<_, StoreError>(())
    };
    let made = store.create(tenant(TENANT), &origin(), Accounts::AsFilled, fill).await.unwrap();
    made.id.get()
}

async fn delete(store: &Store, number: u64) {
    let found = store.get(Get::customer(tenant(TENANT), id(number))).await.unwrap().unwrap();
    assert!(store.delete(tenant(TENANT), &origin(), found).await.unwrap());
}

/// Some come, and some of those go again, until the walk is over.
async fn come_and_go(store: &Store, going: &[bool]) {
    let mut made = Vec::new();
    for goes in going {
        made.push(create(store).await);
        if *goes && let Some(one) = made.pop() {
            delete(store, one).await;
        }
    }
}

/// All ids that a walk to the end shows, in its order.
async fn walk(store: &Store, size: u64) -> Vec<u64> {
    let mut shown = Vec::new();
    for number in 1.. {
        let ids = page(store, number, size).await;
        if ids.is_empty() {
            break;
        }
        shown.extend(ids);
    }
    shown
}

fn ids() -> impl Strategy<Value = BTreeSet<u64>> {
    let near = prop_oneof![1_u64..200, 16_330_u64..16_440, 32_760_u64..32_780];
    prop::collection::btree_set(near, 1..40)
}

#[derive(Debug, Clone)]
enum Between {
    Create,
    Delete(prop::sample::Index),
}

fn between() -> impl Strategy<Value = Vec<Between>> {
    let one =
        prop_oneof![Just(Between::Create), any::<prop::sample::Index>().prop_map(Between::Delete),];
    prop::collection::vec(one, 0..3)
}

proptest! {
    #![proptest_config(kept!("pages"))]

    /// Those that are there all the time stand before those that come, so that none of them is
    /// shown twice or left out, whatever happens behind them while a page is read.
    ///
    /// Broken by going through the aisles from the last one on.
    #[test]
    fn who_stays_is_shown_exactly_once(
        ids in ids(),
        size in 1_u64..12,
        going in prop::collection::vec(any::<bool>(), 0..12),
    ) {
        run(async {
            let stack = with(&ids);
            let (walker, others) = (stack.store(), stack.store());
            let (shown, ()) = tokio::join!(walk(&walker, size), come_and_go(&others, &going));
            let staying: Vec<u64> =
                shown.iter().copied().filter(|number| ids.contains(number)).collect();
            prop_assert_eq!(staying, ids.iter().copied().collect::<Vec<_>>());
            let distinct: BTreeSet<u64> = shown.iter().copied().collect();
            prop_assert!(distinct.len() == shown.len(), "shown twice: {:?}", shown);
            assert_clean(&stack.engine, tenant(TENANT));
            Ok(())
        })?;
    }

    /// A page is the slice of those who live when it is read, whoever came or went before; so a
    /// walk leaves out at most as many as went in front of it.
    ///
    /// Broken by going through the aisles from the last one on.
    #[test]
    fn a_page_is_the_slice_of_who_lives(
        ids in ids(),
        size in 1_u64..8,
        steps in prop::collection::vec(between(), 1..10),
    ) {
        run(async {
            let stack = with(&ids);
            let store = stack.store();
            let mut living = ids.clone();
            for (number, steps) in (1_u64..).zip(&steps) {
                for step in steps {
                    match step {
                        Between::Create => drop(living.insert(create(&store).await)),
                        Between::Delete(_) if living.is_empty() => {}
                        Between::Delete(which) => {
                            let goes = *living.iter().nth(which.index(living.len())).unwrap();
                            delete(&store, goes).await;
                            living.remove(&goes);
                        }
                    }
                }
                let from = usize::try_from((number - 1) * size).unwrap();
                let expected: Vec<u64> = living.iter().copied().skip(from)
                    .take(usize::try_from(size).unwrap()).collect();
                prop_assert_eq!(page(&store, number, size).await, expected);
            }
            assert_clean(&stack.engine, tenant(TENANT));
            Ok(())
        })?;
    }
}
