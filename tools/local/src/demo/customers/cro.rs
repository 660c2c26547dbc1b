//! CRO's customers: a parent, and a child with addresses, contacts and dispatch locations.

use shared::clock::Timestamp;
use shared::id::PartId;
use shared::record::{Address, AddressKind, Contact, Customer, Location, SalesRepId};

use super::super::{DemoError, Side};
use super::{CRO_LOCATION, Ids, blank, part, text};

const CREATED: &str = "2018-06-13T19:50:20.447Z";
const UPDATED: &str = "2019-02-08T08:15:00.5Z";
/// A location that the customer is no longer served at.
const CLOSED_LOCATION: u64 = 7002;

pub(super) fn customers(side: Side) -> Result<[Customer; 2], DemoError> {
    let ids = Ids::of(side);
    let mut parent = blank(side, ids.cro_parent, CREATED)?;
    let mut child = blank(side, ids.cro, CREATED)?;
    let (parent_name, child_name) = match side {
        Side::Main => ("Acme Holdings", "Acme Construction"),
        Side::Other => ("Zenith Group", "Zenith Paving"),
    };
    parent.set_name(parent_name.to_owned());
    child.set_name(child_name.to_owned());
    child.parent_id = Some(parent.id);
    child.updated_at = UPDATED.parse()?;
    child.addresses = vec![billing(&child, side), shipping(&child, side)];
    child.contacts = vec![dispatcher(), accountant()];
    child.locations = vec![served()?, closed()?];
    Ok([parent, child])
}

fn billing(customer: &Customer, side: Side) -> Address {
    let mut address = part(customer, side, 1);
    address.kind = AddressKind::Billing;
    address.line_1 = text("500 Main Street");
    address.line_2 = text("Suite 210");
    address.locality = text("Denver");
    address.region = text("CO");
    address.postcode = text("80202");
    address.set_country(text("US"));
    address.is_billing = true;
    address.is_preferred = true;
    address
}

fn shipping(customer: &Customer, side: Side) -> Address {
    let mut address = part(customer, side, 2);
    address.kind = AddressKind::Common;
    address.line_1 = text("77 Quarry Road");
    address.locality = text("Golden");
    address.region = text("CO");
    address.postcode = text("80401");
    address.set_country(text("US"));
    address.latitude = Some(39.755_543);
    address.longitude = Some(-105.221_1);
    address.is_shipping = true;
    address.is_physical = true;
    address
}

fn dispatcher() -> Contact {
    Contact {
        id: PartId::NEW,
        name: text("Dana Reyes"),
        number: text("3035550142"),
        email: text("dana@acme.example,yard@acme.example"),
        fax: text("3035550143"),
        notify_on_acknowledged_request: false,
        notify_on_completed_request: true,
        notify_on_dispatched_request: true,
        notify_on_failed_request: true,
        notify_on_new_request: false,
    }
}

/// Made from a name alone.
fn accountant() -> Contact {
    Contact {
        id: PartId::NEW,
        name: text("Sam Okafor"),
        number: None,
        email: None,
        fax: None,
        notify_on_acknowledged_request: false,
        notify_on_completed_request: false,
        notify_on_dispatched_request: false,
        notify_on_failed_request: false,
        notify_on_new_request: false,
    }
}

fn served() -> Result<Location, DemoError> {
    Ok(Location {
        is_active: true,
        is_commercial: true,
        account_number_1: text("AC-1001"),
        note: text("Gate code at the office"),
        reference_number: text("PO-2018-77"),
        renewal_date: text("2027-06-30"),
        sales_rep: text("Jordan Blake"),
        sales_rep_id: Some(SalesRepId::Number(42)),
        ..location(CRO_LOCATION)?
    })
}

fn closed() -> Result<Location, DemoError> {
    Ok(Location { suspension_id: Some(3), ..location(CLOSED_LOCATION)? })
}

/// A location without any settings.
fn location(id: u64) -> Result<Location, DemoError> {
    let created_on: Timestamp = CREATED.parse()?;
    Ok(Location {
        location_id: id.try_into()?,
        created_on,
        last_updated_on: UPDATED.parse()?,
        is_active: false,
        is_commercial: false,
        account_number_1: None,
        account_number_2: None,
        note: None,
        reference_number: None,
        renewal_date: None,
        sales_rep: None,
        sales_rep_id: None,
        suspension_id: None,
    })
}
