//! Pins a client to an API version: the only write of an endpoint that is not about a customer.

use super::error::unavailable_or_rejected;
use super::item::{Item, encode};
use super::key;
use super::principal::Pin;
use super::{Store, StoreError};
use crate::id::TenantId;

impl Store {
    /// Pins a client to an API version in a tenant: one `PutItem` without a condition, because the
    /// last write counts. Call it only when the version changes, and only for a request that
    /// succeeds.
    pub async fn pin(
        &self,
        tenant: TenantId,
        client: &str,
        version: &str,
    ) -> Result<(), StoreError> {
        let item = encode(key::pin(tenant, client), &Pin { version: version.to_owned() })?;
        self.put_item(item).await
    }

    /// Puts an item whatever stood in its place: one `PutItem`.
    pub(super) async fn put_item(&self, item: Item) -> Result<(), StoreError> {
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .send()
            .await
            .map_err(unavailable_or_rejected)?;
        Ok(())
    }
}
