//! `customer.emails`

use super::reader::{Notes, Object};

/// One e-mail address of the list. What is `None` was absent or null.
#[derive(Debug)]
pub(crate) struct EmailInput {
    /// `customer.emails[0].emailAddress`
    pub path: String,
    /// `emailAddress`
    pub address: String,
    /// `label`
    pub label: Option<String>,
    /// `okToEmail`
    pub ok_to_email: Option<bool>,
    /// `isPreferred`
    pub preferred: Option<bool>,
    /// `comments`
    pub comments: Option<String>,
}

pub(super) fn read(entry: &Object<'_>, notes: &mut Notes) -> EmailInput {
    EmailInput {
        path: entry.path_of("emailAddress"),
        address: entry.text("emailAddress", notes).unwrap_or_default(),
        label: entry.text("label", notes),
        ok_to_email: entry.flag("okToEmail", notes),
        preferred: entry.flag("isPreferred", notes),
        comments: entry.text("comments", notes),
    }
}
