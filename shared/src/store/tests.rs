//! How the store reads failures that no local engine produces, with a mocked SDK.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemOutput;
use aws_sdk_dynamodb::types::error::TransactionCanceledException;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason};
use aws_smithy_mocks::{Rule, RuleMode, mock, mock_client};
use tokio::time::Instant;

use super::{Accounts, Origin, Store, StoreError};
use crate::clock::{Clock, Timestamp};
use crate::id::{ApiName, CustomerId, CustomerUuid, TenantId};
use crate::record::{Customer, Email, LimitError, Phone};

fn tenant() -> TenantId {
    TenantId::try_from(7).unwrap()
}

fn origin() -> Origin {
    Origin {
        api: ApiName::new("test"),
        endpoint: "test",
        actor: "tester".to_owned(),
        requester: None,
        request_id: "0".to_owned(),
        deadline: Instant::now() + Duration::from_secs(60),
    }
}

fn customer() -> Customer {
    let id = CustomerId::try_from(1).unwrap();
    let uuid = CustomerUuid(uuid::Uuid::from_u128(1));
    let mut customer = Customer::blank(id, uuid, Timestamp::from_secs(0));
    customer.set_name("Société".to_owned());
    customer
}

fn store(rules: &[&Rule]) -> Store {
    let client = mock_client!(aws_sdk_dynamodb, RuleMode::MatchAny, rules);
    Store::new(client, "customers", Clock::fixed(Timestamp::from_secs(1)))
}

fn rename(customer: &mut Customer) -> Result<(), StoreError> {
    customer.set_name("Other".to_owned());
    Ok(())
}

/// A cancellation with one reason at one position.
fn cancelled(at: usize, of: usize, reason: &CancellationReason) -> TransactWriteItemsError {
    let none = CancellationReason::builder().code("None").build();
    let mut reasons = vec![none; of];
    reasons[at] = reason.clone();
    let exception =
        TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons)).build();
    TransactWriteItemsError::TransactionCanceledException(exception)
}

fn reason(code: &str) -> CancellationReason {
    CancellationReason::builder().code(code).build()
}

/// Broken by reading the reasons in another order than the actions.
#[tokio::test]
async fn the_position_of_a_failed_condition_tells_its_meaning() {
    // A new customer's actions: record, claim of its uuid, …
    for (position, expected) in [(0, "IdTaken"), (1, "Taken(Uuid)")] {
        let write = mock!(Client::transact_write_items)
            .then_error(move || cancelled(position, 7, &reason("ConditionalCheckFailed")));
        let tail = mock!(Client::get_item).then_output(|| GetItemOutput::builder().build());
        let refused = store(&[&write, &tail]).import(tenant(), &origin(), customer()).await;
        assert_eq!(format!("{:?}", refused.unwrap_err()), expected);
    }
}

/// Broken by ignoring the deadline: it never ended.
#[tokio::test]
async fn a_create_gives_up_at_its_deadline() {
    let write = mock!(Client::transact_write_items)
        .then_error(|| cancelled(0, 7, &reason("TransactionConflict")));
    let tail = mock!(Client::get_item).then_output(|| GetItemOutput::builder().build());
    let origin = Origin { deadline: Instant::now() + Duration::from_millis(200), ..origin() };
    let refused =
        store(&[&write, &tail]).create(tenant(), &origin, Accounts::AsFilled, rename).await;
    assert!(matches!(refused, Err(StoreError::Contended)), "{refused:?}");
}

/// Broken by retrying a refusal.
#[tokio::test]
async fn a_refusal_is_not_retried() {
    let write = mock!(Client::transact_write_items)
        .then_error(|| cancelled(0, 7, &reason("ItemCollectionSizeLimitExceeded")));
    let refused = store(&[&write]).update(tenant(), &origin(), customer(), rename).await;
    assert!(matches!(refused, Err(StoreError::Rejected(_))), "{refused:?}");
    assert_eq!(write.num_calls(), 1);
}

/// Broken by sending it: DynamoDB's refusal was answered as an error of ours.
#[tokio::test]
async fn a_write_of_more_than_a_hundred_actions_is_refused_with_their_number() {
    let mut large = customer();
    large.emails = (0..10)
        .map(|n| Email { address: format!("{n}@mail.example"), ..Email::default() })
        .collect();
    let phone = |n| Phone { number: format!("+1234567890{n}"), ..Phone::default() };
    large.phones = (0..10).map(phone).collect();
    let vehicle = |n| format!(r#"{{"uuid":"{}","vin":"{n}"}}"#, uuid::Uuid::nil());
    large.vehicles = (0..40).map(|n| serde_json::from_str(&vehicle(n)).unwrap()).collect();
    large.contacts =
        (1..=40).map(|n| serde_json::from_str(&format!(r#"{{"id":{n}}}"#)).unwrap()).collect();
    let tail = mock!(Client::get_item).then_output(|| GetItemOutput::builder().build());
    let parts = mock!(Client::update_item).then_output(|| {
        let given = AttributeValue::N("64".to_owned());
        UpdateItemOutput::builder().attributes("given", given).build()
    });
    let refused = store(&[&tail, &parts]).import(tenant(), &origin(), large).await;
    // The record, the claims of its uuid and 40 contacts, 61 entries, and what a new id needs.
    assert!(matches!(refused, Err(StoreError::Limit(LimitError::Changes(103..)))), "{refused:?}");
}
