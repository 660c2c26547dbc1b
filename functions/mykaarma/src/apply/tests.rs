use serde_json::{Value, json};
use shared::clock::Timestamp;
use shared::id::{CustomerId, CustomerUuid};
use shared::record::{Address, Customer, Phone, PhoneKind, Vehicle};
use shared::runtime::body::Document;
use uuid::Uuid;

use crate::error::Refusal;
use crate::input::Update;

const THEN: Timestamp = Timestamp::from_secs(1_000);
const NOW: Timestamp = Timestamp::from_secs(2_000);
const LATER: Timestamp = Timestamp::from_secs(3_000);

fn business() -> Customer {
    let uuid = CustomerUuid(Uuid::from_u128(7));
    let mut customer = Customer::blank(CustomerId::try_from(7).unwrap(), uuid, THEN);
    customer.set_name("Fleet Ltd".to_owned());
    customer
}

fn try_update(customer: &mut Customer, body: Value, now: Timestamp) -> Result<(), Vec<String>> {
    let Value::Object(fields) = body else { panic!("a body is an object") };
    let update = Update::read(&Document(fields)).expect("a good body");
    super::apply(&update, customer, now).map_err(|refusal| match refusal {
        Refusal::Invalid(problems) => {
            problems.iter().map(|problem| problem.as_str().to_owned()).collect()
        }
        other => panic!("{other:?}"),
    })
}

/// Updates twice: the second time must change nothing, however late it comes.
fn update(customer: &mut Customer, body: Value) {
    try_update(customer, body.clone(), NOW).expect("a good update");
    let once = customer.clone();
    try_update(customer, body, LATER).expect("the same update");
    assert_eq!(*customer, once, "a repeated update changes nothing");
}

fn update_customer(customer: &mut Customer, fields: Value) {
    update(customer, json!({ "customer": fields }));
}

fn refused(customer: &mut Customer, fields: Value) -> Vec<String> {
    try_update(customer, json!({ "customer": fields }), NOW).expect_err("a refusal")
}

mod names {
    use super::*;

    #[test]
    fn a_business_is_named_by_its_company() {
        let mut customer = business();
        update_customer(&mut customer, json!({ "company": "Kaarma Inc", "firstName": "Ann" }));
        assert_eq!(customer.name, "Kaarma Inc");
        assert_eq!(customer.company.as_deref(), Some("Kaarma Inc"));
        assert_eq!(customer.first_name.as_deref(), Some("Ann"));
    }

    #[test]
    fn a_person_is_named_by_first_and_last_name() {
        let mut customer = business();
        let person = json!({ "isBusiness": false, "firstName": "Ann", "lastName": "Lee" });
        update_customer(&mut customer, person);
        assert_eq!(customer.name, "Ann Lee");
        assert_eq!(customer.company.as_deref(), Some("Fleet Ltd"), "absent keeps");
        update_customer(&mut customer, json!({ "lastName": "Li" }));
        assert_eq!(customer.name, "Ann Li");
    }

    #[test]
    fn an_update_of_no_name_leaves_the_name_as_another_api_wrote_it() {
        let mut customer = business();
        update_customer(
            &mut customer,
            json!({ "isBusiness": false, "firstName": "Ann", "lastName": "Lee" }),
        );
        customer.set_name("Ann Lee (fleet)".to_owned());
        update_customer(&mut customer, json!({ "customerKey": "k" }));
        assert_eq!(customer.name, "Ann Lee (fleet)");
    }

    #[test]
    fn the_names_needed_are_those_after_the_update() {
        let mut customer = business();
        assert_eq!(
            refused(&mut customer, json!({ "company": null })),
            ["customer.company is required of a business"]
        );
        let mut customer = business();
        assert_eq!(
            refused(&mut customer, json!({ "isBusiness": false, "firstName": " " })),
            [
                "customer.firstName is required of a person",
                "customer.lastName is required of a person",
            ]
        );
        let mut customer = business();
        customer.company = None;
        update_customer(&mut customer, json!({ "emails": [{ "emailAddress": "a@b.c" }] }));
        assert_eq!(customer.name, "Fleet Ltd", "names that are not written are not checked");
    }

