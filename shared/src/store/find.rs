//! Finding customers by a value they hold.

use super::error::unavailable_or_rejected;
use super::item::{text, text_of};
use super::{Store, StoreError, key};
use crate::id::{CustomerId, TenantId};
use crate::record::index::IndexEntry;

impl Store {
    /// The customers of a tenant that hold exactly this value, in the order of their ids: one
    /// `Query`, strongly consistent.
    pub async fn find(
        &self,
        tenant: TenantId,
        entry: &IndexEntry,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let prefix = key::index_prefix(entry);
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(key::index_partition(tenant, &entry.value)))
            .expression_attribute_values(":prefix", text(&prefix))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut found = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(unavailable_or_rejected)?;
            let sk = text_of(&item, "sk")?;
            let id = sk.get(prefix.len()..).unwrap_or_default();
            found.push(id.parse().map_err(super::item::corrupt)?);
        }
        Ok(found)
    }
}
