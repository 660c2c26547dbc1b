//! Phone numbers: the list replaces all but fax numbers, which this API does not show.

use shared::record::{Customer, MAX_PHONES, Phone, PhoneKind, fold};

use crate::error::Problem;

/// Replaces the phones. A fax number of the list is added to the stored ones, or written over
/// the one with the same number, so that the same list makes the same record again; a list of
/// nothing but fax numbers says nothing of the others, which stay.
pub(super) fn replace(list: &[Phone], customer: &mut Customer) -> Result<(), Vec<Problem>> {
    let (faxes, phones): (Vec<&Phone>, Vec<&Phone>) = list.iter().partition(|phone| is_fax(phone));
    let (mut kept, stored): (Vec<Phone>, Vec<Phone>) =
        customer.phones.iter().cloned().partition(is_fax);
    let says_nothing_of_phones = phones.is_empty() && !faxes.is_empty();
    let phones =
        if says_nothing_of_phones { stored } else { phones.into_iter().cloned().collect() };
    for fax in faxes {
        let number = fold::phone(&fax.number);
        match kept.iter_mut().find(|stored| fold::phone(&stored.number) == number) {
            Some(stored) => stored.clone_from(fax),
            None => kept.push(fax.clone()),
        }
    }
    if phones.len() + kept.len() > MAX_PHONES {
        let what = "makes more than 10 phone numbers with the stored fax numbers";
        return Err(vec![Problem::new("customer.phoneNumbers", what)]);
    }
    customer.phones = phones.into_iter().chain(kept).collect();
    Ok(())
}

fn is_fax(phone: &Phone) -> bool {
    phone.kind == PhoneKind::Fax
}
