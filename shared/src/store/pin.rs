//! The API version that a client pinned: the one thing an endpoint writes that is no customer.

use super::error::unavailable_or_rejected;
use super::item::encode;
use super::key;
use super::principal::Pin;
use super::{Store, StoreError};

impl Store {
    /// Pins a client to an API version: one `PutItem` without a condition, since the last one to
    /// name a version is the one that counts. To be called only when the version changes.
    pub async fn pin(&self, client: &str, version: &str) -> Result<(), StoreError> {
        let item = encode(key::pin(client), &Pin { version: version.to_owned() })?;
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
