//! The change item: what one write changed in one customer, and who wrote.

use serde::{Deserialize, Serialize};

use super::action::expires_at;
use super::item::{Item, Stored, corrupt, encode};
use super::layout::{document_bytes, end_of_deleted};
use super::{Origin, StoreError, key};
use crate::clock::Timestamp;
use crate::id::{TenantId, Version};
use crate::record::diff::{self, Changes};
use crate::record::{Customer, LimitError, MAX_CHANGE_BYTES};

/// One write in a customer's history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// The version that it created.
    pub version: Version,
    /// When it was written.
    pub at: Timestamp,
    /// The API it came through.
    pub api: String,
    /// The endpoint it came through.
    pub endpoint: String,
    /// Who wrote.
    pub actor: String,
    /// For whom the actor says that it wrote. Nobody has checked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// The request it was part of.
    pub request_id: String,
    /// The changed fields, before and after.
    pub changes: Changes,
}

/// One step of a customer's life.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    /// It was created.
    Created(&'a Customer),
    /// It was changed: before and after.
    Changed(&'a Customer, &'a Customer),
    /// It was deleted.
    Deleted(&'a Customer),
}

/// The item of a change. A deletion's has the lifetime of the deleted record, and an update's may be
/// too large.
pub(super) fn change(
    tenant: TenantId,
    origin: &Origin,
    at: Timestamp,
    step: Step<'_>,
) -> Result<Item, StoreError> {
    let (id, version, changes) = match step {
        Step::Created(new) => (new.id, new.version, diff::changes(None, Some(new))),
        Step::Changed(old, new) => (new.id, new.version, diff::changes(Some(old), Some(new))),
        Step::Deleted(old) => (old.id, old.version.next(), diff::changes(Some(old), None)),
    };
    let change = Change {
        version,
        at,
        api: origin.api.as_str().to_owned(),
        endpoint: origin.endpoint.to_owned(),
        actor: origin.actor.clone(),
        requester: origin.requester.clone(),
        request_id: origin.request_id.clone(),
        changes: changes.map_err(corrupt)?,
    };
    let mut item = encode(key::change(tenant, id, version), &change)?;
    match step {
        Step::Created(_) => {}
        // A request that rewrites a large record again and again would fill the table with histories.
        Step::Changed(..) if document_bytes(&item) > MAX_CHANGE_BYTES => {
            return Err(LimitError::ChangeBytes.into());
        }
        Step::Changed(..) => {}
        // It holds the whole record, which is not kept any longer than that.
        Step::Deleted(_) => {
            item.insert("expires_at".to_owned(), expires_at(end_of_deleted(at)));
        }
    }
    Ok(item)
}

impl Stored for Change {
    const NAME: &'static str = "change";
}
