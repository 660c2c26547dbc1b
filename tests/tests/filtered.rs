//! Filtered and sorted lists: what they read, and what they do when rows and records differ, when
//! texts are long, and when DynamoDB is busy. The property `filtered` says what they show.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::time::Duration;

use dynoxide::AttributeValue;
use harness::seed::{assert_clean, customer, id, origin, tenant, to_engine, verify};
use harness::stack::Stack;
use harness::wire::{Fault, Rule};
use shared::record::index::{IndexEntry, IndexKind};
use shared::record::row::{NumberField, TextField};
use shared::record::{Customer, Email};
use shared::store::filter::{Comparison, Field, Filter, SortField, SortKey, TextOperator};
use shared::store::layout::{Counts, items_of_new};
use shared::store::{
    Accounts, FilterError, Filtered, FilteredPage, ListRequest, PageRequest, Store, StoreError, key,
};
use tokio::time::Instant;

const TENANT: u64 = 7;
const PATIENCE: Duration = Duration::from_secs(60);

fn seed(stack: &Stack, customers: impl IntoIterator<Item = Customer>) {
    let mut counts = Counts::default();
    let mut items = Vec::new();
    for one in customers {
        counts.add(one.id);
        items.extend(items_of_new(tenant(TENANT), &origin(), &one).unwrap());
    }
    items.extend(counts.items(tenant(TENANT)));
    stack.engine.import(items.into_iter().map(to_engine).collect());
}

fn text(field: TextField, operator: TextOperator, operand: &str) -> Filter {
    Filter::text(field, operator, operand)
}

fn contains(operand: &str) -> Filter {
    text(TextField::Name, TextOperator::Contains, operand)
}

fn asked(filter: Filter) -> ListRequest {
    let page = PageRequest { page: 1, size: 10 };
    ListRequest { filter, order: Vec::new(), page, total: true }
}

async fn made(store: &Store, asked: &ListRequest) -> Filtered {
    store.filtered(tenant(TENANT), asked, Instant::now() + PATIENCE).await
}

async fn page(store: &Store, asked: &ListRequest) -> FilteredPage {
    made(store, asked).await.page.unwrap()
}

fn ids(page: &FilteredPage) -> Vec<u64> {
    page.customers.iter().map(|one| one.id.get()).collect()
}

/// How many Queries read each kind of partition, and how many batches there were.
fn calls(stack: &Stack) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for seen in stack.wire.take() {
        let values = &seen.body["ExpressionAttributeValues"];
        let pk = values[":pk"]["S"].as_str();
        let kind = match (values[":prefix"]["S"].as_str(), pk) {
            (Some(prefix), _) if prefix.ends_with("AISLE#") => "AISLES",
            (_, Some(pk)) => pk.split('#').nth(2).unwrap_or(pk),
            (_, None) => &seen.operation,
        };
        *calls.entry(kind.to_owned()).or_default() += 1;
    }
    calls
}

fn counted<const N: usize>(calls: [(&str, usize); N]) -> BTreeMap<String, usize> {
    calls.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

/// Broken by not writing the row in `Store::update`, and by leaving it behind in `Store::delete`.
#[tokio::test]
async fn a_row_lives_and_changes_with_its_record() {
    let stack = Stack::empty();
    let store = stack.store();
    let named = |name: &'static str| {
        move |customer: &mut Customer| {
            customer.set_name(name.to_owned());
            Ok::<_, StoreError>(())
        }
    };
    let here = tenant(TENANT);
    let made = store.create(here, &origin(), Accounts::AsFilled, named("First")).await.unwrap();
    assert_eq!(ids(&page(&store, &asked(contains("first"))).await), [1]);
    let made = store.update(here, &origin(), made, named("Second")).await.unwrap().unwrap();
    assert_eq!(ids(&page(&store, &asked(contains("first"))).await), [0; 0]);
    assert_eq!(ids(&page(&store, &asked(contains("second"))).await), [1]);
    store.import(here, &origin(), customer(40_000, "Seconded")).await.unwrap();
    assert_eq!(ids(&page(&store, &asked(contains("second"))).await), [1, 40_000]);
    assert_clean(&stack.engine, here);
    store.delete(here, &origin(), made).await.unwrap();
    assert_eq!(ids(&page(&store, &asked(contains("second"))).await), [40_000]);
    assert_clean(&stack.engine, here);
}

