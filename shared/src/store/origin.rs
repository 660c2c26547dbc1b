use tokio::time::Instant;

use crate::id::ApiName;

/// Where a write comes from, for its change item, and how long it may take.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The API it came through.
    pub api: ApiName,
    /// The endpoint it came through.
    pub endpoint: &'static str,
    /// Who wrote: the id of a user, subscriber or key.
    pub actor: String,
    /// For whom the actor says that it wrote. Nobody has checked it.
    pub requester: Option<String>,
    /// The request it was part of.
    pub request_id: String,
    /// When the write must be done.
    pub deadline: Instant,
}
