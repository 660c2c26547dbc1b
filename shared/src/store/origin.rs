use tokio::time::Instant;

use crate::id::ApiName;
use crate::runtime::Request;

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

impl Origin {
    /// A write that a request asks for.
    #[must_use]
    pub fn of(
        api: ApiName,
        endpoint: &'static str,
        actor: impl Into<String>,
        request: &Request,
    ) -> Self {
        Self {
            api,
            endpoint,
            actor: actor.into(),
            request_id: request.request_id.hyphenated().to_string(),
            deadline: request.deadline,
        }
    }
}
