//! A customer's contacts, dispatch locations and vehicles.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::is_default;
use crate::clock::Timestamp;
use crate::id::PartId;

/// A person to contact at a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id, unique in the tenant. A claim leads from it to the customer.
    pub id: PartId,
    /// 1 to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// One or more addresses, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Fax number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fax: Option<String>,
    /// Whether to notify when a request is acknowledged.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notify_on_acknowledged_request: bool,
    /// Whether to notify when a request is completed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notify_on_completed_request: bool,
    /// Whether to notify when a request is dispatched.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notify_on_dispatched_request: bool,
    /// Whether to notify when a request has failed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notify_on_failed_request: bool,
    /// Whether to notify of a new request.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notify_on_new_request: bool,
}

/// A dispatch location that serves the customer, with the customer's settings there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The location's id. Several customers may share a location.
    pub location_id: PartId,
    /// When the customer was added to it.
    pub created_on: Timestamp,
    /// When its settings last changed.
    pub last_updated_on: Timestamp,
    /// Whether it is in use.
    pub is_active: bool,
    /// Whether it is commercial rather than residential.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_commercial: bool,
    /// Up to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number_1: Option<String>,
    /// Up to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number_2: Option<String>,
    /// Up to 2048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// 1 to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_number: Option<String>,
    /// An ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_date: Option<String>,
    /// 1 to 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sales_rep: Option<String>,
    /// The sales representative's id, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sales_rep_id: Option<SalesRepId>,
    /// The id of the reason why service is suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension_id: Option<u64>,
}

/// A sales representative's id, as its writer gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SalesRepId {
    /// The provider's own number.
    Number(i64),
    /// A UUID or a user's name.
    Text(String),
}

/// A customer's vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Unique in the service.
    pub uuid: Uuid,
    /// Vehicle identification number, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vin: Option<String>,
    /// Model year, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    /// Make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// Model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Mileage, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mileage: Option<String>,
    /// The writer's own key for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Trim level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trim: Option<String>,
    /// Licence plate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license_plate: Option<String>,
    /// Colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Whether it matched, according to the writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_matching: Option<bool>,
    /// Whether its VIN was found valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_valid: Option<bool>,
}

impl Vehicle {
    /// A new vehicle without any values.
    #[must_use]
    pub const fn blank(uuid: Uuid) -> Self {
        Self {
            uuid,
            vin: None,
            year: None,
            make: None,
            model: None,
            mileage: None,
            key: None,
            trim: None,
            license_plate: None,
            color: None,
            engine: None,
            is_matching: None,
            is_valid: None,
        }
    }
}
