//! fleet's customer: in tenant 1686 the reference's own, 2556 of dealership 1262.

use shared::record::settings::Fleet;
use shared::record::{Customer, Email, PhoneKind};

use super::super::{DemoError, Side};
use super::{Ids, blank, part, phone, text};

pub(super) fn customer(side: Side) -> Result<Customer, DemoError> {
    let mut customer = blank(side, Ids::of(side).fleet, "2013-09-12T06:30:00Z")?;
    match side {
        Side::Main => smart_e(&mut customer),
        Side::Other => other(&mut customer),
    }
    Ok(customer)
}

fn smart_e(customer: &mut Customer) {
    customer.set_name("Smart-E".to_owned());
    let mut address = part(customer, Side::Main, 1);
    address.line_1 = text("Mansa Ram Park");
    address.line_2 = text("Uttam Nagar");
    address.line_3 = text("");
    address.region = text("New Delhi");
    address.postcode = text("110059");
    address.set_country(text("IN"));
    customer.addresses.push(address);
    customer.timezone = text("Asia/Kolkata");
    customer.phones.push(phone(PhoneKind::Main, "+918800441179"));
    customer.phones.push(phone(PhoneKind::Fax, ""));
    customer.emails.push(email("goldiegold@gmail.com"));
    customer.notes = text("");
    customer.fleet = Fleet {
        dealership_id: Some(1262),
        texts: Some(355),
        new_user_notify: Some(true),
        new_driver_notify: Some(true),
        show_map_speed: Some(true),
        gsense: Some(false),
        invoiced_monthly: Some(false),
    };
}

fn other(customer: &mut Customer) {
    customer.set_name("Northwind Haulage".to_owned());
    let mut address = part(customer, Side::Other, 1);
    address.line_1 = text("12 Harbour Road");
    address.locality = text("Toronto");
    address.region = text("Ontario");
    address.postcode = text("M5J 2N8");
    address.set_country(text("CA"));
    customer.addresses.push(address);
    customer.timezone = text("America/Toronto");
    customer.phones.push(phone(PhoneKind::Main, "+14165550100"));
    customer.emails.push(email("office@northwind.example"));
    customer.fleet = Fleet {
        dealership_id: Some(2044),
        texts: Some(10),
        show_map_speed: Some(false),
        ..Fleet::default()
    };
}

fn email(address: &str) -> Email {
    Email { address: address.to_owned(), ..Email::default() }
}
