//! The customer as this API shows it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use shared::record::Customer;
use shared::runtime::Api as _;

use crate::Bluerocktel;
use crate::keys::{KEYS, Shown};

/// A customer under `customer`, as clients from 2020 read it, and its keys again at the root, as
/// newer clients read them.
pub(crate) struct Found<'a>(pub &'a Customer);

/// A new customer: its id under `response`, and its keys at the root.
pub(crate) struct Created<'a>(pub &'a Customer);

/// A customer's keys in the documented order.
struct Keys<'a>(&'a Customer);

impl Serialize for Found<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wrapped(serializer, "customer", &Keys(self.0), self.0)
    }
}

impl Serialize for Created<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wrapped(serializer, "response", &self.0.id_in(Bluerocktel::NAME), self.0)
    }
}

impl Serialize for Keys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(KEYS.iter().map(|key| (key.name, (key.show)(self.0))))
    }
}

/// The wrapper's key, then the customer's keys at the root. There `suppliers` is never null,
/// since typed clients read it as a text.
fn wrapped<S: Serializer>(
    serializer: S,
    wrapper: &str,
    content: &impl Serialize,
    customer: &Customer,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(KEYS.len() + 1))?;
    map.serialize_entry(wrapper, content)?;
    for key in &KEYS {
        match (key.name, (key.show)(customer)) {
            ("suppliers", Shown::Null) => map.serialize_entry(key.name, "")?,
            (name, shown) => map.serialize_entry(name, &shown)?,
        }
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Shows a customer with these suppliers under the wrapper and at the root.
    fn suppliers(given: Option<&str>) -> (Value, Value) {
        let document = json!({
            "id": 113, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1,
            "created_at": 0, "updated_at": 0, "name": "n", "is_business": true, "active": true,
            "bluerocktel": {"suppliers": given}
        });
        let customer = serde_json::from_value(document).unwrap();
        let shown = serde_json::to_value(Found(&customer)).unwrap();
        (shown["customer"]["suppliers"].clone(), shown["suppliers"].clone())
    }

    #[test]
    fn suppliers_are_never_null_at_the_root() {
        assert_eq!(suppliers(None), (Value::Null, json!("")));
        assert_eq!(suppliers(Some("A, B")), (json!("A, B"), json!("A, B")));
    }
}
