//! Phone numbers: the list replaces all that are shown, but for fax numbers if it has none.

use shared::record::{MAX_PHONES, Phone, PhoneKind, fold};

use super::lists::{put_back, take};
use super::write;
use crate::customers::update::input::PhoneInput;
use crate::field_error::{FieldError, FieldRule};
use crate::view;
use crate::warning::{Warning, WarningCode};

/// The numbers after the update. `None`: the stored ones stay, because all of the list was left
/// out.
///
/// A number that equals a stored one (folded) keeps its spelling, its kind, and whatever the list
/// does not say of it. A new one is kept as E.164, or left out, with a warning, if it cannot be
/// read. An empty list deletes the fax numbers, too.
pub(super) fn replaced(
    list: &[PhoneInput],
    stored: &[Phone],
    warnings: &mut Vec<Warning>,
) -> Result<Option<Vec<Phone>>, Vec<FieldError>> {
    let mut unmatched: Vec<Option<&Phone>> = stored.iter().map(Some).collect();
    let mut phones = read(list, &mut unmatched, warnings);
    if list.is_empty() {
        let message = "customer.phoneNumbers deletes all phone numbers";
        warnings.push(Warning::new(WarningCode::DeletedAllPhoneNumbers, message));
        unmatched.retain(|phone| phone.is_some_and(|phone| !view::shows_phone(phone)));
    } else if phones.is_empty() {
        let message = "customer.phoneNumbers has no phone number: the stored ones stay";
        warnings.push(Warning::new(WarningCode::NoValidPhoneFound, message));
        return Ok(None);
    }
    let staying = staying(&unmatched, stored, &phones);
    put_back(&mut phones, staying);
    if phones.len() > MAX_PHONES {
        let rule = FieldRule::AtMostEntriesWith(MAX_PHONES, "fax numbers");
        return Err(vec![FieldError::new("customer.phoneNumbers", rule)]);
    }
    Ok(Some(phones))
}

/// The entries of the list that have a number.
fn read(
    list: &[PhoneInput],
    stored: &mut [Option<&Phone>],
    warnings: &mut Vec<Warning>,
) -> Vec<Phone> {
    let names_preferred = list.iter().any(|input| input.preferred == Some(true));
    let mut phones = Vec::with_capacity(list.len());
    // The places of the numbers of which nothing says a kind.
    let mut others = Vec::new();
    for input in list {
        match input.known_or_new(stored) {
            Ok((phone, has_kind)) => {
                if !has_kind {
                    others.push(phones.len());
                }
                phones.push(input.written_over(phone, names_preferred));
            }
            Err(warning) => warnings.push(warning),
        }
    }
    choose_main(&mut phones, &others);
    phones
}

/// Makes the preferred, else the first, of the numbers without a kind the main one, unless another
/// is.
fn choose_main(phones: &mut [Phone], others: &[usize]) {
    if phones.iter().any(|phone| phone.kind == PhoneKind::Main) {
        return;
    }
    let is_preferred = |at: &&usize| phones.get(**at).is_some_and(|phone| phone.preferred);
    let main = others.iter().find(is_preferred).or_else(|| others.first());
    if let Some(main) = main.and_then(|at| phones.get_mut(*at)) {
        main.kind = PhoneKind::Main;
    }
}

/// The stored entries that the list neither shows nor replaces, with their places: fax numbers if
/// it has none, and empty entries if it has nothing new of their kind.
fn staying(unmatched: &[Option<&Phone>], stored: &[Phone], list: &[Phone]) -> Vec<(usize, Phone)> {
    let stays = |phone: &Phone| {
        let mut of_its_kind = list.iter().filter(|given| given.kind == phone.kind);
        if view::shows_phone(phone) {
            phone.kind == PhoneKind::Fax && of_its_kind.next().is_none()
        } else {
            of_its_kind.all(|given| stored.contains(given))
        }
    };
    let unmatched = unmatched.iter().enumerate();
    let staying = unmatched.filter_map(|(at, phone)| phone.map(|phone| (at, phone)));
    staying.filter(|(_, phone)| stays(phone)).map(|(at, phone)| (at, phone.clone())).collect()
}

impl PhoneInput {
    /// The entry to write over, and whether its kind is known.
    fn known_or_new(&self, stored: &mut [Option<&Phone>]) -> Result<(Phone, bool), Warning> {
        if self.number.trim().is_empty() {
            let message = format!("{} is empty and was left out", self.path);
            return Err(Warning::new(WarningCode::EmptyPhoneNumber, message));
        }
        let told = kind_of_label(self.label.as_deref());
        if let Some(known) = take(stored, |phone| phone.is(&self.number)) {
            let kind = if self.relabels(known) {
                told.or_else(|| own_kind(known))
            } else {
                Some(known.kind)
            };
            let phone = Phone { kind: kind.unwrap_or(PhoneKind::Other), ..known.clone() };
            return Ok((phone, kind.is_some()));
        }
        let Some(number) = fold::e164(&self.number) else {
            let what = "is not a North American or E.164 number and was left out";
            let message = format!("{} {what}", self.path);
            return Err(Warning::new(WarningCode::IncorrectPhoneFormat, message));
        };
        let kind = told.unwrap_or(PhoneKind::Other);
        Ok((Phone { number, kind, ..Phone::default() }, told.is_some()))
    }

    fn relabels(&self, known: &Phone) -> bool {
        self.label.as_deref().is_some_and(|label| !label.is_empty()) && self.label != known.label
    }

    /// The entry with what the list says of it. If the list calls one preferred, the others are
    /// not, unless they say so too.
    fn written_over(&self, mut phone: Phone, names_preferred: bool) -> Phone {
        write::text(&self.label, &mut phone.label);
        write::value(self.ok_to_call, &mut phone.ok_to_call);
        write::value(self.ok_to_text, &mut phone.ok_to_text);
        phone.preferred = self.preferred.unwrap_or(phone.preferred && !names_preferred);
        write::text(&self.comments, &mut phone.comments);
        phone
    }
}

/// The kind of a stored number, unless it has it from its label.
fn own_kind(phone: &Phone) -> Option<PhoneKind> {
    let is_labels = kind_of_label(phone.label.as_deref()) == Some(phone.kind);
    if is_labels { None } else { Some(phone.kind) }
}

fn kind_of_label(label: Option<&str>) -> Option<PhoneKind> {
    match label?.trim().to_lowercase().as_str() {
        "cell" | "mobile" => Some(PhoneKind::Mobile),
        "fax" => Some(PhoneKind::Fax),
        _ => None,
    }
}