/// Broken by checking only whether there is a row.
#[tokio::test]
async fn the_operators_check_finds_rows_that_differ() {
    let stack = Stack::empty();
    seed(&stack, [customer(1, "First"), customer(2, "Second"), customer(3, "Third")]);
    let row = |number| key::row(tenant(TENANT), id(number));
    let mut items = stack.engine.items();
    items.retain(|item| item.contains_key("n"));
    for item in &mut items {
        let other = if item["n"] == AttributeValue::S("first".to_owned()) { "third" } else { "x" };
        item.insert("n".to_owned(), AttributeValue::S(other.to_owned()));
        item.insert("sk".to_owned(), AttributeValue::S(row(1).sk));
    }
    items.truncate(1);
    stack.engine.import(items);
    stack.engine.remove(&row(3).pk, &row(3).sk);
    let problems = verify(&stack.engine, tenant(TENANT)).problems;
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.contains("#ROWS#")), "{problems:?}");
}

/// Broken by trusting the row, and by counting those that were replaced.
#[tokio::test]
async fn a_record_that_is_gone_or_changed_is_replaced_by_the_next() {
    let stack = Stack::empty();
    seed(&stack, (1..=9).map(|number| customer(number, "Listed")));
    // As if it happened between the read of the rows and that of the records.
    let at = |number| key::customer(tenant(TENANT), id(number));
    stack.engine.remove(&at(1).pk, &at(1).sk);
    let renamed = items_of_new(tenant(TENANT), &origin(), &customer(3, "Renamed")).unwrap();
    stack.engine.import(renamed.into_iter().take(1).map(to_engine).collect());
    let store = stack.store();
    for (size, shown, more) in [
        (2, vec![2, 4], true),
        (6, vec![2, 4, 5, 6, 7, 8], true),
        (7, vec![2, 4, 5, 6, 7, 8, 9], false),
    ] {
        let request = PageRequest { page: 1, size };
        let list = ListRequest { page: request, ..asked(contains("listed")) };
        let found = page(&store, &list).await;
        assert_eq!((ids(&found), found.more, found.total), (shown.clone(), more, Some(7)));
        let list = ListRequest { total: false, ..list };
        let found = page(&store, &list).await;
        assert_eq!((ids(&found), found.more), (shown, more));
    }
}

/// Broken by ending at an empty page.
#[tokio::test]
async fn an_empty_page_of_a_query_is_not_the_end() {
    let stack = Stack::empty();
    let heavy = "heavy ".repeat(42);
    let listed = |number: u64| {
        let mut one = customer(number, &heavy);
        one.trading_name = Some(heavy.clone());
        if number == 2_000 {
            one.first_name = Some("Light".to_owned());
        }
        one
    };
    seed(&stack, (1..=2_000).map(listed));
    let light = text(TextField::FirstName, TextOperator::Contains, "light");
    let found = made(&stack.store(), &asked(light)).await;
    assert_eq!(ids(&found.page.unwrap()), [2_000]);
    let seen = stack.wire.take();
    let rows = seen.iter().filter(|seen| seen.body.to_string().contains("#ROWS#")).count();
    assert_eq!(rows, 2, "two pages, of which the first is empty");
    let units = harness::wire::units(&seen);
    assert!((found.units.0 as f64 - units).abs() < 1.0, "{:?} and {units}", found.units);
}

/// A name whose last character does not fit a row.
fn long(number: u64, last: char) -> Customer {
    let mut one = customer(number, "Long");
    one.company = Some(format!("{}{last}", "c".repeat(1_200)));
    one
}

