//! What requests on the wire ask of IAM: actions, and the partition keys they lead to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::store::grant::{Action, without_covered};

use crate::wire::Seen;

/// Each action with the partition keys it was done to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used(pub BTreeMap<Action, BTreeSet<String>>);

impl Used {
    /// Adds what one request asks for. A transaction is no action: its parts are.
    ///
    /// # Panics
    /// When the operation is not known here, so that a new one does not pass unseen.
    #[expect(clippy::panic, reason = "an assertion")]
    pub fn add(&mut self, seen: &Seen) {
        let body = &seen.body;
        match seen.operation.as_str() {
            "GetItem" => self.key(Action::Read, &body["Key"]["pk"]),
            "UpdateItem" => self.key(Action::Update, &body["Key"]["pk"]),
            "DeleteItem" => self.key(Action::Delete, &body["Key"]["pk"]),
            "PutItem" => self.key(Action::Put, &body["Item"]["pk"]),
            "Query" => {
                let condition = body["KeyConditionExpression"].as_str().unwrap_or_default();
                assert!(condition.starts_with("pk = :pk"), "an unknown condition: {condition}");
                self.key(Action::Query, &body["ExpressionAttributeValues"][":pk"]);
            }
            "BatchGetItem" => {
                for table in body["RequestItems"].as_object().into_iter().flatten() {
                    for key in table.1["Keys"].as_array().into_iter().flatten() {
                        self.key(Action::Read, &key["pk"]);
                    }
                }
            }
            "TransactWriteItems" => {
                for item in body["TransactItems"].as_array().into_iter().flatten() {
                    self.part(item);
                }
            }
            other => panic!("{other} is no operation that a function needs"),
        }
    }

    fn part(&mut self, item: &Value) {
        for (part, action, key) in [
            ("Put", Action::Put, "Item"),
            ("Update", Action::Update, "Key"),
            ("Delete", Action::Delete, "Key"),
            ("ConditionCheck", Action::Check, "Key"),
        ] {
            if let Some(part) = item.get(part) {
                self.key(action, &part[key]["pk"]);
            }
        }
    }

    fn key(&mut self, action: Action, pk: &Value) {
        let pk = pk["S"].as_str().unwrap_or_default().to_owned();
        self.0.entry(action).or_default().insert(pk);
    }

    /// The narrowest grants that these keys need. A pattern that another one covers is left out.
    #[must_use]
    pub fn grants(&self) -> BTreeMap<Action, BTreeSet<String>> {
        let mut all: BTreeMap<Action, BTreeSet<String>> = BTreeMap::new();
        for (action, keys) in &self.0 {
            all.entry(*action).or_default().extend(keys.iter().map(|pk| pattern(pk)));
        }
        all.values_mut().for_each(without_covered);
        all
    }
}

/// A partition key with `*` for what is different from tenant to tenant and item to item.
fn pattern(pk: &str) -> String {
    let parts: Vec<&str> = pk.split('#').collect();
    match parts.as_slice() {
        ["KEYS", ..] => pk.to_owned(),
        [kind @ ("LOGIN" | "RATE" | "GUESSES" | "IDEMPOTENCY" | "VERIFIED"), api, ..] => {
            format!("{kind}#{api}#*")
        }
        ["TENANT", _] => "TENANT#*".to_owned(),
        ["TENANT", _, "CLAIM", kind, ..] => format!("TENANT#*#CLAIM#{kind}#*"),
        ["TENANT", _, kind] => format!("TENANT#*#{kind}"),
        ["TENANT", _, kind, ..] => format!("TENANT#*#{kind}#*"),
        [kind, ..] => format!("{kind}#*"),
        [] => String::new(),
    }
}
