//! `customer.phoneNumbers`

use shared::record::{MAX_PHONES, Phone, PhoneKind, fold};

use super::list::{List, Listed};
use super::reader::{Notes, Object, given};
use crate::warning::WarningCode;

const LIST: List = List {
    name: "phoneNumbers",
    most: MAX_PHONES,
    deletes_all: (WarningCode::DeletedAllPhoneNumbers, "deletes all phone numbers"),
    nothing_left: (WarningCode::NoValidPhoneFound, "has no phone number: the stored ones stay"),
};
const NUMBER: &str = "phoneNumber";

/// Reads the list, its numbers as E.164, without the entries that have no readable number.
pub(super) fn read(customer: &Object<'_>, notes: &mut Notes) -> Listed<Phone> {
    let mut listed = LIST.read(customer, notes, read_one);
    if let Listed::Replace(phones) = &mut listed {
        choose_main(phones);
    }
    listed
}

fn read_one(entry: &Object<'_>, notes: &mut Notes) -> Option<Phone> {
    let label = given(entry.text("label", notes));
    let written = given(entry.text(NUMBER, notes)).unwrap_or_default();
    let phone = Phone {
        number: String::new(),
        kind: kind_of_label(label.as_deref()),
        label,
        ok_to_call: given(entry.flag("okToCall", notes)),
        ok_to_text: given(entry.flag("okToText", notes)),
        preferred: given(entry.flag("isPreferred", notes)).unwrap_or(false),
        comments: given(entry.text("comments", notes)),
    };
    if let Some(number) = fold::e164(&written) {
        return Some(Phone { number, ..phone });
    }
    let (code, what) = if written.trim().is_empty() {
        (WarningCode::EmptyPhoneNumber, "is empty and was left out")
    } else {
        let what = "is not a North American or E.164 number and was left out";
        (WarningCode::IncorrectPhoneFormat, what)
    };
    notes.warning(code, &entry.path_of(NUMBER), what);
    None
}

fn kind_of_label(label: Option<&str>) -> PhoneKind {
    match label.map(|label| label.trim().to_lowercase()).as_deref() {
        Some("cell" | "mobile") => PhoneKind::Mobile,
        Some("fax") => PhoneKind::Fax,
        _ => PhoneKind::Other,
    }
}

/// Makes one phone that is neither mobile nor fax the main one: the preferred, else the first.
fn choose_main(phones: &mut [Phone]) {
    let other = |phone: &Phone| phone.kind == PhoneKind::Other;
    let main = phones
        .iter()
        .position(|phone| other(phone) && phone.preferred)
        .or_else(|| phones.iter().position(other));
    if let Some(main) = main.and_then(|at| phones.get_mut(at)) {
        main.kind = PhoneKind::Main;
    }
}