    #[test]
    fn null_makes_a_business_of_what_has_a_company_alone() {
        let mut customer = business();
        update_customer(&mut customer, json!({ "isBusiness": null }));
        assert!(customer.is_business);
        let person = json!({ "isBusiness": null, "firstName": "Ann", "lastName": "Lee" });
        update_customer(&mut customer, person);
        assert!(!customer.is_business);
    }

    #[test]
    fn a_name_has_at_most_255_characters() {
        let mut customer = business();
        update_customer(&mut customer, json!({ "company": "é".repeat(255) }));
        assert_eq!(
            refused(&mut customer, json!({ "company": "é".repeat(256) })),
            ["customer.company makes a name of more than 255 characters"]
        );
        let mut customer = business();
        let person = json!({
            "isBusiness": false, "firstName": "f".repeat(127), "lastName": "l".repeat(128),
        });
        assert_eq!(
            refused(&mut customer, person),
            ["customer.lastName makes a name of more than 255 characters"]
        );
    }
}

mod fields {
    use super::*;

    #[test]
    fn absent_keeps_null_clears_a_value_replaces() {
        let mut customer = business();
        update_customer(
            &mut customer,
            json!({
                "customerKey": "K1",
                "preferredLocale": "en-us",
                "preferredCommunication": "text",
                "bestTimeToContact": { "startTime": "09:00", "endTime": "17:00" },
            }),
        );
        assert_eq!(customer.customer_key.as_deref(), Some("K1"));
        assert_eq!(customer.locale.as_deref(), Some("en-us"));
        update_customer(
            &mut customer,
            json!({ "customerKey": null, "bestTimeToContact": { "endTime": "18:00" } }),
        );
        assert_eq!(customer.customer_key, None);
        assert_eq!(customer.locale.as_deref(), Some("en-us"));
        let hours = customer.mykaarma.best_time_to_contact.clone().unwrap();
        assert_eq!((hours.start.as_deref(), hours.end.as_deref()), (Some("09:00"), Some("18:00")));
        update_customer(
            &mut customer,
            json!({
                "preferredCommunication": null,
                "bestTimeToContact": { "startTime": null, "endTime": null },
            }),
        );
        assert_eq!(customer.mykaarma, shared::record::settings::Mykaarma::default());
    }

    #[test]
    fn a_uuid_in_the_body_must_be_the_customers() {
        let mut customer = business();
        let own = json!({ "customerUuid": customer.uuid.to_string().to_uppercase() });
        update_customer(&mut customer, own);
        assert_eq!(
            refused(&mut customer, json!({ "customerUuid": Uuid::from_u128(8) })),
            ["customer.customerUuid is not that of the customerID"]
        );
    }

    #[test]
    fn emails_are_replaced_as_a_whole() {
        let mut customer = business();
        customer.set_email(Some("old@example.com".to_owned()));
        update_customer(
            &mut customer,
            json!({ "emails": [
                { "emailAddress": "A@example.com", "label": "work", "okToEmail": false },
                { "emailAddress": "b@example.com", "isPreferred": true, "comments": "" },
            ] }),
        );
        assert_eq!(customer.email(), Some("b@example.com"));
        assert_eq!(customer.emails.len(), 2);
        assert_eq!(customer.emails[0].address, "A@example.com", "kept as written");
        assert_eq!(customer.emails[0].ok_to_email, Some(false));
        assert_eq!(customer.emails[1].comments.as_deref(), Some(""));
        update_customer(&mut customer, json!({ "emails": [{ "emailAddress": "none" }] }));
        assert_eq!(customer.emails.len(), 2, "nothing of the list was left");
        update_customer(&mut customer, json!({ "emails": null }));
        assert!(customer.emails.is_empty());
    }
}

mod phones {
    use super::*;

    fn phone(number: &str, label: &str) -> Value {
        json!({ "phoneNumber": number, "label": label })
    }

    fn stored(customer: &Customer) -> Vec<(&str, PhoneKind)> {
        customer.phones.iter().map(|phone| (phone.number.as_str(), phone.kind)).collect()
    }

    #[test]
    fn the_list_replaces_all_but_fax() {
        let mut customer = business();
        customer.set_phone(PhoneKind::Main, Some("123".to_owned()));
        customer.set_phone(PhoneKind::Fax, Some("456-fax".to_owned()));
        update_customer(&mut customer, json!({ "phoneNumbers": [phone("234 567 8901", "cell")] }));
        assert_eq!(
            stored(&customer),
            [("+12345678901", PhoneKind::Mobile), ("456-fax", PhoneKind::Fax)]
        );
        assert_eq!(customer.phone(PhoneKind::Main), None, "no slot stands in for another");
        update_customer(&mut customer, json!({ "phoneNumbers": [] }));
        assert_eq!(stored(&customer), [("456-fax", PhoneKind::Fax)]);
    }

