use serde::Serialize;

use shared::id::PartId;
use shared::record::Address;

/// An address of a customer, active or not.
#[derive(Debug, Serialize)]
pub struct CustomerAddressModel<'a> {
    country: Option<&'a str>,
    id: PartId,
    is_active: bool,
    is_billing: bool,
    is_physical: bool,
    is_shipping: bool,
    latitude: Option<f64>,
    line_1: Option<&'a str>,
    line_2: Option<&'a str>,
    line_3: Option<&'a str>,
    line_4: Option<&'a str>,
    locality: Option<&'a str>,
    longitude: Option<f64>,
    postcode: Option<&'a str>,
    region: Option<&'a str>,
}

impl<'a> CustomerAddressModel<'a> {
    /// Shows an address. The country is an alpha-2 code, or null if it could not be read.
    #[must_use]
    pub fn of(address: &'a Address) -> Self {
        Self {
            country: address.country_code.as_ref().map(|code| code.as_str()),
            id: address.id,
            is_active: address.is_active,
            is_billing: address.is_billing,
            is_physical: address.is_physical,
            is_shipping: address.is_shipping,
            latitude: address.latitude,
            line_1: address.line_1.as_deref(),
            line_2: address.line_2.as_deref(),
            line_3: address.line_3.as_deref(),
            line_4: address.line_4.as_deref(),
            locality: address.locality.as_deref(),
            longitude: address.longitude,
            postcode: address.postcode.as_deref(),
            region: address.region.as_deref(),
        }
    }
}
