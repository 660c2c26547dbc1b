use serde::Serialize;

use shared::id::{CustomerId, PartId};
use shared::record::{Location, SalesRepId};

/// A customer's settings at a dispatch location, active or not.
#[derive(Debug, Serialize)]
pub struct DispatchCustomerSettingsModel<'a> {
    created_on: String,
    customer_id: CustomerId,
    is_active: bool,
    is_commercial: bool,
    last_updated_on: String,
    location_id: PartId,
    note: Option<&'a str>,
    reference_number: Option<&'a str>,
    renewal_date: Option<&'a str>,
    sales_rep: Option<&'a str>,
    sales_rep_id: Option<&'a SalesRepId>,
    suspension_id: Option<u64>,
}

impl<'a> DispatchCustomerSettingsModel<'a> {
    /// Shows a customer's settings at a location.
    #[must_use]
    pub fn of(customer: CustomerId, location: &'a Location) -> Self {
        Self {
            created_on: location.created_on.naive_micros(),
            customer_id: customer,
            is_active: location.is_active,
            is_commercial: location.is_commercial,
            last_updated_on: location.last_updated_on.naive_micros(),
            location_id: location.location_id,
            note: location.note.as_deref(),
            reference_number: location.reference_number.as_deref(),
            renewal_date: location.renewal_date.as_deref(),
            sales_rep: location.sales_rep.as_deref(),
            sales_rep_id: location.sales_rep_id.as_ref(),
            suspension_id: location.suspension_id,
        }
    }
}