    #[test]
    fn a_fax_number_is_added_once() {
        let mut customer = business();
        customer.set_phone(PhoneKind::Fax, Some("234-567-8901".to_owned()));
        update_customer(
            &mut customer,
            json!({ "phoneNumbers": [phone("2345678901", "fax"), phone("2345678902", "fax")] }),
        );
        assert_eq!(
            stored(&customer),
            [("+12345678901", PhoneKind::Fax), ("+12345678902", PhoneKind::Fax)]
        );
    }

    #[test]
    fn stored_fax_numbers_count() {
        let mut customer = business();
        let fax = Phone { number: "1".to_owned(), kind: PhoneKind::Fax, ..Phone::default() };
        customer.phones = vec![fax];
        let ten = vec![phone("2345678901", "home"); 10];
        assert_eq!(
            refused(&mut customer, json!({ "phoneNumbers": ten })),
            ["customer.phoneNumbers makes more than 10 phone numbers with the stored fax numbers"]
        );
    }
}

mod addresses {
    use super::*;
    use shared::record::AddressKind;

    fn address(line: &str, zip: &str) -> Value {
        json!({ "line1": line, "zip": zip, "city": "Springfield", "state": "IL", "country": "US" })
    }

    fn with_addresses(lines: &[(&str, &str)]) -> Customer {
        let mut customer = business();
        let list: Vec<Value> = lines.iter().map(|(line, zip)| address(line, zip)).collect();
        try_update(&mut customer, json!({ "customer": { "addresses": list } }), THEN).unwrap();
        for address in &mut customer.addresses {
            address.line_3 = Some("3rd".to_owned());
            address.latitude = Some(1.5);
            address.is_shipping = true;
        }
        customer
    }

    #[test]
    fn a_new_address_is_written_whole() {
        let customer = with_addresses(&[("1 Main St", "62701")]);
        let stored = &customer.addresses[0];
        assert_eq!(stored.id.get(), (7 << 16) + 1);
        assert_eq!(stored.locality.as_deref(), Some("Springfield"));
        assert_eq!(stored.region.as_deref(), Some("IL"));
        assert_eq!(stored.country_code.map(|code| code.as_str().to_owned()).as_deref(), Some("US"));
        assert_eq!(stored.kind, AddressKind::Primary);
        assert_eq!(stored.updated_at, THEN);
        assert!(stored.is_active);
    }

    #[test]
    fn a_known_uuid_keeps_ids_and_what_is_not_shown() {
        let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
        let before = customer.addresses[1].clone();
        let moved = json!({ "uuid": before.uuid, "line1": "9 Elm St", "type": "COMMON" });
        update_customer(&mut customer, json!({ "addresses": [moved] }));
        let after = &customer.addresses[0];
        assert_eq!(customer.addresses.len(), 1, "the list replaces the list");
        assert_eq!((after.id, after.uuid), (before.id, before.uuid));
        assert_eq!(after.line_1.as_deref(), Some("9 Elm St"));
        assert_eq!(after.postcode, None, "what this API shows is replaced as a whole");
        assert_eq!(after.line_3, before.line_3);
        assert_eq!(after.latitude, before.latitude);
        assert!(after.is_shipping);
        assert_eq!(after.updated_at, NOW);
    }

    #[test]
    fn equal_line1_and_zip_are_the_same_address() {
        let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
        let ids: Vec<_> = customer.addresses.iter().map(|address| address.id).collect();
        let mut first = address("1 Main St", "62701");
        first["city"] = json!("Shelbyville");
        let list = json!([address("3 Pine St", "62703"), address("2 Oak St", "62702"), first]);
        update_customer(&mut customer, json!({ "addresses": list }));
        let found: Vec<_> = customer.addresses.iter().map(|address| address.id).collect();
        assert_eq!(found[1..], [ids[1], ids[0]]);
        assert_eq!(found[0].get(), (7 << 16) + 3, "a new one");
        let times: Vec<_> = customer.addresses.iter().map(|address| address.updated_at).collect();
        assert_eq!(times, [NOW, THEN, NOW], "the one that did not change keeps its time");
    }

