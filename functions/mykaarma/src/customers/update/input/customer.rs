//! `customer`: who it is and how to reach it.

use shared::input::Field;
use shared::record::settings::PreferredCommunication;
use shared::record::{MAX_ADDRESSES, MAX_EMAILS, MAX_PHONES};

use super::addresses::{self, AddressInput};
use super::emails::{self, EmailInput};
use super::phones::{self, PhoneInput};
use super::reader::{Notes, Object, given};
use crate::view::LOCALES;

const COMMUNICATIONS: &[(&str, PreferredCommunication)] = &[
    ("text", PreferredCommunication::Text),
    ("phone", PreferredCommunication::Phone),
    ("email", PreferredCommunication::Email),
];

/// The fields of `customer`. What is `None` was absent or null and stays as it is. An empty text
/// clears.
#[derive(Debug)]
pub(crate) struct CustomerInput {
    /// `customerUuid`: if it is given, it must be the customer's own.
    pub uuid: Option<String>,
    /// `customerKey`: the caller's own key.
    pub key: Option<String>,
    /// `firstName`
    pub first_name: Option<String>,
    /// `lastName`
    pub last_name: Option<String>,
    /// `company`
    pub company: Option<String>,
    /// `isBusiness`
    pub is_business: Option<bool>,
    /// `bestTimeToContact`
    pub hours: Option<ContactHoursInput>,
    /// `preferredCommunication`
    pub preferred_communication: Option<PreferredCommunication>,
    /// `preferredLocale`
    pub locale: Option<&'static str>,
    /// `addresses`
    pub addresses: Option<Vec<AddressInput>>,
    /// `emails`: an empty list deletes all.
    pub emails: Option<Vec<EmailInput>>,
    /// `phoneNumbers`: an empty list deletes all.
    pub phones: Option<Vec<PhoneInput>>,
}

/// `bestTimeToContact`: a span of the day.
#[derive(Debug)]
pub(crate) struct ContactHoursInput {
    /// `startTime`
    pub start: Option<String>,
    /// `endTime`
    pub end: Option<String>,
}

pub(super) fn read(customer: &Object<'_>, notes: &mut Notes) -> CustomerInput {
    CustomerInput {
        uuid: customer.id("customerUuid", notes),
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
        locale: customer.choice("preferredLocale", LOCALES, notes),
        addresses: given(customer.objects("addresses", MAX_ADDRESSES, notes))
            .map(|list| addresses::read(&list, notes)),
        emails: replacing(customer.objects("emails", MAX_EMAILS, notes))
            .map(|list| list.iter().map(|entry| emails::read(entry, notes)).collect()),
        phones: replacing(customer.objects("phoneNumbers", MAX_PHONES, notes))
            .map(|list| list.iter().map(|entry| phones::read(entry, notes)).collect()),
    }
}

/// A list that null deletes as `[]` does.
fn replacing<T>(list: Field<Vec<T>>) -> Option<Vec<T>> {
    list.written().map(Option::unwrap_or_default)
}
