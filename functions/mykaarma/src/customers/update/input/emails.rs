//! `customer.emails`

use shared::input::fields::is_email;
use shared::record::{Email, MAX_EMAILS};

use super::list::{List, Listed};
use super::reader::{Notes, Object, given};
use crate::warning::WarningCode;

const LIST: List = List {
    name: "emails",
    most: MAX_EMAILS,
    deletes_all: (WarningCode::DeletedAllEmails, "deletes all e-mail addresses"),
    nothing_left: (WarningCode::NoValidEmailFound, "has no e-mail address: the stored ones stay"),
};
const ADDRESS: &str = "emailAddress";

/// Reads the list without the entries that have no e-mail address.
pub(super) fn read(customer: &Object<'_>, notes: &mut Notes) -> Listed<Email> {
    LIST.read(customer, notes, read_one)
}

fn read_one(entry: &Object<'_>, notes: &mut Notes) -> Option<Email> {
    let email = Email {
        address: given(entry.text(ADDRESS, notes)).unwrap_or_default(),
        label: given(entry.text("label", notes)),
        ok_to_email: given(entry.flag("okToEmail", notes)),
        preferred: given(entry.flag("isPreferred", notes)).unwrap_or(false),
        comments: given(entry.text("comments", notes)),
    };
    let address = email.address.trim();
    if is_email(address) {
        return Some(email);
    }
    let (code, what) = if address.is_empty() {
        (WarningCode::EmptyEmail, "is empty and was left out")
    } else {
        (WarningCode::NoValidEmailFound, "is not an e-mail address and was left out")
    };
    notes.warning(code, &entry.path_of(ADDRESS), what);
    None
}