    #[test]
    fn one_on_each_side_is_the_same_address() {
        let mut customer = with_addresses(&[("1 Main St", "62701")]);
        let before = customer.addresses[0].clone();
        update_customer(&mut customer, json!({ "addresses": [address("2 Oak St", "62702")] }));
        assert_eq!(customer.addresses[0].uuid, before.uuid);
        assert_eq!(customer.addresses[0].line_3, before.line_3);
        let two = json!([address("3 Pine St", "1"), address("4 Fir St", "1")]);
        update_customer(&mut customer, json!({ "addresses": two }));
        assert!(customer.addresses.iter().all(|address| address.uuid != before.uuid));
    }

    #[test]
    fn addresses_without_line1_and_zip_are_recognised_by_all_they_say() {
        let mut customer = business();
        let cities = json!([{ "city": "Springfield" }, { "city": "Shelbyville" }]);
        update_customer(&mut customer, json!({ "addresses": cities }));
        assert_eq!(customer.addresses.len(), 2);
        assert_eq!(customer.parts_made, 2);
    }

    #[test]
    fn an_unknown_uuid_is_not_taken_over() {
        let mut customer = business();
        let uuid = Uuid::from_u128(99);
        let list = json!([{ "uuid": uuid, "line1": "1 Main St" }, { "line1": "2 Oak St" }]);
        update_customer(&mut customer, json!({ "addresses": list }));
        assert!(customer.addresses.iter().all(|address| address.uuid != uuid));
    }

    #[test]
    fn an_address_goes_when_nothing_of_it_is_left() {
        let mut customer = business();
        update_customer(&mut customer, json!({ "addresses": [{ "type": "BILLING" }] }));
        assert_eq!(customer.addresses, []);
        assert_eq!(customer.parts_made, 0);
        let mut customer = with_addresses(&[("1 Main St", "62701")]);
        update_customer(&mut customer, json!({ "addresses": [{}] }));
        assert_eq!(customer.addresses[0].line_1, None);
        assert_eq!(customer.addresses[0].line_3.as_deref(), Some("3rd"), "not shown, so kept");
        update_customer(&mut customer, json!({ "addresses": null }));
        assert_eq!(customer.addresses, []);
    }

    #[test]
    fn inactive_addresses_stay() {
        let mut customer = with_addresses(&[("1 Main St", "62701"), ("2 Oak St", "62702")]);
        customer.addresses[0].is_active = false;
        let inactive = customer.addresses[0].clone();
        update_customer(&mut customer, json!({ "addresses": [] }));
        assert_eq!(customer.addresses, [inactive]);
        let twenty: Vec<Value> = (0..20).map(|n| address(&format!("{n}"), "1")).collect();
        assert_eq!(
            refused(&mut customer, json!({ "addresses": twenty })),
            ["customer.addresses makes more than 20 addresses with the stored inactive ones"]
        );
    }

    #[test]
    fn billing_is_a_kind_and_a_mark() {
        let mut customer = with_addresses(&[("1 Main St", "62701")]);
        let of_kind = |kind: &str| json!({ "addresses": [{ "line1": "1 Main St", "type": kind }] });
        let mark = |customer: &Customer| {
            let address: &Address = &customer.addresses[0];
            (address.kind, address.is_billing)
        };
        update_customer(&mut customer, of_kind("BILLING"));
        assert_eq!(mark(&customer), (AddressKind::Billing, true));
        update_customer(&mut customer, of_kind("COMMON"));
        assert_eq!(mark(&customer), (AddressKind::Common, false));
        customer.addresses[0].is_billing = true;
        update_customer(&mut customer, of_kind("PRIMARY"));
        assert_eq!(mark(&customer), (AddressKind::Primary, true), "another API's mark stays");
    }
}

mod vehicles {
    use super::*;

    const VIN: &str = "1M8GDM9AXKP042788";

    fn update_vehicles(customer: &mut Customer, list: Value) {
        update(customer, json!({ "vehicles": list }));
    }

    fn checked(customer: &mut Customer, list: Value) {
        update(customer, json!({ "validateVin": true, "vehicles": list }));
    }

    fn makes(customer: &Customer) -> Vec<Option<&str>> {
        customer.vehicles.iter().map(|vehicle: &Vehicle| vehicle.make.as_deref()).collect()
    }

