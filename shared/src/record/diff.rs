//! What a write changed: the record's fields before and after.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Customer;

/// Fields of a record by name, as JSON.
pub type Fields = BTreeMap<String, Box<RawValue>>;

/// The fields in which two states of a record differ.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Their old values.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub before: Fields,
    /// Their new values.
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

/// Compares two states of a record field by field, except its version and time of change. `None`
/// means that the record did not exist before, or no longer does after.
pub fn changes(
    before: Option<&Customer>,
    after: Option<&Customer>,
) -> Result<Changes, serde_json::Error> {
    let (mut before, mut after) = (fields(before)?, fields(after)?);
    // Equal values are written as equal texts, so comparing the texts is enough.
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
