use serde::{Deserialize, Serialize};

/// Fields that only the fleet-tracking API has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Fleet {
    /// The dealership that looks after the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealership_id: Option<u64>,
    /// Its SMS credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<i64>,
    /// Whether to notify of new users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_user_notify: Option<bool>,
    /// Whether to notify of new drivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_driver_notify: Option<bool>,
    /// Whether the map shows speeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_map_speed: Option<bool>,
    /// Whether there are accelerometers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gsense: Option<bool>,
    /// Whether billing is monthly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoiced_monthly: Option<bool>,
}
