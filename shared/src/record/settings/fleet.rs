use serde::{Deserialize, Serialize};

/// What only the fleet-tracking API knows of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Fleet {
    /// The dealership that looks after the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealership_id: Option<u64>,
    /// SMS credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<i64>,
    /// Told of new users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_user_notify: Option<bool>,
    /// Told of new drivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_driver_notify: Option<bool>,
    /// Speeds are shown on the map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_map_speed: Option<bool>,
    /// Has accelerometers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gsense: Option<bool>,
    /// Billed by the month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoiced_monthly: Option<bool>,
}
