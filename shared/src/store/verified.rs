//! Keeps that a password was verified, so that the next process need not hash it again.

use super::action::expires_at;
use super::item::encode;
use super::principal::{VERIFIED_SECS, VerifiedPassword};
use super::{Get, Store, StoreError};

impl Store {
    /// Keeps that a password was verified: one `PutItem`, waited for only shortly. If it fails, the
    /// log says why, and the password is hashed once more next time.
    pub async fn keep_verified(&self, at: Get<VerifiedPassword>, verified: &VerifiedPassword) {
        let kept = match tokio::time::timeout(self.count_within, self.put(at, verified)).await {
            Ok(kept) => kept,
            Err(elapsed) => Err(StoreError::Unavailable(elapsed.into())),
        };
        if let Err(error) = kept {
            let cause = error.line();
            tracing::warn!(cause, "a verified password was not kept");
        }
    }

    async fn put(
        &self,
        at: Get<VerifiedPassword>,
        verified: &VerifiedPassword,
    ) -> Result<(), StoreError> {
        let mut item = encode(at.key, verified)?;
        let ends = verified.at.as_secs().saturating_add(VERIFIED_SECS);
        item.insert("expires_at".to_owned(), expires_at(ends));
        self.put_item(item).await
    }
}
