//! Faults that no embedded engine makes, against a mocked SDK: what the store makes of each.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::transact_write_items::{
    TransactWriteItemsError, TransactWriteItemsOutput,
};
use aws_sdk_dynamodb::types::CancellationReason;
use aws_sdk_dynamodb::types::error::TransactionCanceledException;
use aws_smithy_mocks::{Rule, RuleMode, mock, mock_client};
use tokio::time::Instant;

use super::{Accounts, ClaimKind, Origin, Store, StoreError, layout};
use crate::clock::{Clock, Timestamp};
use crate::id::{ApiName, CustomerId, CustomerUuid, TenantId};
use crate::record::Customer;

fn tenant() -> TenantId {
    TenantId::try_from(7).unwrap()
}

fn origin() -> Origin {
    Origin {
        api: ApiName::new("test"),
        endpoint: "test",
        actor: "tester".to_owned(),
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

/// A cancellation with a reason at one position and none at the others.
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

/// Seen to fail with a new token an attempt.
#[tokio::test]
async fn an_unknown_outcome_is_asked_for_again_with_the_same_token() {
    let tokens = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tokens);
    let write = mock!(Client::transact_write_items)
        .match_requests(move |request| {
            let token = request.client_request_token().unwrap_or_default().to_owned();
            seen.lock().unwrap().push(token);
            true
        })
        .sequence()
        .http_status(500, None)
        .times(4)
        .output(|| TransactWriteItemsOutput::builder().build())
        .build();
    let renamed = store(&[&write]).update(tenant(), &origin(), customer(), rename).await;
    assert_eq!(renamed.unwrap().unwrap().name, "Other");
    let tokens = tokens.lock().unwrap();
    assert!(tokens.len() > 1, "the write was tried once");
    assert!(tokens.iter().all(|token| *token == tokens[0]), "one write, two tokens");
}

/// Seen to fail without the fresh read: the second try then loses as well.
#[tokio::test]
async fn a_conflict_is_tried_again_on_a_fresh_read() {
    let write = mock!(Client::transact_write_items)
        .sequence()
        .error(|| cancelled(2, 5, &reason("TransactionConflict")))
        .output(|| TransactWriteItemsOutput::builder().build())
        .build();
    let read = mock!(Client::get_item).then_output(|| {
        let mut newer = customer();
        newer.version = newer.version.next();
        newer.notes = Some("written meanwhile".to_owned());
        let item = layout::record(tenant(), &newer).unwrap();
        GetItemOutput::builder().set_item(Some(item)).build()
    });
    let store = store(&[&write, &read]);
    let renamed = store.update(tenant(), &origin(), customer(), rename).await.unwrap().unwrap();
    assert_eq!(read.num_calls(), 1);
    assert_eq!(renamed.version.0, 3);
    assert_eq!(renamed.notes.as_deref(), Some("written meanwhile"), "the other write was lost");
}

/// Seen to fail with the reasons read in another order than the actions.
#[tokio::test]
async fn a_failed_condition_means_what_its_position_says() {
    // A new customer's actions: record, claim of its uuid, …
    for (position, expected) in [(0, "IdTaken"), (1, "Taken(Uuid)")] {
        let write = mock!(Client::transact_write_items)
            .then_error(move || cancelled(position, 7, &reason("ConditionalCheckFailed")));
        let tail = mock!(Client::get_item).then_output(|| GetItemOutput::builder().build());
        let refused = store(&[&write, &tail]).import(tenant(), &origin(), customer()).await;
        assert_eq!(format!("{:?}", refused.unwrap_err()), expected);
    }
}

#[tokio::test]
async fn a_taken_account_is_told_at_once() {
    let write = mock!(Client::transact_write_items)
        .then_error(|| cancelled(1, 7, &reason("ConditionalCheckFailed")));
    let account = |customer: &mut Customer| {
        customer.account_number = Some("123456".to_owned());
        rename(customer)
    };
    let refused = store(&[&write]).update(tenant(), &origin(), customer(), account).await;
    assert!(matches!(refused, Err(StoreError::Taken(ClaimKind::Account))), "{refused:?}");
    assert_eq!(write.num_calls(), 1);
}

/// Seen to fail where throttling inside a cancellation is taken for a refusal.
#[tokio::test]
async fn throttling_passes() {
    let write = mock!(Client::transact_write_items)
        .sequence()
        .error(|| cancelled(0, 7, &reason("ThrottlingError")))
        .error(|| cancelled(6, 7, &reason("ProvisionedThroughputExceeded")))
        .output(|| TransactWriteItemsOutput::builder().build())
        .build();
    let tail = mock!(Client::get_item).then_output(|| GetItemOutput::builder().build());
    let created = store(&[&write, &tail])
        .create(tenant(), &origin(), Accounts::AsFilled, rename)
        .await
        .unwrap();
    assert_eq!(created.id.get(), 1);
    assert_eq!(write.num_calls(), 3);
}

/// Seen to fail (it never ended) without a look at the deadline.
#[tokio::test]
async fn time_runs_out_without_a_success() {
    let write = mock!(Client::transact_write_items)
        .then_error(|| cancelled(0, 7, &reason("TransactionConflict")));
    let tail = mock!(Client::get_item).then_output(|| GetItemOutput::builder().build());
    let origin = Origin { deadline: Instant::now() + Duration::from_millis(200), ..origin() };
    let refused =
        store(&[&write, &tail]).create(tenant(), &origin, Accounts::AsFilled, rename).await;
    assert!(matches!(refused, Err(StoreError::Contended)), "{refused:?}");
}

/// Seen to fail where a refusal is tried again.
#[tokio::test]
async fn what_dynamodb_refuses_is_not_tried_again() {
    let write = mock!(Client::transact_write_items)
        .then_error(|| cancelled(0, 7, &reason("ItemCollectionSizeLimitExceeded")));
    let refused = store(&[&write]).update(tenant(), &origin(), customer(), rename).await;
    assert!(matches!(refused, Err(StoreError::Rejected(_))), "{refused:?}");
    assert_eq!(write.num_calls(), 1);
}

#[tokio::test]
async fn a_change_of_nothing_writes_nothing() {
    let store = store(&[]);
    let same =
        store.update(tenant(), &origin(), customer(), |_| Ok::<(), StoreError>(())).await.unwrap();
    assert_eq!(same, Some(customer()));
}

#[tokio::test]
async fn a_broken_limit_is_refused_before_the_call() {
    let crowd = vec![crate::record::Email::default(); crate::record::MAX_EMAILS + 1];
    let refused = store(&[])
        .update(tenant(), &origin(), customer(), |customer| {
            customer.emails.clone_from(&crowd);
            Ok::<(), StoreError>(())
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Limit(_))), "{refused:?}");
}
