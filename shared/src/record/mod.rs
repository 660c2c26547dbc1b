//! The customer record: one customer, stored once, that every API shows its own view of.

mod address;
mod communication;
pub mod country;
pub mod diff;
pub mod fold;
pub mod index;
mod limits;
mod parts;
pub mod settings;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use address::{Address, AddressField, AddressKind};
pub use communication::{Email, Phone, PhoneKind};
pub use limits::{
    LimitError, MAX_ADDRESSES, MAX_CONTACTS, MAX_EMAILS, MAX_INDEX_ENTRIES, MAX_NAME, MAX_PHONES,
    MAX_RECORD_BYTES, MAX_VEHICLES,
};
pub use parts::{Contact, Location, Vehicle};

use crate::clock::Timestamp;
use crate::id::{CustomerId, CustomerUuid, PartId, Version};
use settings::{Bluerocktel, Cro, Fleet, Mykaarma, Nutcache};

/// A customer of one tenant.
///
/// Text fields are optional texts: `None` was never set or was cleared, `Some("")` was set to
/// the empty text and is shown as such. Values stand as their writer gave them; what they are
/// found by is normalised apart, in [`fold`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Unique in the tenant, in order of creation.
    pub id: CustomerId,
    /// Unique in the service.
    pub uuid: CustomerUuid,
    /// How often the record was written.
    pub version: Version,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The name every API shows: 1 to 255 characters.
    pub name: String,
    /// A company rather than a person.
    pub is_business: bool,
    /// The company's name, as far as it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// First name of the person or of the main contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Middle name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// Last name of the person or of the main contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The name of the person to ask for, where one text is all that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Whether business is done with the customer.
    pub active: bool,
    /// Unique in the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    /// The caller's own key for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_key: Option<String>,
    /// The name it trades under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trading_name: Option<String>,
    /// The number in the register of companies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<String>,
    /// The number at the tax office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_registration_number: Option<String>,
    /// Its site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// E-mail addresses, at most [`MAX_EMAILS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<Email>,
    /// Phone numbers, at most [`MAX_PHONES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Postal addresses, at most [`MAX_ADDRESSES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// People at the customer's, at most [`MAX_CONTACTS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Dispatch locations it is served at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// Its vehicles, at most [`MAX_VEHICLES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// Free text about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// A BCP 47 language tag, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// An IANA time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The customer this one belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<CustomerId>,
    /// How many addresses and contacts were ever given an id here: the next one's number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parts_made: u16,
    /// What only fleet knows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fleet: Fleet,
    /// What only CRO knows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cro: Cro,
    /// What only Nutcache knows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nutcache: Nutcache,
    /// What only BlueRockTEL knows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bluerocktel: Bluerocktel,
    /// What only myKaarma knows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mykaarma: Mykaarma,
}

/// Whether a value says no more than its absence: it is not stored then.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Customer {
    /// A customer of whom nothing is known yet; its name must still be given.
    #[must_use]
    pub fn blank(id: CustomerId, uuid: CustomerUuid, now: Timestamp) -> Self {
        Self {
            id,
            uuid,
            version: Version::FIRST,
            created_at: now,
            updated_at: now,
            name: String::new(),
            is_business: true,
            company: None,
            first_name: None,
            middle_name: None,
            last_name: None,
            contact_name: None,
            active: true,
            account_number: None,
            customer_key: None,
            trading_name: None,
            registration_number: None,
            tax_registration_number: None,
            website: None,
            emails: Vec::new(),
            phones: Vec::new(),
            addresses: Vec::new(),
            contacts: Vec::new(),
            locations: Vec::new(),
            vehicles: Vec::new(),
            notes: None,
            locale: None,
            timezone: None,
            parent_id: None,
            parts_made: 0,
            fleet: Fleet::default(),
            cro: Cro::default(),
            nutcache: Nutcache::default(),
            bluerocktel: Bluerocktel::default(),
            mykaarma: Mykaarma::default(),
        }
    }

    /// Sets the name as every API but myKaarma does: the company's too, where it is a business.
    pub fn set_name(&mut self, name: String) {
        if self.is_business {
            self.company = Some(name.clone());
        }
        self.name = name;
    }

    /// The contact to ask for: the one text, else the first contact's name.
    #[must_use]
    pub fn contact_name(&self) -> Option<&str> {
        self.contact_name
            .as_deref()
            .or_else(|| self.contacts.first().and_then(|contact| contact.name.as_deref()))
    }

    /// A new id for an address or a contact of this customer, unique in the tenant: the
    /// customer's id, then how many this customer has been given before.
    pub fn next_part_id(&mut self) -> Result<PartId, LimitError> {
        self.parts_made = self.parts_made.checked_add(1).ok_or(LimitError::Parts)?;
        let id = self.id.get().checked_mul(1 << 16).map(|base| base + u64::from(self.parts_made));
        id.and_then(|id| PartId::try_from(id).ok()).ok_or(LimitError::Parts)
    }

    /// A new universal name for a part of a record.
    #[must_use]
    pub fn new_part_uuid() -> Uuid {
        Uuid::now_v7()
    }
}
