//! How the API shows a customer and its vehicles: the keys in the order of the reference, none
//! omitted. What it shows can be sent back, and then changes nothing.

use serde::Serialize;

use shared::id::CustomerId;
use shared::record::settings::{ContactHours, PreferredCommunication};
use shared::record::{Address, AddressKind, Customer, Email, Phone, Vehicle};
use shared::runtime::Api as _;

use crate::Mykaarma;

/// The locales that the API knows.
pub(crate) const LOCALES: &[(&str, &str)] = &[("en-us", "en-us"), ("fr-ca", "fr-ca")];

/// A customer with its vehicles.
#[derive(Debug, Serialize)]
pub struct CustomerWithVehicles<'a> {
    customer: CustomerView<'a>,
    vehicles: Vec<VehicleView<'a>>,
}

impl<'a> CustomerWithVehicles<'a> {
    /// Shows a record.
    #[must_use]
    pub fn of(customer: &'a Customer) -> Self {
        Self {
            customer: CustomerView::of(customer),
            vehicles: customer.vehicles.iter().map(VehicleView::of).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerView<'a> {
    id: CustomerId,
    customer_key: Option<&'a str>,
    first_name: Option<&'a str>,
    middle_name: Option<&'a str>,
    last_name: Option<&'a str>,
    company: Option<&'a str>,
    is_business: bool,
    best_time_to_contact: Option<ContactHoursView<'a>>,
    preferred_communication: Option<PreferredCommunication>,
    addresses: Vec<AddressView<'a>>,
    preferred_locale: Option<&'static str>,
    customer_uuid: String,
    emails: Vec<EmailView<'a>>,
    phone_numbers: Vec<PhoneView<'a>>,
}

impl<'a> CustomerView<'a> {
    fn of(customer: &'a Customer) -> Self {
        let hours = customer.mykaarma.best_time_to_contact.as_ref();
        let addresses = customer.addresses.iter().filter(|address| shows_address(address));
        let emails = customer.emails.iter().filter(|email| shows_email(email));
        let phones = customer.phones.iter().filter(|phone| shows_phone(phone));
        Self {
            id: customer.id_in(Mykaarma::NAME),
            customer_key: customer.customer_key.as_deref(),
            first_name: customer.first_name.as_deref(),
            middle_name: customer.middle_name.as_deref(),
            last_name: customer.last_name.as_deref(),
            company: company(customer),
            is_business: customer.is_business,
            best_time_to_contact: hours.map(ContactHoursView::of),
            preferred_communication: customer.mykaarma.preferred_communication,
            addresses: addresses.map(AddressView::of).collect(),
            preferred_locale: locale(customer),
            customer_uuid: customer.text_id_in(Mykaarma::NAME).to_string(),
            emails: emails.map(EmailView::of).collect(),
            phone_numbers: phones.map(PhoneView::of).collect(),
        }
    }
}

/// Whether nobody ever said that the customer is a business or a person, as where another API made
/// it: it counts as a business, and no company was given.
pub(crate) const fn kind_is_unsaid(customer: &Customer) -> bool {
    customer.is_business && customer.company.is_none()
}

/// The company: where nobody said that the customer is a business or a person, its name.
pub(crate) fn company(customer: &Customer) -> Option<&str> {
    if kind_is_unsaid(customer) { Some(&customer.name) } else { customer.company.as_deref() }
}

/// The language, if it is one that the API knows.
pub(crate) fn locale(customer: &Customer) -> Option<&'static str> {
    let stored = customer.locale.as_deref()?;
    let known = LOCALES.iter().find(|(word, _)| word.eq_ignore_ascii_case(stored));
    known.map(|(_, locale)| *locale)
}

/// Whether an address is shown: one that is in use.
pub(crate) const fn shows_address(address: &Address) -> bool {
    address.is_active
}

/// Whether an entry is shown: APIs that show a single address may have stored an empty one.
pub(crate) fn shows_email(email: &Email) -> bool {
    !email.address.trim().is_empty()
}

/// Whether an entry is shown: APIs that show a single number may have stored an empty one.
pub(crate) fn shows_phone(phone: &Phone) -> bool {
    !phone.number.trim().is_empty()
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ContactHoursView<'a> {
    start_time: Option<&'a str>,
    end_time: Option<&'a str>,
}

impl<'a> ContactHoursView<'a> {
    fn of(hours: &'a ContactHours) -> Self {
        Self { start_time: hours.start.as_deref(), end_time: hours.end.as_deref() }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressView<'a> {
    line1: Option<&'a str>,
    line2: Option<&'a str>,
    city: Option<&'a str>,
    zip: Option<&'a str>,
    address_type: Option<&'a str>,
    r#type: AddressKind,
    country: Option<&'a str>,
    #[serde(rename = "updateTS")]
    update_ts: String,
    uuid: String,
    is_valid: Option<bool>,
    is_preferred: bool,
    state: Option<&'a str>,
}

impl<'a> AddressView<'a> {
    fn of(address: &'a Address) -> Self {
        Self {
            line1: address.line_1.as_deref(),
            line2: address.line_2.as_deref(),
            city: address.locality.as_deref(),
            zip: address.postcode.as_deref(),
            address_type: address.address_type.as_deref(),
            r#type: address.kind,
            country: address.country.as_deref(),
            update_ts: address.updated_at.rfc3339_millis(),
            uuid: address.uuid.to_string(),
            is_valid: address.is_valid,
            is_preferred: address.is_preferred,
            state: address.region.as_deref(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EmailView<'a> {
    email_address: &'a str,
    label: Option<&'a str>,
    ok_to_email: Option<bool>,
    is_preferred: bool,
    comments: Option<&'a str>,
}

impl<'a> EmailView<'a> {
    fn of(email: &'a Email) -> Self {
        Self {
            email_address: &email.address,
            label: email.label.as_deref(),
            ok_to_email: email.ok_to_email,
            is_preferred: email.preferred,
            comments: email.comments.as_deref(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhoneView<'a> {
    phone_number: &'a str,
    label: Option<&'a str>,
    ok_to_call: Option<bool>,
    ok_to_text: Option<bool>,
    is_preferred: bool,
    comments: Option<&'a str>,
}

impl<'a> PhoneView<'a> {
    fn of(phone: &'a Phone) -> Self {
        Self {
            phone_number: &phone.number,
            label: phone.label.as_deref(),
            ok_to_call: phone.ok_to_call,
            ok_to_text: phone.ok_to_text,
            is_preferred: phone.preferred,
            comments: phone.comments.as_deref(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct VehicleView<'a> {
    vin: Option<&'a str>,
    vehicle_year: Option<&'a str>,
    vehicle_make: Option<&'a str>,
    vehicle_model: Option<&'a str>,
    estimated_mileage: Option<&'a str>,
    vehicle_key: Option<&'a str>,
    vehicle_trim: Option<&'a str>,
    license_plate: Option<&'a str>,
    color: Option<&'a str>,
    vehicle_uuid: String,
    vehicle_engine: Option<&'a str>,
    is_matching: Option<bool>,
    is_valid: Option<bool>,
}

impl<'a> VehicleView<'a> {
    fn of(vehicle: &'a Vehicle) -> Self {
        Self {
            vin: vehicle.vin.as_deref(),
            vehicle_year: vehicle.year.as_deref(),
            vehicle_make: vehicle.make.as_deref(),
            vehicle_model: vehicle.model.as_deref(),
            estimated_mileage: vehicle.mileage.as_deref(),
            vehicle_key: vehicle.key.as_deref(),
            vehicle_trim: vehicle.trim.as_deref(),
            license_plate: vehicle.license_plate.as_deref(),
            color: vehicle.color.as_deref(),
            vehicle_uuid: vehicle.uuid.to_string(),
            vehicle_engine: vehicle.engine.as_deref(),
            is_matching: vehicle.is_matching,
            is_valid: vehicle.is_valid,
        }
    }
}
