//! Nutcache's customers: in tenant 1686 the eight of the reference's list.

use shared::record::{Customer, Email, PhoneKind};

use super::super::{DemoError, Side};
use super::{blank, part, phone, text};

/// What the reference shows of a customer, where it is not null.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    id: u64,
    name: &'static str,
    inactive: bool,
    email: Option<&'static str>,
    contact: Option<&'static str>,
    address: Option<&'static str>,
    phone: Option<&'static str>,
    country: Option<&'static str>,
    tax: Option<u64>,
}

impl Row {
    fn named(id: u64, name: &'static str) -> Self {
        Self { id, name, ..Self::default() }
    }
}

fn main() -> Vec<Row> {
    vec![
        Row {
            email: Some("143222@yopmail.com"),
            contact: Some("Sample contact name"),
            phone: Some("123-456-7890"),
            country: Some("CA"),
            ..Row::named(143_222, "Sample client")
        },
        Row {
            email: Some("143224@yopmail.com"),
            tax: Some(375),
            ..Row::named(143_224, "Taxable Ont Client")
        },
        Row {
            email: Some("143225@yopmail.com"),
            tax: Some(376),
            ..Row::named(143_225, "Taxable QC Client")
        },
        Row { email: Some("147033@yopmail.com"), ..Row::named(147_033, "Test Client") },
        Row {
            inactive: true,
            email: Some("147504@yopmail.com"),
            contact: Some("Clientinactif@yopmail.com"),
            address: Some("Clientinactif@yopmail.com"),
            ..Row::named(147_504, "Client inactif")
        },
        Row {
            email: Some("149643@yopmail.com"),
            contact: Some(""),
            phone: Some(""),
            country: Some("AX"),
            ..Row::named(149_643, "client android")
        },
        Row { country: Some("AX"), ..Row::named(153_744, "Aquaman client") },
        Row::named(153_745, "Surprise!"),
    ]
}

fn other() -> Vec<Row> {
    vec![Row {
        email: Some("accounts@lakeside.example"),
        contact: Some("Lee Chen"),
        phone: Some("416-555-0101"),
        country: Some("CA"),
        tax: Some(901),
        ..Row::named(502, "Lakeside Printing")
    }]
}

pub(super) fn customers(side: Side) -> Result<Vec<Customer>, DemoError> {
    let rows = match side {
        Side::Main => main(),
        Side::Other => other(),
    };
    rows.iter().map(|row| customer(side, row)).collect()
}

fn customer(side: Side, row: &Row) -> Result<Customer, DemoError> {
    let mut customer = blank(side, row.id, "2014-11-03T14:20:00Z")?;
    customer.set_name(row.name.to_owned());
    customer.active = !row.inactive;
    customer.contact_name = row.contact.and_then(text);
    customer
        .emails
        .extend(row.email.map(|address| Email { address: address.to_owned(), ..Email::default() }));
    customer.phones.extend(row.phone.map(|number| phone(PhoneKind::Main, number)));
    if row.address.is_some() || row.country.is_some() {
        let mut address = part(&customer, side, 1);
        address.line_1 = row.address.and_then(text);
        address.set_country(row.country.and_then(text));
        customer.addresses.push(address);
    }
    customer.nutcache.tax = row.tax;
    Ok(customer)
}
