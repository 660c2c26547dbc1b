//! The customer as this API shows it.

use serde::Serialize;
use shared::id::CustomerId;
use shared::record::{Address, Customer, PhoneKind};
use shared::runtime::Api as _;

use crate::Fleet;

/// A customer's 20 keys, in the documented order.
#[derive(Debug, Serialize)]
pub(crate) struct CustomerView<'a> {
    id: CustomerId,
    dealership_id: Option<u64>,
    pub(crate) company: &'a str,
    pub(crate) address: Option<&'a str>,
    pub(crate) address2: Option<&'a str>,
    pub(crate) address3: Option<&'a str>,
    pub(crate) county: Option<&'a str>,
    pub(crate) postcode: Option<&'a str>,
    pub(crate) country: Option<&'a str>,
    pub(crate) timezone: Option<&'a str>,
    pub(crate) primary_phone: Option<&'a str>,
    pub(crate) fax: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    texts: Option<i64>,
    pub(crate) new_user_notify: Option<u8>,
    pub(crate) new_driver_notify: Option<u8>,
    pub(crate) show_map_speed: bool,
    pub(crate) gsense: Option<u8>,
    invoiced_monthly: Option<u8>,
}

impl<'a> CustomerView<'a> {
    /// Shows a record.
    pub fn of(customer: &'a Customer) -> Self {
        let address = customer.address();
        let settings = &customer.fleet;
        Self {
            id: customer.id_in(Fleet::NAME),
            dealership_id: settings.dealership_id,
            company: &customer.name,
            address: address.and_then(|address| address.line_1.as_deref()),
            address2: address.and_then(|address| address.line_2.as_deref()),
            address3: address.and_then(|address| address.line_3.as_deref()),
            county: address.and_then(|address| address.region.as_deref()),
            postcode: address.and_then(|address| address.postcode.as_deref()),
            country: address.and_then(country),
            timezone: customer.timezone.as_deref(),
            primary_phone: customer.phone(PhoneKind::Main),
            fax: customer.phone(PhoneKind::Fax),
            email: customer.email(),
            description: customer.notes.as_deref(),
            texts: settings.texts,
            new_user_notify: settings.new_user_notify.map(u8::from),
            new_driver_notify: settings.new_driver_notify.map(u8::from),
            // This flag is a JSON boolean, so "never set" is shown as false.
            show_map_speed: settings.show_map_speed.unwrap_or(false),
            gsense: settings.gsense.map(u8::from),
            invoiced_monthly: settings.invoiced_monthly.map(u8::from),
        }
    }
}

/// The country's code if the written country is a known one, else the country as it was written.
fn country(address: &Address) -> Option<&str> {
    match &address.country_code {
        Some(code) => Some(code.as_str()),
        None => address.country.as_deref(),
    }
}
