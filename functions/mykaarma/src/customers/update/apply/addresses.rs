//! Addresses: the list replaces all active ones. An address that matches a stored one keeps what
//! the list does not say.

use shared::clock::Timestamp;
use shared::id::PartId;
use shared::record::{Address, AddressKind, Customer, MAX_ADDRESSES};
use uuid::Uuid;

use super::lists::put_back;
use super::write;
use crate::customers::update::input::AddressInput;
use crate::field_error::{FieldError, FieldRule};
use crate::refusal::Refusal;
use crate::view;

/// Replaces the addresses that are shown. One that matches a stored one keeps its ids, all that
/// the list does not say of it, and all that this API does not show. One that ends up empty is
/// removed. Those that are not shown stay as they are.
pub(super) fn replace(
    list: &[AddressInput],
    customer: &mut Customer,
    now: Timestamp,
) -> Result<(), Refusal> {
    let names_preferred = list.iter().any(|input| input.is_preferred == Some(true));
    let matches = find_matches(list, &customer.addresses);
    let mut addresses = Vec::with_capacity(customer.addresses.len().max(list.len()));
    for (input, at) in list.iter().zip(matches) {
        let address = match at.and_then(|at| customer.addresses.get(at)) {
            Some(known) => {
                let address = input.written_over(known.clone(), names_preferred, now);
                if address.is_empty() && !known.is_empty() {
                    continue;
                }
                address
            }
            None if input.is_empty() => continue,
            None => {
                let new = Address::blank(PartId::NEW, Customer::new_part_uuid(), now);
                input.written_over(new, names_preferred, now)
            }
        };
        addresses.push(address);
    }
    let stored = customer.addresses.iter().enumerate();
    let hidden = stored.filter(|(_, address)| !view::shows_address(address));
    put_back(&mut addresses, hidden.map(|(at, address)| (at, address.clone())).collect());
    if addresses.len() > MAX_ADDRESSES {
        let rule = FieldRule::AtMostEntriesWith(MAX_ADDRESSES, "inactive addresses");
        return Err(vec![FieldError::new("customer.addresses", rule)].into());
    }
    customer.addresses = addresses;
    Ok(())
}

/// The place of the stored address that each one of the list matches. It matches by its uuid,
/// else because both are the same, else by line1 and zip, else because each side has just one. No
/// stored address matches twice.
fn find_matches(list: &[AddressInput], stored: &[Address]) -> Vec<Option<usize>> {
    let rules = [AddressInput::has_uuid_of, AddressInput::is_same, AddressInput::has_line_and_zip];
    let mut shown: Vec<usize> = Vec::with_capacity(stored.len());
    shown.extend((0..stored.len()).filter(|at| stored.get(*at).is_some_and(view::shows_address)));
    let only = if shown.len() == 1 { shown.first().copied() } else { None };
    let mut matches = vec![None; list.len()];
    for rule in rules {
        for (found, input) in matches.iter_mut().zip(list) {
            let fits = |at: &usize| stored.get(*at).is_some_and(|address| rule(input, address));
            if found.is_none()
                && let Some(place) = shown.iter().position(fits)
            {
                *found = Some(shown.remove(place));
            }
        }
    }
    if let [none @ None] = matches.as_mut_slice() {
        *none = only;
    }
    matches
}

impl AddressInput {
    fn texts(&self) -> [&Option<String>; 6] {
        [&self.line_1, &self.line_2, &self.locality, &self.region, &self.postcode, &self.country]
    }

    fn is_empty(&self) -> bool {
        self.texts().into_iter().flatten().all(String::is_empty)
    }

    fn has_uuid_of(&self, address: &Address) -> bool {
        let uuid = self.uuid.as_deref().and_then(|uuid| Uuid::try_parse(uuid).ok());
        uuid == Some(address.uuid)
    }

    /// Whether this list would make such an address. So a repeated list finds those that it made.
    fn is_same(&self, address: &Address) -> bool {
        self.texts().into_iter().zip(place(address)).all(|(given, stored)| is_same(given, stored))
            && self.kind.is_none_or(|kind| kind == address.kind)
    }

    /// Two addresses that have neither do not match.
    fn has_line_and_zip(&self, address: &Address) -> bool {
        let is_given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        is_same(&self.line_1, &address.line_1)
            && is_same(&self.postcode, &address.postcode)
            && (is_given(&self.line_1) || is_given(&self.postcode))
    }

    /// The address with what the list says of it. If the list calls one preferred, the others are
    /// not, unless they say so too.
    fn written_over(&self, mut address: Address, names_preferred: bool, now: Timestamp) -> Address {
        address.change(now, |address| {
            write::text(&self.line_1, &mut address.line_1);
            write::text(&self.line_2, &mut address.line_2);
            write::text(&self.locality, &mut address.locality);
            write::text(&self.region, &mut address.region);
            write::text(&self.postcode, &mut address.postcode);
            let mut country = address.country.clone();
            write::text(&self.country, &mut country);
            if country != address.country {
                address.set_country(country);
            }
            write::text(&self.address_type, &mut address.address_type);
            if let Some(kind) = self.kind {
                set_kind(address, kind);
            }
            address.is_preferred =
                self.is_preferred.unwrap_or(address.is_preferred && !names_preferred);
        });
        address
    }
}

/// Sets the kind. BILLING is a mark, too, which other APIs show. It stays if the kind does.
fn set_kind(address: &mut Address, kind: AddressKind) {
    match (address.kind, kind) {
        (AddressKind::Billing, AddressKind::Billing) => {}
        (_, AddressKind::Billing) => address.is_billing = true,
        (AddressKind::Billing, _) => address.is_billing = false,
        (AddressKind::Common | AddressKind::Primary, _) => {}
    }
    address.kind = kind;
}

/// The texts that say where an address is, in the order of [`AddressInput::texts`].
const fn place(address: &Address) -> [&Option<String>; 6] {
    [
        &address.line_1,
        &address.line_2,
        &address.locality,
        &address.region,
        &address.postcode,
        &address.country,
    ]
}

fn is_same(given: &Option<String>, stored: &Option<String>) -> bool {
    given.as_deref().unwrap_or_default() == stored.as_deref().unwrap_or_default()
}
