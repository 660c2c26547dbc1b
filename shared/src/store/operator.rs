//! Operations of the operator's command: writing and listing tenants, principals and signing keys.
//!
//! No function calls them, and no function's policy allows them.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};

use super::error::unavailable_or_rejected;
use super::item::{Entity, Item, decode, encode, key_attributes, text, text_of};
use super::{Get, Store, StoreError};

/// Why a write of the operator failed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// One of the new items already exists.
    #[error("it exists already")]
    Exists,
    /// The item to change does not exist.
    #[error("it does not exist")]
    Missing,
    /// Somebody else changed it since it was read.
    #[error("it was changed by somebody else at the same time: try again")]
    Changed,
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Items to create together, all or none.
#[derive(Debug, Clone, Default)]
pub struct NewItems {
    items: Vec<Item>,
}

impl NewItems {
    /// No items yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an item.
    pub fn with<E: Entity>(mut self, at: Get<E>, entity: &E) -> Result<Self, StoreError> {
        self.items.push(encode(at.key, entity)?);
        Ok(self)
    }
}

impl Store {
    /// Creates items, none of which may exist: one transaction.
    pub async fn put_new(&self, new: NewItems) -> Result<(), WriteError> {
        let mut request = self.client.transact_write_items();
        for item in new.items {
            let put = Put::builder()
                .table_name(&self.table)
                .set_item(Some(item))
                .condition_expression("attribute_not_exists(pk)")
                .build()
                .map_err(|error| StoreError::Rejected(error.into()))?;
            request = request.transact_items(TransactWriteItem::builder().put(put).build());
        }
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(is_there_already) => {
                Err(WriteError::Exists)
            }
            Err(error) => Err(unavailable_or_rejected(error).into()),
        }
    }

    /// Reads an item, changes it and writes it back if nobody else changed it meanwhile.
    pub async fn amend<E: Entity, X: From<WriteError>>(
        &self,
        at: Get<E>,
        change: impl FnOnce(&mut E) -> Result<(), X>,
    ) -> Result<E, X> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_attributes(at.key.clone())))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| WriteError::from(unavailable_or_rejected(error)))?;
        let before = output.item.ok_or(WriteError::Missing)?;
        let mut entity: E = decode(&before).map_err(WriteError::from)?;
        change(&mut entity)?;
        let after = encode(at.key, &entity).map_err(WriteError::from)?;
        let read = text_of(&before, "document").map_err(WriteError::from)?;
        let wanted = after.get("document").cloned();
        let written = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(after))
            .condition_expression("#document = :read")
            .expression_attribute_names("#document", "document")
            .expression_attribute_values(":read", text(read))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let error = match written {
            Ok(_) => return Ok(entity),
            Err(error) => error,
        };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                // The SDK may have retried after a lost answer: then the item is already ours.
                let found = failed.item().and_then(|item| item.get("document"));
                if found == wanted.as_ref() { Ok(entity) } else { Err(WriteError::Changed.into()) }
            }
            _ => Err(WriteError::from(unavailable_or_rejected(error)).into()),
        }
    }

    /// Shows every item of the table, in no order, until one is refused.
    #[expect(clippy::disallowed_methods, reason = "the operator may read the whole table")]
    pub(super) async fn each_item(
        &self,
        mut see: impl FnMut(&Item) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut items = self
            .client
            .scan()
            .table_name(&self.table)
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = items.next().await {
            see(&item.map_err(unavailable_or_rejected)?)?;
        }
        Ok(())
    }

    /// Every item of one type, in no order. Reads the whole table.
    #[expect(clippy::disallowed_methods, reason = "the operator may read the whole table")]
    pub async fn every<E: Entity>(&self) -> Result<Vec<E>, StoreError> {
        let mut pages = self
            .client
            .scan()
            .table_name(&self.table)
            .consistent_read(true)
            .filter_expression("entity = :entity")
            .expression_attribute_values(":entity", text(E::NAME))
            .into_paginator()
            .items()
            .send();
        let mut found = Vec::new();
        while let Some(item) = pages.next().await {
            found.push(decode(&item.map_err(unavailable_or_rejected)?)?);
        }
        Ok(found)
    }
}

/// Whether a condition cancelled the transaction. Here every condition is that no item exists.
fn is_there_already(error: &TransactWriteItemsError) -> bool {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else {
        return false;
    };
    cancelled
        .cancellation_reasons()
        .iter()
        .any(|reason| reason.code() == Some("ConditionalCheckFailed"))
}
