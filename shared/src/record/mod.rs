//! The customer record: each customer is stored once, and every API shows its own view of it.

mod address;
mod communication;
pub mod country;
pub mod diff;
pub mod fold;
pub mod index;
mod limits;
mod parts;
pub mod row;
pub mod settings;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use address::{Address, AddressField, AddressKind};
pub use communication::{Email, Phone, PhoneKind};
pub use limits::{
    LimitError, MAX_ADDRESSES, MAX_CHANGE_BYTES, MAX_CONTACTS, MAX_EMAILS, MAX_INDEX_ENTRIES,
    MAX_NAME, MAX_NOTES_BYTES, MAX_PHONES, MAX_RECORD_BYTES, MAX_VEHICLES,
};
pub use parts::{Contact, Location, SalesRepId, Vehicle};

use crate::clock::Timestamp;
use crate::id::{ApiName, CustomerId, CustomerUuid, PartId, Version};
use settings::{Bluerocktel, Cro, Fleet, Mykaarma, Nutcache};

/// A customer of one tenant.
///
/// A text field that is `None` was never set or was cleared. `Some("")` was set to the empty text
/// and is shown as such. Values are stored as written; [`fold`] normalises copies for searches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id, unique in the tenant and rising with each creation.
    pub id: CustomerId,
    /// Its UUID, unique in the service.
    pub uuid: CustomerUuid,
    /// The number of times it was written.
    pub version: Version,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The name that every API shows: 1 to 255 characters.
    pub name: String,
    /// Whether it is a company rather than a person. A business without a `company` was never said
    /// to be either: only myKaarma says so, and the others take nobody for a person.
    pub is_business: bool,
    /// The company's name, if it is a company.
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
    /// The name of the person to ask for, if it is known only as one text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Whether the customer is in use.
    pub active: bool,
    /// Its account number, unique in the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    /// The key that a dealer's management system has for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_key: Option<String>,
    /// The name under which it trades.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trading_name: Option<String>,
    /// Its number in the register of companies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<String>,
    /// Its number at the tax office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_registration_number: Option<String>,
    /// Its website.
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
    /// Contacts, at most [`MAX_CONTACTS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Dispatch locations that serve it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// Vehicles, at most [`MAX_VEHICLES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// Free text about it, at most [`MAX_NOTES_BYTES`].
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
    /// Fields that only fleet has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fleet: Fleet,
    /// Fields that only CRO has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cro: Cro,
    /// Fields that only Nutcache has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nutcache: Nutcache,
    /// Fields that only BlueRockTEL has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bluerocktel: Bluerocktel,
    /// Fields that only myKaarma has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mykaarma: Mykaarma,
}

/// Whether a value is the default, which is not stored.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Customer {
    /// A new customer without any values. Its name must still be set.
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
            fleet: Fleet::default(),
            cro: Cro::default(),
            nutcache: Nutcache::default(),
            bluerocktel: Bluerocktel::default(),
            mykaarma: Mykaarma::default(),
        }
    }

    /// Sets the name as every API but myKaarma does: for a business with a company, the company's
    /// name too.
    pub fn set_name(&mut self, name: String) {
        if self.is_business && self.company.is_some() {
            self.company = Some(name.clone());
        }
        self.name = name;
    }

    /// The person to ask for: `contact_name`, else the first contact's name.
    #[must_use]
    pub fn contact_name(&self) -> Option<&str> {
        self.contact_name
            .as_deref()
            .or_else(|| self.contacts.first().and_then(|contact| contact.name.as_deref()))
    }

    /// Its id in an API whose ids are numbers. This is the only way for a view to get an id: today it
    /// is the record's own, and later it may be one that the API's own system gave.
    #[must_use]
    pub const fn id_in(&self, _api: ApiName) -> CustomerId {
        self.id
    }

    /// Its id in an API whose ids are texts, as [`id_in`](Self::id_in) for numbers.
    #[must_use]
    pub const fn text_id_in(&self, _api: ApiName) -> CustomerUuid {
        self.uuid
    }

    /// The id of the customer that it belongs to, as [`id_in`](Self::id_in).
    #[must_use]
    pub const fn parent_id_in(&self, _api: ApiName) -> Option<CustomerId> {
        self.parent_id
    }

    /// The ids of its addresses and contacts. The store gives its own to [new](PartId::NEW) ones.
    pub(crate) fn part_ids(&mut self) -> impl Iterator<Item = &mut PartId> {
        let addresses = self.addresses.iter_mut().map(|address| &mut address.id);
        addresses.chain(self.contacts.iter_mut().map(|contact| &mut contact.id))
    }

    /// A new UUID for a part of a record.
    #[must_use]
    pub fn new_part_uuid() -> Uuid {
        Uuid::now_v7()
    }
}
