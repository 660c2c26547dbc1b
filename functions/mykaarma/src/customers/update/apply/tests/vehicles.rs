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

/// Broken by looking for the VIN alone.
#[test]
fn a_vehicle_is_found_by_uuid_vin_key_or_plate_or_added() {
    let mut customer = business();
    let first = json!({
        "vin": VIN, "vehicleKey": "k-1", "licensePlate": "7abc123", "vehicleMake": "MCI",
    });
    update_vehicles(&mut customer, json!([first]));
    let uuid = customer.vehicles[0].uuid.to_string().to_uppercase();
    for (make, found) in [
        ("uuid", json!({ "vehicleUuid": uuid })),
        ("vin", json!({ "vin": VIN.to_lowercase() })),
        ("key", json!({ "vehicleKey": "K-1", "vehicleUuid": "" })),
        ("plate", json!({ "licensePlate": "7ABC123", "vehicleUuid": "unknown" })),
        ("key of another vin", json!({ "vehicleKey": "K-1", "vin": "2" })),
    ] {
        let mut vehicle = found;
        vehicle["vehicleMake"] = json!(make);
        vehicle["color"] = json!(null);
        update_vehicles(&mut customer, json!([vehicle]));
        assert_eq!(makes(&customer), [Some(make)]);
    }
    assert_eq!(customer.vehicles[0].vin.as_deref(), Some("2"));
    for (count, added) in [
        (2, json!({ "licensePlate": "7ABC123", "vin": "another" })),
        (3, json!({ "licensePlate": "7ABC123", "vehicleKey": "another", "vin": "a third" })),
        (4, json!({ "vin": "WVWZZZ1JZXW000001" })),
    ] {
        update_vehicles(&mut customer, json!([added]));
        assert_eq!(customer.vehicles.len(), count, "{added}");
    }
}

/// Broken by letting a key that several vehicles have find the one that another VIN finds.
#[test]
fn a_key_finds_no_vehicle_that_another_one_of_the_list_is() {
    let mut customer = business();
    let vehicle = |vin: &str| json!({ "vin": vin, "vehicleKey": "0" });
    update_vehicles(&mut customer, json!([vehicle("1"), vehicle("2")]));
    update_vehicles(&mut customer, json!([vehicle("3"), vehicle("2"), vehicle("1")]));
    let vins: Vec<_> = customer.vehicles.iter().map(|vehicle| vehicle.vin.as_deref()).collect();
    assert_eq!(vins, [Some("1"), Some("2"), Some("3")]);
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
    update_vehicles(&mut empty, json!([{}, { "vin": "", "color": "", "vehicleUuid": "string" }]));
    assert_eq!(empty.vehicles, []);
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
    checked(&mut customer, json!([{ "vin": "none" }]));
    assert_eq!(customer.vehicles[0].is_valid, Some(false), "it was checked where it is stored");
    update_vehicles(&mut customer, json!([{ "vehicleUuid": uuid, "vin": "" }]));
    assert_eq!((customer.vehicles.len(), &customer.vehicles[0].vin), (1, &None));
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
