//! A customer with something in every field of the record.

use shared::record::settings::{Bluerocktel, ContactHours, Mykaarma, PreferredCommunication};
use shared::record::{
    Address, Contact, Customer, Email, Location, Phone, PhoneKind, SalesRepId, Vehicle,
};
use uuid::Uuid;

use crate::seed::{customer, id};
use crate::stack::NOW;

/// A customer of whom everything is known that any API can know.
///
/// # Panics
/// When one of its parts cannot be made.
#[must_use]
#[expect(clippy::expect_used, reason = "a test's own numbers")]
pub fn whole(number: u64) -> Customer {
    let text = |text: &str| Some(text.to_owned());
    let mut whole = customer(number, "Whole");
    whole.company = text("Whole");
    whole.first_name = text("Ada");
    whole.middle_name = text("M.");
    whole.last_name = text("Lovelace");
    whole.contact_name = text("Reception");
    whole.account_number = text("WHOLE-1");
    whole.customer_key = text("KEY-1");
    whole.trading_name = text("Engines");
    whole.registration_number = text("R-1");
    whole.tax_registration_number = text("T-1");
    whole.website = text("https://engines.example");
    for (address, preferred) in [("a@engines.example", false), ("b@engines.example", true)] {
        whole.emails.push(Email {
            address: address.to_owned(),
            label: text("work"),
            ok_to_email: Some(true),
            preferred,
            comments: text("kept"),
        });
    }
    for (number, kind) in [
        ("+16135550120", PhoneKind::Main),
        ("+16135550121", PhoneKind::Mobile),
        ("+16135550122", PhoneKind::Fax),
        ("+16135550123", PhoneKind::Other),
    ] {
        whole.phones.push(Phone {
            number: number.to_owned(),
            kind,
            label: text("desk"),
            ok_to_call: Some(true),
            ok_to_text: Some(false),
            preferred: false,
            comments: text("kept"),
        });
    }
    // An import gives the parts other ids.
    let part = |number: u64| number.try_into().expect("a part's id");
    for (line, number) in [("1 Mill Lane", 1), ("2 Mill Lane", 2)] {
        let mut address = Address::blank(part(number), Uuid::from_u128(number.into()), NOW);
        address.line_1 = text(line);
        address.line_2 = text("second");
        address.line_3 = text("third");
        address.line_4 = text("fourth");
        address.locality = text("London");
        address.region = text("Greater London");
        address.postcode = text("N1 9GU");
        address.set_country(text("United Kingdom"));
        (address.latitude, address.longitude) = (Some(51.5), Some(-0.1));
        address.address_type = text("office");
        (address.is_shipping, address.is_physical) = (true, true);
        address.is_valid = Some(true);
        whole.addresses.push(address);
    }
    whole.contacts.push(Contact {
        id: part(3),
        name: text("Charles"),
        number: text("5550124"),
        email: text("c@engines.example"),
        fax: None,
        notify_on_acknowledged_request: true,
        notify_on_completed_request: false,
        notify_on_dispatched_request: true,
        notify_on_failed_request: false,
        notify_on_new_request: true,
    });
    whole.locations.push(Location {
        location_id: 7001.try_into().expect("a part's id"),
        created_on: NOW,
        last_updated_on: NOW,
        is_active: true,
        is_commercial: true,
        account_number_1: text("A1"),
        account_number_2: text("A2"),
        note: text("kept"),
        reference_number: text("REF"),
        renewal_date: text("2027-01-01"),
        sales_rep: text("Jo"),
        sales_rep_id: Some(SalesRepId::Text("0b6c9f0e-6a4d-4c5b-9f7e-2f1d3c4b5a69".to_owned())),
        suspension_id: Some(5),
    });
    whole.vehicles.push(Vehicle {
        uuid: Uuid::from_u128(9),
        vin: text("1HGCM82633A004352"),
        year: text("2003"),
        make: text("Honda"),
        model: text("Accord"),
        mileage: text("100"),
        key: text("V1"),
        trim: text("EX"),
        license_plate: text("AAA 111"),
        color: text("blue"),
        engine: text("V6"),
        is_matching: Some(true),
        is_valid: Some(true),
    });
    whole.notes = text("kept");
    whole.locale = text("fr-ca");
    whole.timezone = text("Europe/London");
    whole.parent_id = Some(id(2556));
    whole.fleet.dealership_id = Some(1262);
    whole.fleet.texts = Some(7);
    whole.fleet.new_user_notify = Some(true);
    whole.fleet.new_driver_notify = Some(false);
    whole.fleet.show_map_speed = Some(true);
    whole.fleet.gsense = Some(true);
    whole.fleet.invoiced_monthly = Some(false);
    whole.nutcache.tax = Some(375);
    whole.mykaarma = Mykaarma {
        best_time_to_contact: Some(ContactHours { start: text("09:00"), end: text("17:00") }),
        preferred_communication: Some(PreferredCommunication::Phone),
    };
    whole.bluerocktel = every_setting();
    whole
}

fn every_setting() -> Bluerocktel {
    let text = |text: &str| Some(text.to_owned());
    Bluerocktel {
        accounts_reference: text("REF-1"),
        brand_id: Some(7),
        representative_id: Some(7),
        company_type: text("company_type"),
        capital: text("capital"),
        activity_code: text("activity_code"),
        sector_id: Some(7),
        origin_id: Some(7),
        account_email_address: text("account_email_address"),
        logo: text("logo"),
        activity: text("activity"),
        category: text("category"),
        qualification: text("qualification"),
        prospection_code_id: Some(7),
        is_reseller: Some(true),
        reseller_level: Some(7),
        language_id: Some(7),
        accept_emails: Some(true),
        accept_calls: Some(true),
        supplier: Some(7),
        charge_vat: Some(true),
        apply_vat_auto_reverse_operators: Some(true),
        merge_invoices: Some(true),
        is_grouping_account: Some(true),
        charge_grouping_account: text("charge_grouping_account"),
        is_payer: Some(true),
        ftp: Some(true),
        ftp_server: text("ftp_server"),
        ftp_username: text("ftp_username"),
        ftp_home_directory: text("ftp_home_directory"),
        ftp_account_id: text("ftp_account_id"),
        ftp_associated_email: text("ftp_associated_email"),
        suppliers: text("suppliers"),
        on_call_duty: Some(true),
        vip: Some(true),
        can_send_sms: Some(true),
        sms_authorisation: text("sms_authorisation"),
        cluster: text("cluster"),
        abroad: Some(true),
        zone: Some(7),
        number_for_eligibility: text("number_for_eligibility"),
        custom_note: text("custom_note"),
        technical_url: text("technical_url"),
        balance: Some(-7),
        motive_for_balance: text("motive_for_balance"),
        telco_exceptions_grid_uploaded_at: text("2026-02-01"),
        telco_exceptions_grid_taking_effect_at: text("2026-02-02"),
        telco_exceptions_grid_uploaded_by: Some(7),
        telco_exceptions_grid_to_redis: Some(true),
        last_invoice_id: Some(7),
        sms_expeditor_name: text("sms_expeditor_name"),
    }
}
