//! Phone numbers: the list replaces all but fax numbers, which this API does not show.

use shared::record::{Customer, MAX_PHONES, Phone, PhoneKind, fold};

use crate::field_error::{FieldError, FieldRule};

/// Replaces the phones. A fax number of the list is added to the stored ones, or replaces the one
/// with the same number, so that a repeated list makes the same record. A list with only fax
/// numbers leaves the other numbers as they are.
pub(super) fn replace(list: &[Phone], customer: &mut Customer) -> Result<(), Vec<FieldError>> {
    let (faxes, phones): (Vec<&Phone>, Vec<&Phone>) = list.iter().partition(|phone| is_fax(phone));
    let (mut kept, stored): (Vec<Phone>, Vec<Phone>) =
        customer.phones.iter().cloned().partition(is_fax);
    let has_only_faxes = phones.is_empty() && !faxes.is_empty();
    let phones = if has_only_faxes { stored } else { phones.into_iter().cloned().collect() };
    for fax in faxes {
        let number = fold::phone(&fax.number);
        match kept.iter_mut().find(|stored| fold::phone(&stored.number) == number) {
            Some(stored) => stored.clone_from(fax),
            None => kept.push(fax.clone()),
        }
    }
    if phones.len() + kept.len() > MAX_PHONES {
        let rule = FieldRule::AtMostEntriesWith(MAX_PHONES, "fax numbers");
        return Err(vec![FieldError::new("customer.phoneNumbers", rule)]);
    }
    customer.phones = phones.into_iter().chain(kept).collect();
    Ok(())
}

fn is_fax(phone: &Phone) -> bool {
    phone.kind == PhoneKind::Fax
}
