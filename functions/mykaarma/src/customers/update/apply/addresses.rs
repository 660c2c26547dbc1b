//! Addresses: the list replaces all active ones. An address that matches a stored one keeps its
//! ids.

use shared::clock::Timestamp;
use shared::id::PartId;
use shared::record::{Address, AddressKind, Customer, MAX_ADDRESSES};

use crate::customers::update::input::AddressInput;
use crate::field_error::{FieldError, FieldRule};
use crate::refusal::Refusal;

/// Replaces the active addresses. An address that matches a stored one keeps its ids and all that
/// this API does not show. An address that ends up empty is removed. Inactive addresses are
/// neither shown nor replaced.
pub(super) fn replace(
    list: &[AddressInput],
    customer: &mut Customer,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (mut stored, inactive) = split(customer);
    let matches = find_matches(list, &stored);
    let mut addresses = Vec::with_capacity(list.len() + inactive.len());
    for (input, at) in list.iter().zip(matches) {
        let known = at.and_then(|at| stored.get_mut(at)).and_then(Option::take);
        let address = match known {
            Some(known) => rewritten(input, known, now),
            None if input.is_empty() => continue,
            None => {
                rewritten(input, Address::blank(PartId::NEW, Customer::new_part_uuid(), now), now)
            }
        };
        if !address.is_empty() {
            addresses.push(address);
        }
    }
    addresses.extend(inactive);
    if addresses.len() > MAX_ADDRESSES {
        let rule = FieldRule::AtMostEntriesWith(MAX_ADDRESSES, "inactive addresses");
        return Err(vec![FieldError::new("customer.addresses", rule)].into());
    }
    customer.addresses = addresses;
    Ok(())
}

fn split(customer: &mut Customer) -> (Vec<Option<Address>>, Vec<Address>) {
    let (active, inactive): (Vec<Address>, Vec<Address>) =
        customer.addresses.drain(..).partition(|address| address.is_active);
    (active.into_iter().map(Some).collect(), inactive)
}

/// The position of the stored address that each one of the list matches. It matches by its uuid,
/// else by all its values, else by line1 and zip, else because each side has just one. No stored
/// address matches twice.
fn find_matches(list: &[AddressInput], stored: &[Option<Address>]) -> Vec<Option<usize>> {
    let rules: [fn(&AddressInput, &Address) -> bool; 3] = [
        |input, address| input.uuid == Some(address.uuid),
        AddressInput::is_same,
        AddressInput::has_same_line_and_zip,
    ];
    let mut matches = vec![None; list.len()];
    for rule in rules {
        for (at, input) in list.iter().enumerate() {
            if matches[at].is_none() {
                matches[at] = stored.iter().enumerate().position(|(place, address)| {
                    !matches.contains(&Some(place))
                        && address.as_ref().is_some_and(|address| rule(input, address))
                });
            }
        }
    }
    if let ([None], [Some(_)]) = (&*matches, stored) {
        matches[0] = Some(0);
    }
    matches
}

/// The stored address with the values of the input. Its time of change moves only if that changes
/// it.
fn rewritten(input: &AddressInput, mut address: Address, now: Timestamp) -> Address {
    if input.is_same(&address) {
        return address;
    }
    if !input.is_same_place(&address) {
        // Whether the old place was valid tells nothing about the new one.
        address.is_valid = None;
    }
    let was_billing = address.kind == AddressKind::Billing;
    match input.kind {
        AddressKind::Billing => address.is_billing = true,
        AddressKind::Common | AddressKind::Primary if was_billing => address.is_billing = false,
        AddressKind::Common | AddressKind::Primary => {}
    }
    address.kind = input.kind;
    address.line_1.clone_from(&input.line_1);
    address.line_2.clone_from(&input.line_2);
    address.locality.clone_from(&input.locality);
    address.region.clone_from(&input.region);
    address.postcode.clone_from(&input.postcode);
    address.set_country(input.country.clone());
    address.address_type.clone_from(&input.address_type);
    address.is_preferred = input.is_preferred;
    address.updated_at = now;
    address
}

impl AddressInput {
    fn is_empty(&self) -> bool {
        let texts = [
            &self.line_1,
            &self.line_2,
            &self.locality,
            &self.region,
            &self.postcode,
            &self.country,
        ];
        texts.iter().all(|text| text.is_none())
    }

    fn is_same_place(&self, address: &Address) -> bool {
        self.line_1 == address.line_1
            && self.line_2 == address.line_2
            && self.locality == address.locality
            && self.region == address.region
            && self.postcode == address.postcode
            && self.country == address.country
    }

    fn is_same(&self, address: &Address) -> bool {
        self.is_same_place(address)
            && self.address_type == address.address_type
            && self.kind == address.kind
            && self.is_preferred == address.is_preferred
    }

    /// Two addresses that have neither do not match.
    fn has_same_line_and_zip(&self, address: &Address) -> bool {
        self.line_1 == address.line_1
            && self.postcode == address.postcode
            && (self.line_1.is_some() || self.postcode.is_some())
    }
}