/// Broken by a sieve that cut rows do not pass, by judging them as they stand, and by not asking
/// whether they were cut.
#[tokio::test]
async fn cut_rows_are_decided_on_their_records() {
    let stack = Stack::empty();
    let last = |number: u64| char::from(b'z' - u8::try_from(number % 7).unwrap());
    seed(&stack, (1..=20).map(|number| long(number, last(number))));
    let store = stack.store();
    let company = |operator, operand: &str| text(TextField::Company, operator, operand);
    let ends = company(TextOperator::EndsWith, "cx");
    assert_eq!(ids(&page(&store, &asked(ends)).await), [2, 9, 16]);
    let is = TextOperator::Is(Comparison::Equal);
    let whole = company(is, &format!("{}t", "C".repeat(1_200)));
    assert_eq!(ids(&page(&store, &asked(whole)).await), [6, 13, 20]);
    let cut = company(is, &"c".repeat(700));
    assert_eq!(ids(&page(&store, &asked(cut)).await), [0; 0]);
    let order = vec![SortKey { field: SortField::Text(TextField::Company), descending: false }];
    let active = Filter::Number(NumberField::Active, Comparison::Equal, 1);
    let sorted = ListRequest { order, ..asked(active.clone()) };
    assert_eq!(ids(&page(&store, &sorted).await), [6, 13, 20, 5, 12, 19, 4, 11, 18, 3]);
    drop(stack.wire.take());
    page(&store, &asked(active)).await;
    let once = counted([("AISLES", 1), ("ROWS", 1), ("BatchGetItem", 1)]);
    assert_eq!(calls(&stack), once, "no text matters");
}

/// Broken by reading any number of them.
#[tokio::test]
async fn more_than_a_thousand_cut_rows_are_refused() {
    let stack = Stack::empty();
    seed(&stack, (1..=1_001).map(|number| long(number * 20, 'x')));
    let store = stack.store();
    let ends = asked(text(TextField::Company, TextOperator::EndsWith, "x"));
    let refused = made(&store, &ends).await.page;
    assert!(matches!(refused, Err(FilterError::TooManyCut)), "{refused:?}");
    let first = store.get(shared::store::Get::customer(tenant(TENANT), id(20))).await.unwrap();
    store.delete(tenant(TENANT), &origin(), first.unwrap()).await.unwrap();
    assert_eq!(page(&store, &ends).await.total, Some(1_000));
}

/// Broken by judging all rows before the page is made.
#[tokio::test]
async fn a_list_without_a_total_ends_when_its_page_is_full() {
    let stack = Stack::empty();
    seed(&stack, (1..=4_000).map(|number| customer(number, "Listed")));
    let store = stack.store();
    let list = ListRequest { total: false, ..asked(contains("listed")) };
    let found = page(&store, &list).await;
    assert_eq!((ids(&found), found.more, found.total), ((1..=10).collect(), true, None));
    let one = counted([("AISLES", 1), ("ROWS", 1), ("BatchGetItem", 1)]);
    assert_eq!(calls(&stack), one);
    let found = page(&store, &ListRequest { total: true, ..list }).await;
    assert_eq!((ids(&found), found.total), ((1..=10).collect(), Some(4_000)));
    assert_eq!(calls(&stack), counted([("AISLES", 1), ("ROWS", 2), ("BatchGetItem", 1)]));
}

/// A customer with the e-mail address that all of these have.
fn shared_address(number: u64) -> Customer {
    let mut one = customer(number, &format!("Sharer {number}"));
    one.emails = vec![Email { address: "All@Example.com".to_owned(), ..Email::default() }];
    one
}

