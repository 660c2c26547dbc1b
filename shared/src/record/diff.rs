//! What a write changed: each field of the record, before and after.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Customer;

/// One field before and after a write; absent is `null`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// The value that was.
    pub before: Value,
    /// The value that is.
    pub after: Value,
}

/// The changed fields by their names in the record.
pub type Changes = BTreeMap<String, Changed>;

/// Compares two states of a record field by field, its version and time of change apart.
/// A record that was not there before, or is not there after, is `None`.
pub fn changes(
    before: Option<&Customer>,
    after: Option<&Customer>,
) -> Result<Changes, serde_json::Error> {
    let mut changes = Changes::new();
    let mut before = fields(before)?;
    for (name, after) in fields(after)? {
        let before = before.remove(&name).unwrap_or(Value::Null);
        if before != after {
            changes.insert(name, Changed { before, after });
        }
    }
    for (name, before) in before {
        if !before.is_null() {
            changes.insert(name, Changed { before, after: Value::Null });
        }
    }
    Ok(changes)
}

fn fields(
    customer: Option<&Customer>,
) -> Result<serde_json::Map<String, Value>, serde_json::Error> {
    let Some(customer) = customer else { return Ok(serde_json::Map::new()) };
    match serde_json::to_value(customer)? {
        Value::Object(mut fields) => {
            fields.remove("version");
            fields.remove("updated_at");
            Ok(fields)
        }
        _ => Ok(serde_json::Map::new()),
    }
}
