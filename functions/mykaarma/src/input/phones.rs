//! `customer.phoneNumbers`

use shared::record::{MAX_PHONES, Phone, PhoneKind, fold};
use shared::input::body::Field;

use super::{Listed, Notes, Object};
use crate::warning::WarningCode;

const LIST: &str = "phoneNumbers";
const NUMBER: &str = "phoneNumber";

/// Reads the list, its numbers as E.164. Entries without a number, or with one that cannot be
/// read, are left out; where that leaves nothing of a list, the stored one stays.
pub(super) fn read(customer: &Object<'_>, notes: &mut Notes) -> Listed<Phone> {
    let list = match customer.objects(LIST, MAX_PHONES, notes) {
        Field::Absent => return Listed::Keep,
        Field::Null => Vec::new(),
        Field::Value(list) => list,
    };
    let path = customer.path_of(LIST);
    if list.is_empty() {
        notes.warning(WarningCode::DeletedAllPhoneNumbers, &path, "deletes all phone numbers");
        return Listed::Replace(Vec::new());
    }
    let mut phones: Vec<Phone> = list.iter().filter_map(|entry| read_one(entry, notes)).collect();
    if phones.is_empty() {
        notes.warning(
            WarningCode::NoValidPhoneFound,
            &path,
            "has no phone number: the stored ones stay",
        );
        return Listed::Keep;
    }
    choose_main(&mut phones);
    Listed::Replace(phones)
}

fn read_one(entry: &Object<'_>, notes: &mut Notes) -> Option<Phone> {
    let label = entry.text("label", notes).written().flatten();
    let written = entry.text(NUMBER, notes).written().flatten().unwrap_or_default();
    let phone = Phone {
        number: String::new(),
        kind: kind_of_label(label.as_deref()),
        label,
        ok_to_call: entry.flag("okToCall", notes).written().flatten(),
        ok_to_text: entry.flag("okToText", notes).written().flatten(),
        preferred: entry.flag("isPreferred", notes).written().flatten().unwrap_or(false),
        comments: entry.text("comments", notes).written().flatten(),
    };
    let path = entry.path_of(NUMBER);
    if written.trim().is_empty() {
        notes.warning(WarningCode::EmptyPhoneNumber, &path, "is empty and was left out");
        return None;
    }
    let Some(number) = fold::e164(&written) else {
        notes.warning(
            WarningCode::IncorrectPhoneFormat,
            &path,
            "is not a North American or E.164 number and was left out",
        );
        return None;
    };
    Some(Phone { number, ..phone })
}

fn kind_of_label(label: Option<&str>) -> PhoneKind {
    match label.map(|label| label.trim().to_lowercase()).as_deref() {
        Some("cell" | "mobile") => PhoneKind::Mobile,
        Some("fax") => PhoneKind::Fax,
        _ => PhoneKind::Other,
    }
}

/// Of the phones that are neither mobile nor fax, the preferred, else the first, is the main one.
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
