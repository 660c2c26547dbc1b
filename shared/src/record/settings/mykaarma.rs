use serde::{Deserialize, Serialize};

/// Fields that only myKaarma has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Mykaarma {
    /// The best time to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_time_to_contact: Option<ContactHours>,
    /// The preferred way to reach the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_communication: Option<PreferredCommunication>,
}

/// A time span of the day, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ContactHours {
    /// Its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Its end.
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
