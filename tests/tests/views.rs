//! One record, five views: what one API writes the others show wherever they have a field for it,
//! and nothing is lost that a view cannot show.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use harness::demo::demo;
use harness::event::Event;
use harness::json::Json;
use harness::seed::{assert_clean, tenant};
use harness::stack::Stack;
use harness::views::{TENANT, WHOLE, as_bluerocktel, ok, part};
use serde_json::{Value, json};
use shared::record::diff::changes;
use shared::record::{Customer, PhoneKind};

/// Broken by storing the country's code in place of what was written.
#[tokio::test]
async fn what_fleet_writes_the_others_show() {
    let stack = Stack::demo();
    let number = demo().number("cro.customer_id");
    let before = stack.views(number).await;
    let body = json!({
        "company": "Écurie Nord", "address": "1 rue Principale", "address2": "Bâtiment B",
        "address3": "3e étage", "county": "Ontario", "postcode": "K1A 0B1", "country": "Canada",
        "timezone": "America/Toronto", "primary_phone": "+16135550100", "fax": "613-555-0101",
        "email": "nord@example.com", "description": "Seen in spring",
    });
    stack.update_through_fleet(number, &body).await;
    let after = stack.views(number).await;
    after.fleet.assert_shows(&json!({
        "company": "Écurie Nord", "address3": "3e étage", "county": "Ontario", "country": "CA",
        "timezone": "America/Toronto", "fax": "613-555-0101",
    }));
    after.cro.assert_shows(&json!({
        "name": "Écurie Nord", "addresses.0.line_1": "1 rue Principale",
        "addresses.0.line_2": "Bâtiment B", "addresses.0.line_3": "3e étage",
        "addresses.0.region": "Ontario", "addresses.0.country": "CA",
        "last_updated_on": "2026-03-01T12:00:00.000000",
    }));
    for kept in [
        "id",
        "created_on",
        "contacts",
        "locations",
        "parent_id",
        "addresses.0.id",
        "addresses.0.locality",
        "addresses.0.is_billing",
        "addresses.1",
    ] {
        assert_eq!(after.cro.at(kept), before.cro.at(kept), "{kept}");
    }
    after.nutcache.assert_shows(&json!({
        "name": "Écurie Nord", "email": "nord@example.com", "address": "1 rue Principale",
        "zip_code": "K1A 0B1", "phone": "+16135550100", "country": 40, "Notes": "Seen in spring",
    }));
    assert_ne!(after.nutcache.at("state"), Some(&Json::Null), "Ontario is one of the states");
    after.bluerocktel.assert_shows(&json!({
        "name": "Écurie Nord", "mainAddressLine1": "1 rue Principale",
        "mainAddressLine2": "Bâtiment B", "mainAddressPostalCode": "K1A 0B1",
        "mainAddressCountry": "Canada", "emailAddress": "nord@example.com",
        "phone": "+16135550100", "fax": "613-555-0101", "comment": "Seen in spring",
        "updated_at": "2026-03-01T12:00:00.000000Z",
    }));
    assert_eq!(stack.record(number).await.company, None, "nobody said that it is a company");
    assert_clean(&stack.engine, tenant(TENANT));
}

