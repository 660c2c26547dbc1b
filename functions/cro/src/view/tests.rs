use super::CustomerModel;
use shared::record::Customer;

fn shown(record: serde_json::Value) -> String {
    let customer: Customer = serde_json::from_value(record).unwrap();
    serde_json::to_string_pretty(&CustomerModel::of(&customer)).unwrap()
}

#[test]
fn every_key_is_there_in_alphabetical_order() {
    let record = serde_json::json!({
        "id": 3001, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 2,
        "created_at": 1_528_919_420_447_000_i64, "updated_at": 1_528_919_421_000_001_i64,
        "name": "Hill Recycling", "is_business": true, "active": true, "parent_id": 2556,
        "contact_name": "Not shown",
        "addresses": [{
            "id": 11, "uuid": "01890a5d-ac96-774b-bcce-b302099a8058",
            "line_1": "1 Hill Road", "locality": "Ottawa", "region": "ON", "postcode": "K1A 0A1",
            "country": "canada", "country_code": "CA", "latitude": 45.4215, "longitude": -75.6972,
            "is_billing": true, "is_active": true, "updated_at": 0
        }],
        "contacts": [{"id": 12, "name": "Ada", "email": "a@x.org,b@x.org",
            "notify_on_new_request": true}],
        "locations": [{"location_id": 7, "created_on": 0, "last_updated_on": 1, "is_active": true,
            "account_number_1": "not shown here", "note": "", "renewal_date": "2026-01-31",
            "sales_rep_id": 9}]
    });
    let expected = r#"{
  "addresses": [
    {
      "country": "CA",
      "id": 11,
      "is_active": true,
      "is_billing": true,
      "is_physical": false,
      "is_shipping": false,
      "latitude": 45.4215,
      "line_1": "1 Hill Road",
      "line_2": null,
      "line_3": null,
      "line_4": null,
      "locality": "Ottawa",
      "longitude": -75.6972,
      "postcode": "K1A 0A1",
      "region": "ON"
    }
  ],
  "contacts": [
    {
      "email": "a@x.org,b@x.org",
      "fax": null,
      "id": 12,
      "name": "Ada",
      "notify_on_acknowledged_request": false,
      "notify_on_completed_request": false,
      "notify_on_dispatched_request": false,
      "notify_on_failed_request": false,
      "notify_on_new_request": true,
      "number": null
    }
  ],
  "created_on": "2018-06-13T19:50:20.447000",
  "id": 3001,
  "last_updated_on": "2018-06-13T19:50:21.000001",
  "locations": [
    {
      "created_on": "1970-01-01T00:00:00.000000",
      "customer_id": 3001,
      "is_active": true,
      "is_commercial": false,
      "last_updated_on": "1970-01-01T00:00:00.000001",
      "location_id": 7,
      "note": "",
      "reference_number": null,
      "renewal_date": "2026-01-31",
      "sales_rep": null,
      "sales_rep_id": 9,
      "suspension_id": null
    }
  ],
  "name": "Hill Recycling",
  "parent_id": 2556
}"#;
    assert_eq!(shown(record), expected);
}

#[test]
fn a_customer_made_elsewhere_shows_empty_lists_and_its_whole_name() {
    let name = "n".repeat(255);
    let record = serde_json::json!({
        "id": 1, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1,
        "created_at": 0, "updated_at": 0, "name": name, "is_business": true, "active": false
    });
    let expected = format!(
        r#"{{
  "addresses": [],
  "contacts": [],
  "created_on": "1970-01-01T00:00:00.000000",
  "id": 1,
  "last_updated_on": "1970-01-01T00:00:00.000000",
  "locations": [],
  "name": "{name}",
  "parent_id": null
}}"#
    );
    assert_eq!(shown(record), expected);
}

#[test]
fn an_unreadable_country_is_not_shown() {
    let record = serde_json::json!({
        "id": 1, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1,
        "created_at": 0, "updated_at": 0, "name": "n", "is_business": true, "active": true,
        "addresses": [{"id": 2, "uuid": "01890a5d-ac96-774b-bcce-b302099a8058",
            "country": "Atlantis", "is_active": false, "updated_at": 0}]
    });
    let shown = shown(record);
    assert!(shown.contains("\"country\": null,\n"), "{shown}");
    assert!(shown.contains("\"is_active\": false"), "{shown}");
}
