//! Values that nobody expects, and the fields and places they are put in.

use registry::ServedRoute as Route;
use serde_json::{Value, json};

/// Longer than any text that is stored.
pub const LONG: usize = 10_000;

/// Values that fit no field, or that few expect.
pub fn odd_values() -> Vec<Value> {
    vec![
        json!("x".repeat(LONG)),
        json!("é".repeat(400)),
        json!("a\u{0}b#%/\u{7f}\u{202e}"),
        json!("\u{1F600}"),
        // Three times as long where it stands in a key.
        json!("#".repeat(255)),
        json!(format!("{}@example.com", "%".repeat(330))),
        json!(format!("a@{}.example", "b".repeat(LONG))),
        json!(""),
        json!(" "),
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([[1]]),
        json!({"a": {"b": 1}}),
    ]
}

/// Path parameters as clients can write them, encoded.
pub fn odd_segments() -> Vec<String> {
    let odd = [
        "%23",
        "%2F",
        "a%23b",
        "%25",
        "%252F",
        "%00",
        "%0A",
        "%FF",
        "..",
        ".",
        "-1",
        "0",
        "00",
        "9007199254740992",
        "18446744073709551616",
        "1e3",
        "1.0",
        "%20143222",
        "143222%20",
        "0x10",
        "%D9%A3",
        "%F0%9F%98%80",
        "null",
        "true",
        "*",
        "'%22%3B--",
        "list",
        "%2B1",
    ];
    let long = ["a".repeat(LONG), "1".repeat(LONG), "%C3%A9".repeat(LONG / 4)];
    odd.iter().map(|text| (*text).to_owned()).chain(long).collect()
}

/// A body that has a value in a field of that name, and nothing else that matters.
pub type Around = fn(&str, &Value) -> Value;

/// The fields of the body that a route reads, each with the body around its value.
pub fn fields(route: &Route) -> Vec<(&'static str, Around)> {
    const FLEET: &[&str] = &[
        "show_map_speed",
        "company",
        "address",
        "address2",
        "address3",
        "county",
        "postcode",
        "country",
        "timezone",
        "primary_phone",
        "fax",
        "email",
        "description",
        "new_user_notify",
        "new_driver_notify",
        "gsense",
        "id",
        "dealership_id",
        "texts",
        "invoiced_monthly",
    ];
    const BLUEROCKTEL: &[&str] = &[
        "name",
        "customerAccount",
        "accountsReference",
        "brand",
        "registrationNumber",
        "taxRegistrationNumber",
        "mainContactFirstName",
        "mainContactLastName",
        "type",
        "capital",
        "mainAddressLine1",
        "mainAddressLine2",
        "mainAddressPostalCode",
        "mainAddressCity",
        "mainAddressCountry",
        "emailAddress",
        "accountEmailAddress",
        "website",
        "phone",
        "mobilePhone",
        "fax",
        "active",
        "isReseller",
        "resellerLevel",
        "chargeVAT",
        "brand_id",
        "representative_id",
        "language",
        "comment",
        "onCallDuty",
        "vip",
        "ftpPassword",
        "id",
        "created_at",
        "suppliers",
        "sector_id",
    ];
    const MYKAARMA: &[&str] = &[
        "customerKey",
        "firstName",
        "lastName",
        "company",
        "isBusiness",
        "bestTimeToContact",
        "preferredCommunication",
        "addresses",
        "preferredLocale",
        "customerUuid",
        "emails",
        "phoneNumbers",
    ];
    const MYKAARMA_ROOT: &[&str] = &[
        "requesterUserUUID",
        "dealerUUIDList",
        "customer",
        "vehicles",
        "validateVin",
        "searchForDuplicate",
    ];
    const ADDRESS: &[&str] = &["line1", "city", "zip", "country", "type", "uuid", "updateTS"];
    const EMAIL: &[&str] = &["emailAddress", "label", "okToEmail", "isPreferred"];
    const PHONE: &[&str] = &["phoneNumber", "label", "okToCall", "comments"];
    const VEHICLE: &[&str] = &["vin", "vehicleYear", "vehicleUuid", "isValid"];
    let flat: Around = |name, value| json!({"name": "Named", name: value});
    let alone: Around = |name, value| json!({name: value});
    let customer: Around = |name, value| json!({"customer": {name: value}});
    let address: Around = |name, value| json!({"customer": {"addresses": [{name: value}]}});
    let email: Around = |name, value| json!({"customer": {"emails": [{name: value}]}});
    let phone: Around = |name, value| json!({"customer": {"phoneNumbers": [{name: value}]}});
    let vehicle: Around = |name, value| json!({"vehicles": [{name: value}]});
    let all = |names: &[&'static str], around: Around| {
        names.iter().map(|name| (*name, around)).collect::<Vec<_>>()
    };
    match route.function {
        "fleet-update-customer" => all(FLEET, alone),
        "bluerocktel-create-customer" => all(BLUEROCKTEL, flat),
        "mykaarma-update-customer" => [
            all(MYKAARMA, customer),
            all(MYKAARMA_ROOT, alone),
            all(ADDRESS, address),
            all(EMAIL, email),
            all(PHONE, phone),
            all(VEHICLE, vehicle),
        ]
        .concat(),
        other => panic!("{other}: say what its fields are"),
    }
}
