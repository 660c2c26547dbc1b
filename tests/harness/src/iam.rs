//! What requests on the wire ask of IAM: actions, and the partition keys they lead to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::wire::Seen;

/// Each DynamoDB action (`GetItem`) with the partition keys it was done to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used(pub BTreeMap<String, BTreeSet<String>>);

impl Used {
    /// Adds what one request asks for. A transaction is no action: its parts are.
    ///
    /// # Panics
    /// When the operation is not known here, so that a new one does not pass unseen.
    pub fn add(&mut self, seen: &Seen) {
        let body = &seen.body;
        match seen.operation.as_str() {
            "GetItem" | "UpdateItem" | "DeleteItem" => self.note(&seen.operation, &body["Key"]),
            "PutItem" => self.note("PutItem", &body["Item"]),
            "Query" => {
                let values = &body["ExpressionAttributeValues"];
                let condition = body["KeyConditionExpression"].as_str().unwrap_or_default();
                assert!(condition.starts_with("pk = :pk"), "an unknown condition: {condition}");
                self.key("Query", &values[":pk"]);
            }
            "BatchGetItem" => {
                for table in body["RequestItems"].as_object().into_iter().flatten() {
                    for key in table.1["Keys"].as_array().into_iter().flatten() {
                        self.note("BatchGetItem", key);
                    }
                }
            }
            "TransactWriteItems" => {
                for item in body["TransactItems"].as_array().into_iter().flatten() {
                    self.part(item);
                }
            }
            other => self.0.entry(other.to_owned()).or_default().extend([String::new()]),
        }
    }

    fn part(&mut self, item: &Value) {
        for (part, action, key) in [
            ("Put", "PutItem", "Item"),
            ("Update", "UpdateItem", "Key"),
            ("Delete", "DeleteItem", "Key"),
            ("ConditionCheck", "ConditionCheckItem", "Key"),
        ] {
            if let Some(part) = item.get(part) {
                self.note(action, &part[key]);
            }
        }
    }

    fn note(&mut self, action: &str, key: &Value) {
        self.key(action, &key["pk"]);
    }

    fn key(&mut self, action: &str, pk: &Value) {
        let pk = pk["S"].as_str().unwrap_or_default().to_owned();
        self.0.entry(action.to_owned()).or_default().insert(pk);
    }

    /// The narrowest patterns that a policy could have for these keys. A tenant's own partition
    /// can only be named by a pattern that names all its others too, which then need no pattern.
    #[must_use]
    pub fn patterns(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut all = BTreeMap::new();
        for (action, keys) in &self.0 {
            let mut patterns: BTreeSet<String> = keys.iter().map(|pk| pattern(pk)).collect();
            if patterns.contains("TENANT#*") {
                patterns.retain(|one| !one.starts_with("TENANT#*#"));
            }
            all.insert(action.clone(), patterns);
        }
        all
    }
}

/// A partition key with `*` for what is different from tenant to tenant and item to item.
fn pattern(pk: &str) -> String {
    let parts: Vec<&str> = pk.split('#').collect();
    match parts.as_slice() {
        ["KEYS", ..] => pk.to_owned(),
        [kind @ ("LOGIN" | "RATE" | "GUESSES"), api, ..] => format!("{kind}#{api}#*"),
        ["TENANT", _] => "TENANT#*".to_owned(),
        ["TENANT", _, "CLAIM", kind, ..] => format!("TENANT#*#CLAIM#{kind}#*"),
        ["TENANT", _, kind] => format!("TENANT#*#{kind}"),
        ["TENANT", _, kind, ..] => format!("TENANT#*#{kind}#*"),
        [kind, ..] => format!("{kind}#*"),
        [] => String::new(),
    }
}
