use std::borrow::Cow;

use serde::{Serialize, Serializer};

use shared::id::{CustomerId, TenantId};
use shared::record::{Address, Customer, PhoneKind, fold};
use shared::runtime::Api as _;
use shared::store::principal::Tenant;

use super::Link;
use crate::Nutcache;
use crate::countries;
use crate::culture::shown_culture;

/// The type of a customer, and the collection that it belongs to.
const CUSTOMERS: &str = "customers";

/// A customer, with its keys in the documented order and case.
#[derive(Debug, Serialize)]
pub struct CustomerView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: CustomerId,
    #[serde(rename = "Organization")]
    organization: TenantId,
    name: &'a str,
    status: u8,
    links: Vec<Link>,
    email: Option<&'a str>,
    contact: Option<&'a str>,
    address: Option<&'a str>,
    city: Option<&'a str>,
    zip_code: Option<&'a str>,
    phone: Option<&'a str>,
    mobile_phone: Option<&'a str>,
    country: Option<u64>,
    #[serde(serialize_with = "as_text")]
    state: Option<u64>,
    legal_notice: Option<&'a str>,
    communication_culture_code: Option<Cow<'a, str>>,
    #[serde(rename = "Notes")]
    notes: Option<&'a str>,
    tax: Option<u64>,
}

impl<'a> CustomerView<'a> {
    /// Shows a customer of a tenant.
    #[must_use]
    pub fn of(tenant: &Tenant, customer: &'a Customer) -> Self {
        let id = customer.id_in(Nutcache::NAME);
        let address = customer.address();
        let country = address
            .and_then(|address| address.country_code)
            .and_then(|code| countries::id_of(code.as_str()));
        let state = address.and_then(|address| state_of(tenant, address));
        let tax = customer.nutcache.tax;
        let organization = Link::to("organizations", tenant.id.get());
        let referred = [("countries", country), ("states", state), ("taxes", tax)];
        let referred = referred.into_iter().filter_map(|(to, id)| id.map(|id| Link::to(to, id)));
        let itself = Link::to_self(CUSTOMERS, id.get());
        Self {
            kind: CUSTOMERS,
            id,
            organization: tenant.id,
            name: &customer.name,
            status: u8::from(!customer.active),
            links: std::iter::once(organization).chain(referred).chain([itself]).collect(),
            email: customer.email(),
            contact: customer.contact_name(),
            address: address.and_then(|address| address.line_1.as_deref()),
            city: address.and_then(|address| address.locality.as_deref()),
            zip_code: address.and_then(|address| address.postcode.as_deref()),
            phone: customer.phone(PhoneKind::Main),
            mobile_phone: customer.phone(PhoneKind::Mobile),
            country,
            state,
            legal_notice: customer.registration_number.as_deref(),
            communication_culture_code: customer.locale.as_deref().map(shown_culture),
            notes: customer.notes.as_deref(),
            tax,
        }
    }

    pub(super) fn country(&self) -> Option<u64> {
        self.country
    }

    pub(super) fn state(&self) -> Option<u64> {
        self.state
    }

    pub(super) fn tax(&self) -> Option<u64> {
        self.tax
    }
}

/// The API shows a state's id as a string, unlike all other ids.
fn as_text<S: Serializer>(id: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    match id {
        Some(id) => serializer.collect_str(id),
        None => serializer.serialize_none(),
    }
}

/// The tenant's state that an address lies in. It is found by its country and its code or name.
fn state_of(tenant: &Tenant, address: &Address) -> Option<u64> {
    let country = address.country_code?;
    let region = fold::name(address.region.as_deref()?.trim());
    tenant
        .states
        .iter()
        .filter(|state| state.country == country.as_str())
        .find(|state| fold::name(&state.code) == region || fold::name(&state.name) == region)
        .map(|state| state.id)
}
