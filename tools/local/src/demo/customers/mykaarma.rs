//! myKaarma's customers: a person with two vehicles, and a business.

use shared::record::settings::{ContactHours, Mykaarma, PreferredCommunication};
use shared::record::{Customer, Email, Phone, PhoneKind, Vehicle};

use super::super::{DemoError, Side};
use super::{Ids, blank, part, part_uuid, text};

/// When both were made.
const CREATED: &str = "2025-04-07T07:51:23.899Z";

pub(super) fn customers(side: Side) -> Result<[Customer; 2], DemoError> {
    let ids = Ids::of(side);
    let mut person = blank(side, ids.mykaarma, CREATED)?;
    self::person(&mut person, side);
    let mut business = blank(side, ids.mykaarma_business, CREATED)?;
    let company = match side {
        Side::Main => "Garcia Deliveries",
        Side::Other => "Novak Couriers",
    };
    company.clone_into(&mut business.name);
    business.company = text(company);
    business.customer_key = text("DMS-2002");
    if side == Side::Other {
        // Also another customer's id: BlueRockTEL's clients may ask for that number.
        business.account_number = Some(ids.cro_parent.to_string());
    }
    Ok([person, business])
}

fn person(customer: &mut Customer, side: Side) {
    let (first, last, user) = match side {
        Side::Main => ("Maria", "Garcia", "maria.garcia"),
        Side::Other => ("Petra", "Novak", "petra.novak"),
    };
    customer.is_business = false;
    customer.name = format!("{first} {last}");
    customer.first_name = text(first);
    customer.last_name = text(last);
    customer.customer_key = text("DMS-1001");
    customer.locale = text("en-us");
    customer.emails.push(Email {
        address: format!("{user}@mail.example"),
        label: text("home"),
        ok_to_email: Some(true),
        preferred: true,
        comments: None,
    });
    customer.phones.push(phone("+14155550123", PhoneKind::Mobile, "cell", true));
    customer.phones.push(phone("+14155550124", PhoneKind::Main, "work", false));
    let mut address = part(customer, side, 1);
    address.line_1 = text("2021 Fillmore Street");
    address.locality = text("San Francisco");
    address.region = text("CA");
    address.postcode = text("94115");
    address.set_country(text("US"));
    address.is_preferred = true;
    customer.addresses.push(address);
    customer.vehicles = vec![accord(customer, side), coach(customer, side)];
    customer.mykaarma = Mykaarma {
        best_time_to_contact: Some(ContactHours { start: text("09:00"), end: text("17:30") }),
        preferred_communication: Some(PreferredCommunication::Text),
    };
}

fn phone(number: &str, kind: PhoneKind, label: &str, preferred: bool) -> Phone {
    Phone {
        number: number.to_owned(),
        kind,
        label: text(label),
        ok_to_call: Some(true),
        ok_to_text: Some(kind == PhoneKind::Mobile),
        preferred,
        comments: None,
    }
}

fn accord(customer: &Customer, side: Side) -> Vehicle {
    Vehicle {
        vin: text("1HGCM82633A004352"),
        year: text("2003"),
        make: text("Honda"),
        model: text("Accord"),
        mileage: text("128400"),
        key: text("V-1"),
        trim: text("EX"),
        license_plate: text("7ABC123"),
        color: text("Silver"),
        engine: text("V6"),
        ..vehicle(customer, side, 2)
    }
}

fn coach(customer: &Customer, side: Side) -> Vehicle {
    Vehicle {
        vin: text("1M8GDM9AXKP042788"),
        year: text("1989"),
        make: text("Motor Coach Industries"),
        model: text("Coach"),
        ..vehicle(customer, side, 3)
    }
}

/// A vehicle of which nothing is known but that its VIN is valid.
fn vehicle(customer: &Customer, side: Side, part: u64) -> Vehicle {
    Vehicle { is_valid: Some(true), ..Vehicle::blank(part_uuid(customer, side, part)) }
}
