//! The actions of a write's transaction, and what a failed condition of each means.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};

use super::item::{Item, key_attributes, number};
use super::key::PrimaryKey;
use super::{ClaimKind, StoreError};
use crate::clock::Timestamp;
use crate::record::LimitError;

/// The most actions that DynamoDB accepts in one transaction.
pub(super) const MAX_ACTIONS: usize = 100;

/// What an action writes, which tells what its failed condition means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The record: it was written since it was read, or the id is taken.
    Record,
    /// A claim: another customer holds it.
    Claim(ClaimKind),
    /// The tombstone: a customer once had the id.
    Tombstone,
    /// The list tail: a customer was created since it was read.
    Tail,
    /// The idempotent answer: the same request was answered before.
    Answer,
    /// The change: the history already has one of this version.
    Change,
    /// Anything without a condition.
    Unconditional,
}

/// One write, done as a whole or not at all.
#[derive(Debug, Clone)]
pub(super) struct Transaction<'a> {
    table: &'a str,
    pub(super) parts: Vec<Part>,
    pub(super) actions: Vec<TransactWriteItem>,
}

impl<'a> Transaction<'a> {
    pub(super) fn new(table: &'a str) -> Self {
        Self { table, parts: Vec::with_capacity(24), actions: Vec::with_capacity(24) }
    }

    /// Refuses what DynamoDB would refuse: too many actions.
    pub(super) fn check_size(&self) -> Result<(), StoreError> {
        match self.actions.len() {
            0..=MAX_ACTIONS => Ok(()),
            more => Err(LimitError::Changes(more).into()),
        }
    }

    /// Writes an item, whether or not there was one.
    pub(super) fn put(&mut self, item: Item) -> Result<(), StoreError> {
        let put = Put::builder().table_name(self.table).set_item(Some(item)).build();
        self.push(Part::Unconditional, TransactWriteItem::builder().put(built(put)?).build());
        Ok(())
    }

    /// Writes an item if there is none.
    pub(super) fn put_new(&mut self, part: Part, item: Item) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .build();
        self.push(part, TransactWriteItem::builder().put(built(put)?).build());
        Ok(())
    }

    /// Writes an idempotent answer if none still counts; otherwise the cancellation returns the one
    /// that does.
    pub(super) fn put_answer(&mut self, item: Item, oldest: Timestamp) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR answered_at <= :oldest")
            .expression_attribute_values(":oldest", number(oldest.as_micros()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        self.push(Part::Answer, TransactWriteItem::builder().put(built(put)?).build());
        Ok(())
    }

    /// Writes the record if it still has the version that was read; otherwise the cancellation
    /// returns the current record.
    pub(super) fn put_version(&mut self, item: Item, read: u64) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(self.table)
            .set_item(Some(item))
            .condition_expression("version = :read")
            .expression_attribute_values(":read", number(read))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        self.push(Part::Record, TransactWriteItem::builder().put(built(put)?).build());
        Ok(())
    }

    /// Deletes an item if there is one.
    pub(super) fn delete(&mut self, key: PrimaryKey) -> Result<(), StoreError> {
        let delete =
            Delete::builder().table_name(self.table).set_key(Some(key_attributes(key))).build();
        self.push(Part::Unconditional, TransactWriteItem::builder().delete(built(delete)?).build());
        Ok(())
    }

    /// Deletes the record if it still has the version that was read; otherwise the cancellation
    /// returns the current record.
    pub(super) fn delete_version(&mut self, key: PrimaryKey, read: u64) -> Result<(), StoreError> {
        let delete = Delete::builder()
            .table_name(self.table)
            .set_key(Some(key_attributes(key)))
            .condition_expression("version = :read")
            .expression_attribute_values(":read", number(read))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        self.push(Part::Record, TransactWriteItem::builder().delete(built(delete)?).build());
        Ok(())
    }

    /// Requires that there is no item at the key.
    pub(super) fn check_absent(&mut self, part: Part, key: PrimaryKey) -> Result<(), StoreError> {
        let check = ConditionCheck::builder()
            .table_name(self.table)
            .set_key(Some(key_attributes(key)))
            .condition_expression("attribute_not_exists(pk)")
            .build();
        self.push(part, TransactWriteItem::builder().condition_check(built(check)?).build());
        Ok(())
    }

    /// Adds to the number `live` of a shelf or an aisle, and creates the item if it is missing.
    pub(super) fn add_live(&mut self, key: PrimaryKey, live: i128) -> Result<(), StoreError> {
        let update = Update::builder()
            .table_name(self.table)
            .set_key(Some(key_attributes(key)))
            .update_expression("ADD live :live")
            .expression_attribute_values(":live", number(live))
            .build();
        self.push(Part::Unconditional, TransactWriteItem::builder().update(built(update)?).build());
        Ok(())
    }

    /// Moves the tail to `next` if the condition over `:read` holds; otherwise the cancellation
    /// returns the current tail.
    pub(super) fn move_tail(
        &mut self,
        key: PrimaryKey,
        condition: &str,
        read: Option<u64>,
        next: u64,
    ) -> Result<(), StoreError> {
        let update = Update::builder()
            .table_name(self.table)
            .set_key(Some(key_attributes(key)))
            .update_expression("SET #next = :next")
            .condition_expression(condition)
            .expression_attribute_names("#next", "next")
            .expression_attribute_values(":next", number(next))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update = match read {
            Some(read) => update.expression_attribute_values(":read", number(read)),
            None => update,
        };
        self.push(Part::Tail, TransactWriteItem::builder().update(built(update.build())?).build());
        Ok(())
    }

    fn push(&mut self, part: Part, action: TransactWriteItem) {
        self.parts.push(part);
        self.actions.push(action);
    }
}

/// A builder fails only if a required part is missing, which is a bug of ours.
fn built<T>(part: Result<T, BuildError>) -> Result<T, StoreError> {
    part.map_err(|error| StoreError::Rejected(error.into()))
}

/// The attribute that says when DynamoDB may drop an item.
pub(super) fn expires_at(secs: i64) -> AttributeValue {
    number(secs)
}
