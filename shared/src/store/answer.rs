//! The answer that is kept for a request with an idempotency key.

use serde::{Deserialize, Serialize};

use super::item::Stored;
use crate::clock::Timestamp;
use crate::id::{CustomerId, TenantId};
use crate::secret::SecretHash;

/// An answer that was given, and the request it was given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAnswer {
    /// The tenant that the request was made in.
    pub tenant: TenantId,
    /// The customer that was created.
    pub customer: CustomerId,
    /// The hash of the request.
    pub request: SecretHash,
    /// When it was given.
    pub at: Timestamp,
    /// The status.
    pub status: u16,
    /// The body, byte for byte.
    pub body: String,
}

impl Stored for StoredAnswer {
    const NAME: &'static str = "idempotent answer";
}
