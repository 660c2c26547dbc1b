//! Finding customers by one of their values.

use super::error::unavailable_or_rejected;
use super::item::{Item, text, text_of};
use super::{Store, StoreError, key};
use crate::id::{CustomerId, TenantId};
use crate::record::index::IndexEntry;

impl Store {
    /// The first `most` customers of a tenant with exactly this value, in the order of their ids:
    /// one `Query`, strongly consistent.
    pub async fn find(
        &self,
        tenant: TenantId,
        entry: &IndexEntry,
        most: u8,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let prefix = key::index_prefix(entry);
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(key::index_partition(tenant, entry)))
            .expression_attribute_values(":prefix", text(&prefix))
            .consistent_read(true)
            .limit(most.into())
            .send()
            .await
            .map_err(unavailable_or_rejected)?;
        let id_of = |item: &Item| {
            let id = text_of(item, "sk")?.get(prefix.len()..).unwrap_or_default();
            id.parse().map_err(super::item::corrupt)
        };
        page.items().iter().map(id_of).collect()
    }
}
