//! `customer`: who it is and how to reach it.

use shared::input::Field;
use shared::record::settings::PreferredCommunication;
use shared::record::{Email, MAX_ADDRESSES, Phone};
use uuid::Uuid;

use super::addresses::{self, AddressInput};
use super::list::Listed;
use super::reader::{Notes, Object, given};
use super::{emails, phones};

const COMMUNICATIONS: &[(&str, PreferredCommunication)] = &[
    ("text", PreferredCommunication::Text),
    ("phone", PreferredCommunication::Phone),
    ("email", PreferredCommunication::Email),
];
/// The locales. The record keeps them as they are written here.
const LOCALES: &[(&str, &str)] = &[("en-us", "en-us"), ("fr-ca", "fr-ca")];

/// The fields of `customer`.
#[derive(Debug)]
pub(crate) struct CustomerInput {
    /// `customerUuid`: if it is given, it must be the customer's own.
    pub uuid: Option<Uuid>,
    /// `customerKey`: the caller's own key.
    pub key: Field<String>,
    /// `firstName`
    pub first_name: Field<String>,
    /// `lastName`
    pub last_name: Field<String>,
    /// `company`
    pub company: Field<String>,
    /// `isBusiness`. Null means a business if there is a company and no first or last name, as
    /// for a new customer.
    pub is_business: Field<bool>,
    /// `bestTimeToContact`
    pub hours: Field<ContactHoursInput>,
    /// `preferredCommunication`
    pub preferred_communication: Field<PreferredCommunication>,
    /// `preferredLocale`
    pub locale: Field<String>,
    /// `addresses`
    pub addresses: Listed<AddressInput>,
    /// `emails`
    pub emails: Listed<Email>,
    /// `phoneNumbers`
    pub phones: Listed<Phone>,
}

/// `bestTimeToContact`: a span of the day.
#[derive(Debug)]
pub(crate) struct ContactHoursInput {
    /// `startTime`
    pub start: Field<String>,
    /// `endTime`
    pub end: Field<String>,
}

pub(super) fn read(customer: &Object<'_>, notes: &mut Notes) -> CustomerInput {
    CustomerInput {
        // A customer always has one, so null means absent.
        uuid: given(customer.uuid("customerUuid", notes)),
        key: customer.text("customerKey", notes),
        first_name: customer.text("firstName", notes),
        last_name: customer.text("lastName", notes),
        company: customer.text("company", notes),
        is_business: customer.flag("isBusiness", notes),
        hours: customer.object("bestTimeToContact", notes).map(|hours| ContactHoursInput {
            start: hours.text("startTime", notes),
            end: hours.text("endTime", notes),
        }),
        preferred_communication: customer.choice("preferredCommunication", COMMUNICATIONS, notes),
        locale: customer.choice("preferredLocale", LOCALES, notes).map(str::to_owned),
        addresses: match customer.objects("addresses", MAX_ADDRESSES, notes) {
            Field::Absent => Listed::Keep,
            Field::Null => Listed::Replace(Vec::new()),
            Field::Value(list) => Listed::Replace(addresses::read(&list, notes)),
        },
        emails: emails::read(customer, notes),
        phones: phones::read(customer, notes),
    }
}
