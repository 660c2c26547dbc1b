//! Reads whose units are counted, and which wait while DynamoDB throttles: the reads of lists,
//! whose cost depends on what the caller asks for.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{ConsumedCapacity, KeysAndAttributes, ReturnConsumedCapacity};
use tokio::task::{JoinError, JoinSet};

use super::error::{is_throttled, unavailable_or_rejected};
use super::item::{Item, decode, key_attributes, text};
use super::transact::pause;
use super::{Store, StoreError, key};
use crate::id::{CustomerId, TenantId};
use crate::record::Customer;

/// The most calls at once.
pub(super) const AT_ONCE: usize = 4;
/// The most keys of one batch.
const BATCH: usize = 100;
/// How many units one request of a caller's limit stands for.
const UNITS_A_REQUEST: u64 = 100;

/// Request units that reads took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Units(pub u64);

impl Units {
    /// How many requests they count for in the caller's limits: one for each 100 units begun.
    #[must_use]
    pub const fn requests(self) -> u64 {
        let begun = self.0.div_ceil(UNITS_A_REQUEST);
        if begun == 0 { 1 } else { begun }
    }
}

/// Counts units. Its clones count together.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    halves: Arc<AtomicU64>,
}

impl Meter {
    fn add(&self, consumed: Option<&ConsumedCapacity>) {
        let units = consumed.and_then(|consumed| consumed.capacity_units).unwrap_or(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few thousand"
        )]
        let halves = (units * 2.0).round() as u64;
        self.halves.fetch_add(halves, Ordering::Relaxed);
    }

    /// What was counted so far.
    pub(super) fn units(&self) -> Units {
        Units(self.halves.load(Ordering::Relaxed).div_ceil(2))
    }
}

impl Store {
    /// One page of a Query, strongly consistent. Waits for as long as DynamoDB throttles: the caller
    /// sets the deadline.
    pub(super) async fn query_page(
        &self,
        query: QueryFluentBuilder,
        meter: &Meter,
    ) -> Result<QueryOutput, StoreError> {
        let query = query
            .table_name(&self.table)
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut attempt = 0;
        loop {
            match query.clone().send().await {
                Ok(output) => {
                    meter.add(output.consumed_capacity());
                    return Ok(output);
                }
                Err(error) if is_throttled(&error) => pause(attempt).await,
                Err(error) => return Err(unavailable_or_rejected(error)),
            }
            attempt += 1;
        }
    }

    /// All items of a Query, as [`query_page`](Self::query_page) reads them.
    pub(super) async fn query_all(
        &self,
        query: QueryFluentBuilder,
        meter: &Meter,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = query.clone().set_exclusive_start_key(start);
            let output = self.query_page(page, meter).await?;
            items.extend(output.items.unwrap_or_default());
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    /// A Query for the items of a partition whose sort keys begin with a text.
    pub(super) fn beginning(&self, pk: impl Into<String>, prefix: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(prefix))
    }

    /// Those of these customers that there are, in no order. Waits for as long as DynamoDB throttles.
    pub(super) async fn customers(
        &self,
        tenant: TenantId,
        ids: &[CustomerId],
        meter: &Meter,
    ) -> Result<HashMap<CustomerId, Customer>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        let mut batches = ids.chunks(BATCH);
        let mut running = JoinSet::new();
        loop {
            while running.len() < AT_ONCE
                && let Some(batch) = batches.next()
            {
                let keys = batch.iter().map(|id| key_attributes(key::customer(tenant, *id)));
                let (store, keys, meter) = (self.clone(), keys.collect(), meter.clone());
                running.spawn(async move { store.batch_of_customers(keys, &meter).await });
            }
            let Some(read) = running.join_next().await else { return Ok(found) };
            let customers = read.map_err(lost)??;
            found.extend(customers.into_iter().map(|customer| (customer.id, customer)));
        }
    }

    async fn batch_of_customers(
        &self,
        keys: Vec<Item>,
        meter: &Meter,
    ) -> Result<Vec<Customer>, StoreError> {
        let mut found = Vec::with_capacity(keys.len());
        let mut unread = keys;
        let mut attempt = 0;
        loop {
            let asked = KeysAndAttributes::builder()
                .set_keys(Some(unread.clone()))
                .consistent_read(true)
                .build()
                .map_err(|error| StoreError::Rejected(error.into()))?;
            let asking = self
                .client
                .batch_get_item()
                .request_items(&self.table, asked)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            match asking.send().await {
                Ok(output) => {
                    output.consumed_capacity().iter().for_each(|table| meter.add(Some(table)));
                    for item in output.responses.unwrap_or_default().into_values().flatten() {
                        found.push(decode(&item)?);
                    }
                    let left = output.unprocessed_keys.unwrap_or_default().into_values();
                    unread = left.flat_map(|left| left.keys).collect();
                    if unread.is_empty() {
                        return Ok(found);
                    }
                }
                Err(error) if is_throttled(&error) => {}
                Err(error) => return Err(unavailable_or_rejected(error)),
            }
            pause(attempt).await;
            attempt += 1;
        }
    }
}

/// A task that panicked, which is a bug of ours.
pub(super) fn lost(error: JoinError) -> StoreError {
    StoreError::Rejected(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_for_each_hundred_units_begun() {
        let requests = [0, 1, 100, 101, 250].map(|units| Units(units).requests());
        assert_eq!(requests, [1, 1, 1, 2, 3]);
    }
}
