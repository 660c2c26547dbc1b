//! `customer.emails`

use shared::record::{Email, MAX_EMAILS};
use shared::input::body::Field;

use super::{Listed, Notes, Object};
use crate::warning::WarningCode;

const LIST: &str = "emails";
const ADDRESS: &str = "emailAddress";

/// Reads the list. Entries without an address, or with a text that is none, are left out; where
/// that leaves nothing of a list, the stored one stays.
pub(super) fn read(customer: &Object<'_>, notes: &mut Notes) -> Listed<Email> {
    let list = match customer.objects(LIST, MAX_EMAILS, notes) {
        Field::Absent => return Listed::Keep,
        Field::Null => Vec::new(),
        Field::Value(list) => list,
    };
    let path = customer.path_of(LIST);
    if list.is_empty() {
        notes.warning(WarningCode::DeletedAllEmails, &path, "deletes all e-mail addresses");
        return Listed::Replace(Vec::new());
    }
    let emails: Vec<Email> = list.iter().filter_map(|entry| read_one(entry, notes)).collect();
    if emails.is_empty() {
        notes.warning(
            WarningCode::NoValidEmailFound,
            &path,
            "has no e-mail address: the stored ones stay",
        );
        return Listed::Keep;
    }
    Listed::Replace(emails)
}

fn read_one(entry: &Object<'_>, notes: &mut Notes) -> Option<Email> {
    let email = Email {
        address: entry.text(ADDRESS, notes).written().flatten().unwrap_or_default(),
        label: entry.text("label", notes).written().flatten(),
        ok_to_email: entry.flag("okToEmail", notes).written().flatten(),
        preferred: entry.flag("isPreferred", notes).written().flatten().unwrap_or(false),
        comments: entry.text("comments", notes).written().flatten(),
    };
    let path = entry.path_of(ADDRESS);
    if email.address.trim().is_empty() {
        notes.warning(WarningCode::EmptyEmail, &path, "is empty and was left out");
        return None;
    }
    if !is_email(&email.address) {
        notes.warning(
            WarningCode::NoValidEmailFound,
            &path,
            "is not an e-mail address and was left out",
        );
        return None;
    }
    Some(email)
}

/// Whether a text can be an e-mail address: something before and after its last `@`, and no
/// space or control character but around it. Whether it exists only a mail tells.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let text = text.trim();
    let blank = |c: char| c.is_whitespace() || c.is_control();
    text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !text.contains(blank)
}