/// Broken by taking the first 500 candidates for all.
#[tokio::test]
async fn index_entries_answer_if_their_first_query_ends() {
    let is = TextOperator::Is(Comparison::Equal);
    let by_email = || text(TextField::Email, is, "all@example.COM ");
    let any_email =
        || Filter::Has(IndexEntry { kind: IndexKind::Email, value: "all@example.com".to_owned() });
    let by_word = || Filter::words(&[TextField::Name], "Shar");
    let few = counted([("FIND", 1), ("BatchGetItem", 5)]);
    let rows = counted([("FIND", 1), ("AISLES", 1), ("ROWS", 1), ("BatchGetItem", 1)]);
    let holders = counted([("FIND", 2), ("AISLES", 1), ("ROWS", 1), ("BatchGetItem", 1)]);
    for (customers, calls_for) in [(499, [&few, &few, &few]), (501, [&rows, &holders, &rows])] {
        let stack = Stack::empty();
        seed(&stack, (1..=customers).map(shared_address));
        let store = stack.store();
        for (filter, expected) in [by_email(), any_email(), by_word()].into_iter().zip(calls_for) {
            drop(stack.wire.take());
            let order = vec![SortKey { field: SortField::Text(TextField::Name), descending: true }];
            let list = ListRequest { order, ..asked(filter) };
            let found = page(&store, &list).await;
            assert_eq!(found.total, Some(customers));
            assert_eq!(found.customers[0].name, "Sharer 99");
            assert_eq!(calls(&stack), *expected, "{:?}", list.filter);
        }
    }
}

/// Broken by reading the records of every tenant.
#[tokio::test]
async fn a_field_in_no_row_is_refused_where_there_are_many_records() {
    let stack = Stack::empty();
    seed(&stack, (1..=4_001).map(|number| customer(number, "Listed")));
    let store = stack.store();
    let notes = || text(TextField::Notes, TextOperator::Contains, "n");
    let list = asked(Filter::All(vec![contains("l"), notes()]));
    match made(&store, &list).await.page {
        Err(FilterError::Unfilterable(fields)) => {
            assert_eq!(fields.into_iter().collect::<Vec<_>>(), [Field::Text(TextField::Notes)]);
        }
        other => panic!("{other:?}"),
    }
    let by_id = Filter::Number(NumberField::Id, Comparison::Equal, 5);
    let one = asked(Filter::All(vec![notes(), by_id]));
    assert_eq!(page(&store, &one).await.total, Some(0), "an index entry answers");
}

/// Broken by giving up when the SDK does.
#[tokio::test]
async fn throttling_is_waited_out_until_the_deadline() {
    let stack = Stack::empty();
    seed(&stack, (1..=20).map(|number| customer(number, "Listed")));
    let store = stack.store();
    for (operation, fault) in [
        ("Query", Fault::OverCapacity),
        ("BatchGetItem", Fault::Throttled),
        ("BatchGetItem", Fault::Unprocessed),
    ] {
        stack.wire.inject(Rule::always(fault.clone()).on(operation).times(8));
        assert_eq!(page(&store, &asked(contains("listed"))).await.total, Some(20));
        stack.wire.heal();
        stack.wire.inject(Rule::always(fault).on(operation));
        let list = asked(contains("listed"));
        let soon = Instant::now() + Duration::from_millis(300);
        let late = store.filtered(tenant(TENANT), &list, soon).await;
        assert!(matches!(late.page, Err(FilterError::TooSlow)), "{late:?}");
        assert_eq!(late.units.0 > 0, operation == "BatchGetItem", "what was read is counted");
        stack.wire.heal();
    }
    stack.wire.inject(Rule::always(Fault::Denied).on("Query"));
    let refused = made(&store, &asked(contains("listed"))).await.page;
    assert!(matches!(refused, Err(FilterError::Store(StoreError::Rejected(_)))), "{refused:?}");
}

/// Broken by reading one slice after the other, and by reading all of them at once.
#[tokio::test]
async fn four_queries_run_at_once() {
    let stack = Stack::empty();
    // Eight aisles.
    seed(&stack, (0..8).map(|aisle| customer(aisle * 16_384 + 1, "Listed")));
    let store = stack.store();
    let list = asked(contains("listed"));
    let rows_meet = |requests| Rule::always(Fault::meeting(requests)).on("Query").after(1);
    stack.wire.inject(rows_meet(4).times(8));
    assert_eq!(page(&store, &list).await.total, Some(8));
    stack.wire.heal();
    stack.wire.inject(rows_meet(5).times(5));
    let soon = Instant::now() + Duration::from_millis(300);
    let waits = store.filtered(tenant(TENANT), &list, soon).await.page;
    assert!(matches!(waits, Err(FilterError::TooSlow)), "{waits:?}");
}
