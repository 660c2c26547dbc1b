//! Postal addresses, and the main one for APIs that show a single address.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::communication::preferred_else_first;
use super::{Customer, country, is_default};
use crate::clock::Timestamp;
use crate::id::PartId;

/// What an address is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "UPPERCASE")]
pub enum AddressKind {
    /// Any other address.
    Common,
    /// The main one.
    #[default]
    Primary,
    /// The billing address.
    Billing,
}

/// A postal address. It is removed once all its texts and its position are cleared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// Unique in the tenant.
    pub id: PartId,
    /// Unique in the service.
    pub uuid: Uuid,
    /// First line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_1: Option<String>,
    /// Second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_2: Option<String>,
    /// Third line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_3: Option<String>,
    /// Fourth line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_4: Option<String>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// County, state or province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// The country as written. Set it with [`Address::set_country`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The country's ISO 3166-1 alpha-2 code, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<country::Code>,
    /// Degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "exactly")]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "exactly")]
    pub longitude: Option<f64>,
    /// What it is used for.
    #[serde(default)]
    pub kind: AddressKind,
    /// The writer's own word for its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_type: Option<String>,
    /// Whether bills go there.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_billing: bool,
    /// Whether goods go there.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_shipping: bool,
    /// Whether it is a place that can be visited.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_physical: bool,
    /// Whether it is in use.
    pub is_active: bool,
    /// Whether it is the preferred one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_preferred: bool,
    /// Whether the address was found to be valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_valid: Option<bool>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Reads a coordinate exactly, so that it is written back as it was read. By default serde_json may
/// be off by one in the seventeenth digit; its feature against that adds 25 KB to every function.
fn exactly<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let Some(text) = Option::<Box<RawValue>>::deserialize(deserializer)? else { return Ok(None) };
    let number: f64 = text.get().parse().map_err(D::Error::custom)?;
    if number.is_finite() { Ok(Some(number)) } else { Err(D::Error::custom("out of range")) }
}

impl Address {
    /// A new address without any values.
    #[must_use]
    pub fn blank(id: PartId, uuid: Uuid, now: Timestamp) -> Self {
        Self {
            id,
            uuid,
            line_1: None,
            line_2: None,
            line_3: None,
            line_4: None,
            locality: None,
            region: None,
            postcode: None,
            country: None,
            country_code: None,
            latitude: None,
            longitude: None,
            kind: AddressKind::Primary,
            address_type: None,
            is_billing: false,
            is_shipping: false,
            is_physical: false,
            is_active: true,
            is_preferred: false,
            is_valid: None,
            updated_at: now,
        }
    }

    /// Sets the country as written, and its code if the text is an alpha-2 or alpha-3 code or an
    /// English name.
    pub fn set_country(&mut self, written: Option<String>) {
        self.country_code = written.as_deref().and_then(country::read);
        self.country = written;
    }

    /// Changes it through a view that shows no coordinates. If it names another place afterwards,
    /// its coordinates and `is_valid` become unset, since they are about the old place. Its time of
    /// change moves only if anything changed.
    pub fn change(&mut self, now: Timestamp, change: impl FnOnce(&mut Self)) {
        let before = self.clone();
        change(self);
        if *self == before {
            return;
        }
        if self.place() != before.place() {
            (self.latitude, self.longitude, self.is_valid) = (None, None, None);
        }
        self.updated_at = now;
    }

    fn set(&mut self, field: AddressField, text: Option<String>) {
        match field {
            AddressField::Line1 => self.line_1 = text,
            AddressField::Line2 => self.line_2 = text,
            AddressField::Line3 => self.line_3 = text,
            AddressField::Locality => self.locality = text,
            AddressField::Region => self.region = text,
            AddressField::Postcode => self.postcode = text,
            AddressField::Country => self.set_country(text),
        }
    }

    /// Whether it has neither a text nor a position.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.place().iter().all(Option::is_none) && !self.has_position()
    }

    /// Whether it has no position, and no text but empty ones.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.place().into_iter().flatten().all(str::is_empty) && !self.has_position()
    }

    /// The texts that say where it is.
    fn place(&self) -> [Option<&str>; 8] {
        [
            &self.line_1,
            &self.line_2,
            &self.line_3,
            &self.line_4,
            &self.locality,
            &self.region,
            &self.postcode,
            &self.country,
        ]
        .map(Option::as_deref)
    }

    const fn has_position(&self) -> bool {
        self.latitude.is_some() || self.longitude.is_some()
    }
}

