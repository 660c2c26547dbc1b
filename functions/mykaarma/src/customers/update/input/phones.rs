//! `customer.phoneNumbers`

use super::reader::{Notes, Object};

/// One phone number of the list. What is `None` was absent or null.
#[derive(Debug)]
pub(crate) struct PhoneInput {
    /// `customer.phoneNumbers[0].phoneNumber`
    pub path: String,
    /// `phoneNumber`
    pub number: String,
    /// `label`
    pub label: Option<String>,
    /// `okToCall`
    pub ok_to_call: Option<bool>,
    /// `okToText`
    pub ok_to_text: Option<bool>,
    /// `isPreferred`
    pub preferred: Option<bool>,
    /// `comments`
    pub comments: Option<String>,
}

pub(super) fn read(entry: &Object<'_>, notes: &mut Notes) -> PhoneInput {
    PhoneInput {
        path: entry.path_of("phoneNumber"),
        number: entry.text("phoneNumber", notes).unwrap_or_default(),
        label: entry.text("label", notes),
        ok_to_call: entry.flag("okToCall", notes),
        ok_to_text: entry.flag("okToText", notes),
        preferred: entry.flag("isPreferred", notes),
        comments: entry.text("comments", notes),
    }
}
