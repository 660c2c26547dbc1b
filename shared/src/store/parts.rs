//! Ids of addresses and contacts: small numbers from a counter of their tenant.
//!
//! A process takes them in blocks outside of any transaction, so most writes that make a part need no
//! further call, and two writers never meet at the counter. Ids that a process does not use are lost.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::types::ReturnValue;

use super::error::unavailable_or_rejected;
use super::item::{corrupt, key_attributes, number, number_of};
use super::{Store, StoreError, key};
use crate::id::{PartId, TenantId};
use crate::record::Customer;

/// How many ids one call takes.
const BLOCK: u64 = 64;

/// The ids of each tenant that this process took and did not use yet.
#[derive(Debug, Clone, Default)]
pub(super) struct PartBlocks {
    free: Arc<Mutex<HashMap<TenantId, Range<u64>>>>,
}

impl PartBlocks {
    /// Takes ids until there are `count`, or none is left.
    fn take(&self, tenant: TenantId, count: usize, ids: &mut Vec<u64>) {
        // A panic cannot leave a range half-moved, so poisoning does not matter.
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(block) = free.get_mut(&tenant) {
            let missing = count - ids.len();
            ids.extend(block.take(missing));
        }
    }

    /// Adds a block. What is left of the last one is lost.
    fn put(&self, tenant: TenantId, block: Range<u64>) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant, block);
    }
}

impl Store {
    /// Gives ids to the new addresses and contacts of a customer: no call as long as the process has
    /// ids left, else one `UpdateItem`.
    pub(super) async fn give_part_ids(
        &self,
        tenant: TenantId,
        customer: &mut Customer,
    ) -> Result<(), StoreError> {
        // Nobody gets thousands of ids for a record that is refused.
        customer.check_counts()?;
        let count = customer.part_ids().filter(|id| id.is_new()).count();
        let mut ids = Vec::with_capacity(count);
        loop {
            self.parts.take(tenant, count, &mut ids);
            if ids.len() == count {
                break;
            }
            self.parts.put(tenant, self.take_block(tenant).await?);
        }
        for (slot, id) in customer.part_ids().filter(|id| id.is_new()).zip(ids) {
            *slot = PartId::try_from(id).map_err(corrupt)?;
        }
        Ok(())
    }

    /// The next ids of a tenant: one `UpdateItem`. A retry after a lost answer takes others.
    async fn take_block(&self, tenant: TenantId) -> Result<Range<u64>, StoreError> {
        let output = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_attributes(key::parts(tenant))))
            .update_expression("ADD given :block")
            .expression_attribute_values(":block", number(BLOCK))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(unavailable_or_rejected)?;
        let given = number_of(&output.attributes.unwrap_or_default(), "given")?;
        Ok((given + 1).saturating_sub(BLOCK)..given + 1)
    }
}