/// A text that can be written through [`Customer::set_address`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressField {
    /// `line_1`
    Line1,
    /// `line_2`
    Line2,
    /// `line_3`
    Line3,
    /// `locality`
    Locality,
    /// `region`
    Region,
    /// `postcode`
    Postcode,
    /// `country`
    Country,
}

impl Customer {
    /// The main address, for an API that shows only one: the preferred active one, else the first
    /// active one.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.addresses.get(self.address_at()?)
    }

    /// Writes texts of the main address, for an API that shows no coordinates. If there is no
    /// address, creates one, unless all texts are empty. Removes an address whose last text is
    /// cleared.
    pub fn set_address(&mut self, texts: &[(AddressField, Option<String>)], now: Timestamp) {
        let write = |address: &mut Address| {
            for (field, text) in texts {
                address.set(*field, text.clone());
            }
        };
        if let Some(at) = self.address_at()
            && let Some(address) = self.addresses.get_mut(at)
        {
            let was_empty = address.is_empty();
            address.change(now, write);
            if address.is_empty() && !was_empty {
                self.addresses.remove(at);
            }
        } else if texts.iter().any(|(_, text)| text.as_deref().is_some_and(|text| !text.is_empty()))
        {
            let mut address = Address::blank(PartId::NEW, Self::new_part_uuid(), now);
            write(&mut address);
            self.addresses.push(address);
        }
    }

    fn address_at(&self) -> Option<usize> {
        preferred_else_first(
            &self.addresses,
            |address| address.is_active,
            |address| address.is_preferred,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer() -> Customer {
        let document = serde_json::json!({
            "id": 113, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1,
            "created_at": 0, "updated_at": 0, "name": "n", "is_business": true, "active": true,
        });
        serde_json::from_value(document).unwrap()
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    const fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    /// Broken by keeping the position of the old place.
    #[test]
    fn an_address_that_moves_loses_its_position_and_another_change_keeps_it() {
        let mut customer = customer();
        customer.set_address(&[(AddressField::Line1, text("1 Mill Lane"))], at(1));
        let address = &mut customer.addresses[0];
        (address.latitude, address.longitude) = (Some(51.5), Some(-0.1));
        address.is_valid = Some(true);
        let before = customer.clone();
        customer.set_address(&[(AddressField::Line1, text("1 Mill Lane"))], at(2));
        assert_eq!(customer, before, "the same place");
        customer.addresses[0].change(at(2), |address| address.is_billing = true);
        let address = &customer.addresses[0];
        assert_eq!((address.latitude, address.updated_at), (Some(51.5), at(2)));
        for field in [AddressField::Line2, AddressField::Region, AddressField::Country] {
            let mut moved = customer.clone();
            moved.set_address(&[(field, text("France"))], at(3));
            let address = &moved.addresses[0];
            assert_eq!((address.latitude, address.longitude), (None, None), "{field:?}");
            assert_eq!((address.is_valid, address.updated_at), (None, at(3)), "{field:?}");
        }
    }

    /// Broken by creating an address from five empty texts.
    #[test]
    fn empty_texts_make_no_address_and_clear_no_other_fields() {
        let mut customer = customer();
        let empty = [(AddressField::Line1, text("")), (AddressField::Country, None)];
        customer.set_address(&empty, at(1));
        assert_eq!(customer.addresses, []);
        let city = (AddressField::Locality, text("Leeds"));
        customer.set_address(&[empty[0].clone(), city], at(1));
        let address = customer.address().unwrap();
        assert_eq!((address.line_1.as_deref(), address.line_2.as_deref()), (Some(""), None));
        customer.set_address(&[(AddressField::Locality, None)], at(2));
        assert_eq!(customer.addresses.len(), 1, "one text is left, though it is empty");
        customer.set_address(&[(AddressField::Line1, None)], at(2));
        assert_eq!(customer.addresses, []);
    }

    /// Broken by removing whatever address is empty.
    #[test]
    fn an_address_that_was_always_empty_stays() {
        let mut customer = customer();
        customer.addresses.push(Address::blank(PartId::NEW, Customer::new_part_uuid(), at(1)));
        let before = customer.clone();
        customer.set_address(&[(AddressField::Line1, None)], at(2));
        assert_eq!(customer, before);
    }
}
