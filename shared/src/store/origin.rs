use tokio::time::Instant;

use crate::id::ApiName;

/// Where a write comes from: what its change item says of it, and how long it may take.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The API it came through.
    pub api: ApiName,
    /// The endpoint it came through.
    pub endpoint: &'static str,
    /// Who wrote: a user, subscriber or key, by its id.
    pub actor: String,
    /// The request it was part of.
    pub request_id: String,
    /// When the write must be done, whatever it has to wait for.
    pub deadline: Instant,
}