/// Broken by showing the first e-mail address instead of the preferred.
#[tokio::test]
async fn what_mykaarma_writes_the_others_show() {
    let stack = Stack::demo();
    let number = demo().number("mykaarma.customer_id");
    let body = json!({"customer": {
        "customerKey": "K-9", "isBusiness": false, "firstName": "Zoé", "lastName": "Tremblay",
        "preferredLocale": "fr-ca",
        "emails": [
            {"emailAddress": "first@example.com"},
            {"emailAddress": "second@example.com", "isPreferred": true},
        ],
        "phoneNumbers": [
            {"phoneNumber": "(613) 555-0110", "label": "cell"},
            {"phoneNumber": "613 555 0111", "label": "home"},
            {"phoneNumber": "613-555-0112", "label": "fax"},
        ],
        "addresses": [{"line1": "2 avenue du Parc", "line2": "app. 4", "city": "Gatineau",
            "state": "Quebec", "zip": "J8X 1A1", "country": "CAN", "type": "BILLING"}],
    }});
    let told = stack.update_through_mykaarma(number, &body).await;
    assert_eq!(told.to_string(), r#"{"errors": [], "warnings": []}"#);
    let after = stack.views(number).await;
    after.fleet.assert_shows(&json!({
        "company": "Zoé Tremblay", "address": "2 avenue du Parc", "county": "Quebec",
        "country": "CA", "primary_phone": "+16135550111", "fax": "+16135550112",
        "email": "second@example.com",
    }));
    after.cro.assert_shows(&json!({
        "name": "Zoé Tremblay", "addresses.0.locality": "Gatineau",
        "addresses.0.postcode": "J8X 1A1", "addresses.0.is_billing": true,
        "addresses.0.country": "CA",
    }));
    after.nutcache.assert_shows(&json!({
        "name": "Zoé Tremblay", "email": "second@example.com", "city": "Gatineau",
        "phone": "+16135550111", "mobile_phone": "+16135550110", "country": 40,
        "communication_culture_code": "fr-CA",
    }));
    after.bluerocktel.assert_shows(&json!({
        "name": "Zoé Tremblay", "mainContactFirstName": "Zoé", "mainContactLastName": "Tremblay",
        "accountsReference": null, "mainAddressCity": "Gatineau", "mainAddressCountry": "CAN",
        "mobilePhone": "+16135550110", "fax": "+16135550112", "language": "fr-ca",
    }));
    assert_clean(&stack.engine, tenant(TENANT));
}

/// Broken by showing an inactive customer as active in Nutcache.
#[tokio::test]
async fn what_bluerocktel_writes_the_others_show() {
    let stack = Stack::demo();
    let body = json!({
        "name": "Société Lumière", "customerAccount": "LUM-1", "accountsReference": "REF-1",
        "brand": "Lumière", "registrationNumber": "RCS 123", "taxRegistrationNumber": "FR00",
        "mainContactFirstName": "Ada", "mainContactLastName": "Lumière",
        "mainAddressLine1": "3 quai Rambaud", "mainAddressLine2": "Quai sud",
        "mainAddressPostalCode": "69002", "mainAddressCity": "Lyon",
        "mainAddressCountry": "France", "emailAddress": "ada@lumiere.example",
        "website": "https://lumiere.example", "phone": "04 72 00 00 00",
        "mobilePhone": "06 12 34 56 78", "fax": "", "active": false, "language": "fr-fr",
        "comment": "Met in Lyon",
    });
    let event = as_bluerocktel(Event::post("/api/v1/customers")).json(&body);
    let created = ok(&stack.send(&event).await);
    let number = part(&created, "id").to_string().parse().unwrap();
    let after = stack.views(number).await;
    after.fleet.assert_shows(&json!({
        "company": "Société Lumière", "address": "3 quai Rambaud", "address2": "Quai sud",
        "address3": null, "postcode": "69002", "country": "FR", "primary_phone": "04 72 00 00 00",
        "fax": "", "email": "ada@lumiere.example", "description": "Met in Lyon",
        "show_map_speed": false,
    }));
    after.cro.assert_shows(&json!({
        "name": "Société Lumière", "addresses.0.locality": "Lyon", "addresses.0.country": "FR",
        "contacts": [], "created_on": "2026-03-01T12:00:00.000000",
    }));
    after.nutcache.assert_shows(&json!({
        "status": 1, "legal_notice": "RCS 123", "mobile_phone": "06 12 34 56 78",
        "communication_culture_code": "fr-FR", "contact": null, "Notes": "Met in Lyon",
    }));
    let stored = stack.record(number).await;
    assert_eq!(stored.bluerocktel.accounts_reference.as_deref(), Some("REF-1"));
    assert_eq!((stored.first_name.as_deref(), stored.is_business), (Some("Ada"), true));
    assert_clean(&stack.engine, tenant(TENANT));
}

/// The names of the fields that differ, their change items apart.
async fn changed(stack: &Stack, before: &Customer) -> Vec<String> {
    let after = stack.record(WHOLE).await;
    changes(Some(before), Some(&after)).unwrap().into_names().into_iter().collect()
}

/// Broken by making the e-mail entry anew in `set_email`, and by keeping the consent of another
/// address or the position of another place.
#[tokio::test]
async fn what_fleet_does_not_show_stays_when_it_writes() {
    let stack = Stack::whole().await;
    let before = stack.record(WHOLE).await;
    let body = json!({"email": "new@engines.example", "fax": "5550199", "address2": "new second"});
    stack.update_through_fleet(WHOLE, &body).await;
    assert_eq!(changed(&stack, &before).await, ["addresses", "emails", "phones"]);
    let (mut expected, after) = (before, stack.record(WHOLE).await);
    let email = &mut expected.emails[1];
    email.address = "new@engines.example".to_owned();
    (email.ok_to_email, email.comments) = (None, None);
    let fax = &mut expected.phones[2];
    fax.number = "5550199".to_owned();
    (fax.ok_to_call, fax.ok_to_text, fax.comments) = (None, None, None);
    let address = &mut expected.addresses[0];
    address.line_2 = Some("new second".to_owned());
    (address.latitude, address.longitude, address.is_valid) = (None, None, None);
    address.updated_at = after.addresses[0].updated_at;
    assert_eq!(after.emails, expected.emails);
    assert_eq!(after.phones, expected.phones);
    assert_eq!(after.addresses, expected.addresses);
    assert_clean(&stack.engine, tenant(TENANT));
}

/// Broken by making addresses anew that the request recognises by line and zip.
#[tokio::test]
async fn what_mykaarma_does_not_show_stays_when_it_writes() {
    let stack = Stack::whole().await;
    let before = stack.record(WHOLE).await;
    let one = json!({"customer": {"customerKey": "KEY-2"}});
    stack.update_through_mykaarma(WHOLE, &one).await;
    assert_eq!(changed(&stack, &before).await, ["customer_key"]);
    let lists = json!({
        "customer": {
            "addresses": [
                {"line1": "2 Mill Lane", "zip": "N1 9GU", "city": "Leeds", "type": "COMMON"},
            ],
            "phoneNumbers": [{"phoneNumber": "+16135550130", "label": "work"}],
        },
        "vehicles": [{"vin": "1HGCM82633A004352", "color": "red"}],
    });
    stack.update_through_mykaarma(WHOLE, &lists).await;
    let after = stack.record(WHOLE).await;
    let fields = changed(&stack, &before).await;
    assert_eq!(fields, ["addresses", "customer_key", "phones", "vehicles"]);
    let [kept] = after.addresses.as_slice() else { panic!("{:?}", after.addresses) };
    let was = &before.addresses[1];
    assert_eq!((kept.id, kept.uuid), (was.id, was.uuid));
    assert_eq!((&kept.line_3, &kept.line_4), (&was.line_3, &was.line_4));
    assert_eq!((kept.latitude, kept.longitude), (None, None), "it moved to another town");
    assert!(kept.is_shipping);
    assert_eq!(kept.locality.as_deref(), Some("Leeds"));
    let fax: Vec<_> = after.phones.iter().filter(|phone| phone.kind == PhoneKind::Fax).collect();
    assert_eq!(fax, [&before.phones[2]], "its list neither shows nor replaces fax");
    assert_eq!(after.vehicles[0].color.as_deref(), Some("red"));
    assert_eq!(after.vehicles[0].engine, before.vehicles[0].engine);
    assert_clean(&stack.engine, tenant(TENANT));
}

/// Broken by showing the mobile phone as fleet's fax.
#[tokio::test]
async fn every_view_of_a_whole_customer_leaves_it_as_it_is() {
    let stack = Stack::whole().await;
    let before = stack.record(WHOLE).await;
    let shown = stack.views(WHOLE).await;
    assert_eq!(changed(&stack, &before).await, Vec::<String>::new());
    // What fleet shows, sent back as it is, changes nothing.
    let body: Value = serde_json::from_str(&shown.fleet.to_string()).unwrap();
    stack.update_through_fleet(WHOLE, &body).await;
    assert_eq!(stack.record(WHOLE).await, before);
    let after = stack.views(WHOLE).await;
    assert_eq!(after.fleet, shown.fleet);
    assert_eq!(after.nutcache, shown.nutcache);
    assert_eq!(part(&after.cro, "addresses"), part(&shown.cro, "addresses"));
    assert_eq!(
        part(&after.bluerocktel, "mainAddressCountry"),
        part(&shown.bluerocktel, "mainAddressCountry")
    );
    assert_clean(&stack.engine, tenant(TENANT));
}

/// Broken by storing flags that were never set, and companies that a person does not have.
#[tokio::test]
async fn what_fleet_shows_writes_nothing_whichever_api_made_the_customer() {
    let stack = Stack::demo();
    for customer in ["fleet", "cro", "nutcache", "bluerocktel", "mykaarma"] {
        let number = demo().number(&format!("{customer}.customer_id"));
        let (before, shown) = (stack.record(number).await, stack.views(number).await);
        let body: Value = serde_json::from_str(&shown.fleet.to_string()).unwrap();
        stack.update_through_fleet(number, &body).await;
        assert_eq!(stack.record(number).await, before, "{customer}");
    }
}
