//! `customer`: who it is and how to reach it.

use shared::record::settings::PreferredCommunication;
use shared::record::{Email, MAX_ADDRESSES, Phone};
use shared::input::body::Field;
use uuid::Uuid;

use super::{AddressInput, Listed, Notes, Object, address, emails, phones};

/// The fields of `customer`.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerInput {
    /// `customerUuid`: where it is given, it must be the customer's own.
    pub uuid: Option<Uuid>,
    /// `customerKey`: the caller's own key.
    pub key: Field<String>,
    /// `firstName`
    pub first_name: Field<String>,
    /// `lastName`
    pub last_name: Field<String>,
    /// `company`
    pub company: Field<String>,
    /// `isBusiness`; null means: as for a new customer, a business if there is a company and no
    /// first or last name.
    pub is_business: Field<bool>,
    /// `bestTimeToContact`
    pub hours: Field<ContactHoursInput>,
    /// `preferredCommunication`
    pub preferred_communication: Field<PreferredCommunication>,
    /// `preferredLocale`
    pub locale: Field<Locale>,
    /// `addresses`
    pub addresses: Listed<AddressInput>,
    /// `emails`
    pub emails: Listed<Email>,
    /// `phoneNumbers`
    pub phones: Listed<Phone>,
}

/// `bestTimeToContact`: a span of the day.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactHoursInput {
    /// `startTime`
    pub start: Field<String>,
    /// `endTime`
    pub end: Field<String>,
}

/// A locale this API knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// American English.
    EnUs,
    /// Canadian French.
    FrCa,
}

impl Locale {
    /// The word for it, which the record keeps as well.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EnUs => "en-us",
            Self::FrCa => "fr-ca",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::EnUs, Self::FrCa].into_iter().find(|locale| locale.as_str() == word)
    }
}

impl CustomerInput {
    pub(super) fn read(customer: &Object<'_>, notes: &mut Notes) -> Self {
        Self {
            uuid: match customer.uuid("customerUuid", notes) {
                Field::Value(uuid) => Some(uuid),
                // It cannot be cleared: null says as little as nothing.
                Field::Null | Field::Absent => None,
            },
            key: customer.text("customerKey", notes),
            first_name: customer.text("firstName", notes),
            last_name: customer.text("lastName", notes),
            company: customer.text("company", notes),
            is_business: customer.flag("isBusiness", notes),
            hours: customer.object("bestTimeToContact", notes).map(|hours| ContactHoursInput {
                start: hours.text("startTime", notes),
                end: hours.text("endTime", notes),
            }),
            preferred_communication: customer.choice(
                "preferredCommunication",
                "must be one of text, phone, email",
                communication_of_word,
                notes,
            ),
            locale: customer.choice(
                "preferredLocale",
                "must be one of en-us, fr-ca",
                Locale::of_word,
                notes,
            ),
            addresses: match customer.objects("addresses", MAX_ADDRESSES, notes) {
                Field::Absent => Listed::Keep,
                Field::Null => Listed::Replace(Vec::new()),
                Field::Value(addresses) => Listed::Replace(address::read(&addresses, notes)),
            },
            emails: emails::read(customer, notes),
            phones: phones::read(customer, notes),
        }
    }
}

fn communication_of_word(word: &str) -> Option<PreferredCommunication> {
    match word {
        "text" => Some(PreferredCommunication::Text),
        "phone" => Some(PreferredCommunication::Phone),
        "email" => Some(PreferredCommunication::Email),
        _ => None,
    }
}