    #[test]
    fn they_are_found_by_uuid_then_by_vin_then_added() {
        let mut customer = business();
        let first = json!({ "vin": VIN, "vehicleMake": "MCI", "color": "white" });
        update_vehicles(&mut customer, json!([first]));
        let uuid = customer.vehicles[0].uuid;
        update_vehicles(
            &mut customer,
            json!([
                { "vin": VIN.to_lowercase(), "vehicleMake": "Motor Coach" },
                { "vin": "WVWZZZ1JZXW000001", "vehicleMake": "VW" },
            ]),
        );
        assert_eq!(makes(&customer), [Some("Motor Coach"), Some("VW")]);
        assert_eq!(customer.vehicles[0].uuid, uuid);
        assert_eq!(customer.vehicles[0].color.as_deref(), Some("white"), "absent keeps");
        update_vehicles(
            &mut customer,
            json!([{ "vehicleUuid": uuid, "vin": "2", "color": null, "isMatching": true }]),
        );
        assert_eq!(makes(&customer), [Some("Motor Coach"), Some("VW")]);
        assert_eq!(customer.vehicles[0].vin.as_deref(), Some("2"));
        assert_eq!(customer.vehicles[0].color, None);
        assert_eq!(customer.vehicles[0].is_matching, Some(true));
    }

    #[test]
    fn none_goes_by_omission_and_nothing_is_no_vehicle() {
        let mut customer = business();
        update_vehicles(&mut customer, json!([{ "vehicleMake": "MCI" }]));
        for list in [json!([]), json!(null), json!([{}]), json!([{ "vehicleMake": "MCI" }])] {
            update_vehicles(&mut customer, list);
            assert_eq!(makes(&customer), [Some("MCI")]);
        }
        let mut empty = business();
        update_vehicles(&mut empty, json!([{}, { "vin": null, "vehicleUuid": Uuid::nil() }]));
        assert_eq!(empty.vehicles, []);
    }

    #[test]
    fn an_unknown_uuid_without_vin_is_added_once() {
        let mut customer = business();
        let list = json!([{ "vehicleUuid": Uuid::from_u128(9), "vehicleMake": "MCI" }]);
        update_vehicles(&mut customer, list);
        assert_eq!(makes(&customer), [Some("MCI")]);
        assert_ne!(customer.vehicles[0].uuid, Uuid::from_u128(9));
    }

    #[test]
    fn validity_is_that_of_the_stored_vin() {
        let mut customer = business();
        update_vehicles(&mut customer, json!([{ "vin": VIN, "isValid": true }]));
        assert_eq!(customer.vehicles[0].is_valid, None, "nobody checked it");
        checked(&mut customer, json!([{ "vin": VIN }]));
        assert_eq!(customer.vehicles[0].is_valid, Some(true));
        let uuid = customer.vehicles[0].uuid;
        checked(&mut customer, json!([{ "vehicleUuid": uuid, "vin": "none" }]));
        assert_eq!(customer.vehicles[0].vin.as_deref(), Some(VIN), "a bad VIN is left out");
        assert_eq!(customer.vehicles[0].is_valid, Some(true));
        update_vehicles(&mut customer, json!([{ "vehicleUuid": uuid, "vin": "none" }]));
        assert_eq!(customer.vehicles[0].vin.as_deref(), Some("none"));
        assert_eq!(customer.vehicles[0].is_valid, None);
    }

    #[test]
    fn a_vehicle_whose_vin_is_none_is_kept_without_it() {
        let mut customer = business();
        checked(&mut customer, json!([{ "vin": "none", "vehicleMake": "MCI" }, { "vin": "none" }]));
        assert_eq!(makes(&customer), [Some("MCI")]);
        assert_eq!(customer.vehicles[0].vin, None);
        assert_eq!(customer.vehicles[0].is_valid, Some(false));
    }

    #[test]
    fn stored_vehicles_count() {
        let mut customer = business();
        let list = |from: u32, to: u32| -> Value {
            (from..to).map(|n| json!({ "vin": n.to_string() })).collect()
        };
        update_vehicles(&mut customer, list(0, 10));
        let body = json!({ "vehicles": list(10, 11) });
        assert_eq!(
            try_update(&mut customer, body, NOW).unwrap_err(),
            ["vehicles makes more than 10 vehicles with the stored ones"]
        );
    }
}
