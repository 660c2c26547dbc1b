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

    fn set(&mut self, field: AddressField, text: Option<String>, now: Timestamp) {
        let slot = match field {
            AddressField::Line1 => &mut self.line_1,
            AddressField::Line2 => &mut self.line_2,
            AddressField::Line3 => &mut self.line_3,
            AddressField::Locality => &mut self.locality,
            AddressField::Region => &mut self.region,
            AddressField::Postcode => &mut self.postcode,
            AddressField::Country => &mut self.country,
        };
        if *slot == text {
            return;
        }
        match field {
            AddressField::Country => self.set_country(text),
            _ => *slot = text,
        }
        self.updated_at = now;
    }

    /// Whether it has neither a text nor a position.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts().iter().all(Option::is_none) && !self.has_position()
    }

    /// Whether it has no position, and no text but empty ones.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.texts().into_iter().flatten().all(str::is_empty) && !self.has_position()
    }

    fn texts(&self) -> [Option<&str>; 8] {
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

    /// Writes texts of the main address. Creates the address if there is none and a text is given.
    /// Removes it once it is empty.
    pub fn set_address(
        &mut self,
        texts: impl IntoIterator<Item = (AddressField, Option<String>)>,
        now: Timestamp,
    ) {
        // Looked up once: if the address became empty midway, another would become the main one.
        let mut at = self.address_at();
        for (field, text) in texts {
            if at.is_none() && text.is_some() {
                at = Some(self.addresses.len());
                self.addresses.push(Address::blank(PartId::NEW, Self::new_part_uuid(), now));
            }
            if let Some(address) = at.and_then(|at| self.addresses.get_mut(at)) {
                address.set(field, text, now);
            }
        }
        if let Some(at) = at.filter(|at| self.addresses.get(*at).is_some_and(Address::is_empty)) {
            self.addresses.remove(at);
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
