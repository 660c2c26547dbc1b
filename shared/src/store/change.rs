//! The change item: what one write changed in one customer, and who wrote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::item::{Entity, Item, corrupt, encode};
use super::{Origin, StoreError, key};
use crate::clock::Timestamp;
use crate::id::{TenantId, Version};
use crate::record::Customer;
use crate::record::diff::{self, Changes};

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

/// The item of a change.
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
        request_id: origin.request_id.clone(),
        changes: changes.map_err(corrupt)?,
    };
    encode(key::change(tenant, id, version), &change)
}

/// Schema 1 kept each field's old and new value together. Schema 2 keeps all old values, then all
/// new ones, and leaves absent ones out.
impl Entity for Change {
    const NAME: &'static str = "change";
    const SCHEMA: u32 = 2;

    fn read(schema: u32, document: &str) -> Result<Self, serde_json::Error> {
        match schema {
            1 => serde_json::from_str::<First>(document).map(Self::from),
            _ => serde_json::from_str(document),
        }
    }

    fn write(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// A change under schema 1.
#[derive(Deserialize)]
struct First {
    version: Version,
    at: Timestamp,
    api: String,
    endpoint: String,
    actor: String,
    request_id: String,
    changes: BTreeMap<String, Pair>,
}

/// A field's two values under schema 1; absent was `null`.
#[derive(Deserialize)]
struct Pair {
    before: Option<Box<RawValue>>,
    after: Option<Box<RawValue>>,
}

impl From<First> for Change {
    fn from(first: First) -> Self {
        let mut changes = Changes::default();
        for (name, pair) in first.changes {
            changes.before.extend(pair.before.map(|before| (name.clone(), before)));
            changes.after.extend(pair.after.map(|after| (name, after)));
        }
        let First { version, at, api, endpoint, actor, request_id, .. } = first;
        Self { version, at, api, endpoint, actor, request_id, changes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Broken by taking `null` for a value.
    #[test]
    fn a_change_of_schema_1_reads_like_one_of_schema_2() {
        let first = r#"{"version":2,"at":0,"api":"a","endpoint":"e","actor":"u","request_id":"r",
            "changes":{"name":{"before":"A","after":"B"},"notes":{"before":null,"after":[7]},
            "locale":{"before":"fr","after":null}}}"#;
        let change = Change::read(1, first).unwrap();
        let expected = concat!(
            r#"{"version":2,"at":0,"api":"a","endpoint":"e","actor":"u","request_id":"r","#,
            r#""changes":{"before":{"locale":"fr","name":"A"},"after":{"name":"B","notes":[7]}}}"#
        );
        assert_eq!(change.write().unwrap(), expected);
    }
}
