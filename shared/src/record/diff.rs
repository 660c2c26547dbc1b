//! What a write changed: the fields of the record, as they were and as they are.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Customer;

/// Fields of a record by their names, each as it is written there. Absent is null.
pub type Fields = BTreeMap<String, Box<RawValue>>;

/// The fields that two states of a record do not share.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Changes {
    /// As they were.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub before: Fields,
    /// As they are.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub after: Fields,
}

impl Changes {
    /// The names of the fields that changed.
    #[must_use]
    pub fn into_names(self) -> BTreeSet<String> {
        self.before.into_keys().chain(self.after.into_keys()).collect()
    }
}

/// Compares two states of a record field by field, its version and time of change apart.
/// A record that was not there before, or is not there after, is `None`.
pub fn changes(
    before: Option<&Customer>,
    after: Option<&Customer>,
) -> Result<Changes, serde_json::Error> {
    let (mut before, mut after) = (fields(before)?, fields(after)?);
    // A type writes equal values as equal texts, so the texts tell what is equal.
    before.retain(|name, was| match after.get(name) {
        Some(is) if is.get() == was.get() => {
            after.remove(name);
            false
        }
        Some(_) | None => true,
    });
    Ok(Changes { before, after })
}

fn fields(customer: Option<&Customer>) -> Result<Fields, serde_json::Error> {
    let Some(customer) = customer else { return Ok(Fields::new()) };
    let mut fields: Fields = serde_json::from_str(&serde_json::to_string(customer)?)?;
    fields.remove("version");
    fields.remove("updated_at");
    Ok(fields)
}
