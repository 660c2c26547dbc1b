use serde::{Deserialize, Serialize};

/// What only myKaarma's API knows of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Mykaarma {
    /// When to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_time_to_contact: Option<ContactHours>,
    /// How to reach the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_communication: Option<PreferredCommunication>,
}

/// A span of the day, each end as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ContactHours {
    /// From.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// To.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// A way to reach a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PreferredCommunication {
    /// By text message.
    Text,
    /// By phone call.
    Phone,
    /// By e-mail.
    Email,
}
