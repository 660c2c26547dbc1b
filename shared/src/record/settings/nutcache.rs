use serde::{Deserialize, Serialize};

/// What only Nutcache's API knows of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Nutcache {
    /// One of the tenant's taxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<u64>,
}
