use serde::Serialize;

use shared::id::TenantId;
use shared::store::principal::Tenant;

use super::Link;
use crate::countries;

/// The value of a key that this service has no data for: always null.
type Unknown = ();

/// An organization, with its keys in the documented order.
#[derive(Debug, Serialize)]
pub struct OrganizationView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: TenantId,
    guid: String,
    name: &'a str,
    email: Option<&'a str>,
    address: Option<&'a str>,
    city: Option<&'a str>,
    zip_code: Option<&'a str>,
    phone: Option<&'a str>,
    country: Option<u64>,
    state: Unknown,
    currency: Option<u64>,
    website: Option<&'a str>,
    logo_url: Unknown,
    last_activity_date: Unknown,
    notification_count: Unknown,
    is_owner: Unknown,
    is_demo: Unknown,
    date_format: Unknown,
    time_format: Unknown,
    time_span_format: Unknown,
    time_rounding: Unknown,
    time_rounding_minutes: Unknown,
    time_tracking_type: Unknown,
    active_user_count: Unknown,
    links: Vec<Link>,
}

impl<'a> OrganizationView<'a> {
    /// Shows a tenant. Its currency is the first in its list.
    #[must_use]
    pub fn of(tenant: &'a Tenant) -> Self {
        let country = tenant.country.as_deref().and_then(countries::id_of);
        let currency = tenant.currencies.first().map(|currency| currency.id);
        let referred = [("countries", country), ("currencies", currency)];
        let referred = referred.into_iter().filter_map(|(to, id)| id.map(|id| Link::to(to, id)));
        let itself = Link::to_self("organizations", tenant.id.get());
        Self {
            kind: "organizations",
            id: tenant.id,
            guid: tenant.organization.hyphenated().to_string().to_uppercase(),
            name: &tenant.name,
            email: tenant.email.as_deref(),
            address: tenant.address.as_deref(),
            city: tenant.city.as_deref(),
            zip_code: tenant.postcode.as_deref(),
            phone: tenant.phone.as_deref(),
            country,
            state: (),
            currency,
            website: tenant.website.as_deref(),
            logo_url: (),
            last_activity_date: (),
            notification_count: (),
            is_owner: (),
            is_demo: (),
            date_format: (),
            time_format: (),
            time_span_format: (),
            time_rounding: (),
            time_rounding_minutes: (),
            time_tracking_type: (),
            active_user_count: (),
            links: referred.chain([itself]).collect(),
        }
    }
}
