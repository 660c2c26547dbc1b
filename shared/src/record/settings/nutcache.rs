use serde::{Deserialize, Serialize};

/// Fields that only Nutcache has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Nutcache {
    /// The id of one of the tenant's taxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<u64>,
}
