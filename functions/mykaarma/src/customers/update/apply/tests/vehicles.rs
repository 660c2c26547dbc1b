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
fn a_vehicle_is_found_by_uuid_then_by_vin_or_added() {
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
fn an_omitted_vehicle_stays_and_an_empty_one_is_not_added() {
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
fn is_valid_is_about_the_stored_vin() {
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
fn a_vehicle_with_an_invalid_vin_is_kept_without_it() {
    let mut customer = business();
    checked(&mut customer, json!([{ "vin": "none", "vehicleMake": "MCI" }, { "vin": "none" }]));
    assert_eq!(makes(&customer), [Some("MCI")]);
    assert_eq!(customer.vehicles[0].vin, None);
    assert_eq!(customer.vehicles[0].is_valid, Some(false));
}

#[test]
fn a_vehicle_without_a_vin_matches_none_with_a_vin_or_of_the_same_list() {
    let (red, plain) =
        (json!({ "vehicleMake": "Honda", "color": "red" }), json!({ "vehicleMake": "Honda" }));
    for list in [json!([red, plain]), json!([plain, red]), json!([plain, plain])] {
        let mut customer = business();
        update_vehicles(&mut customer, list.clone());
        assert_eq!(customer.vehicles.len(), 2, "{list}");
    }
    let mut customer = business();
    update_vehicles(&mut customer, json!([{ "vin": VIN, "vehicleMake": "Honda" }]));
    checked(&mut customer, json!([{ "vin": "none", "vehicleMake": "Honda" }]));
    let validity: Vec<_> = customer.vehicles.iter().map(|vehicle| vehicle.is_valid).collect();
    assert_eq!(validity, [None, Some(false)]);
}
