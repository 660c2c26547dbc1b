use super::*;
use shared::record::settings::ContactHours;

/// Broken by clearing what typed clients write null for.
#[test]
fn absent_and_null_keep_an_empty_text_clears_a_value_replaces() {
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
    let before = customer.clone();
    for nothing in [
        json!({}),
        json!({
            "customerKey": null, "firstName": null, "lastName": null, "company": null,
            "isBusiness": null, "bestTimeToContact": null, "preferredCommunication": null,
            "preferredLocale": null, "addresses": null, "customerUuid": null,
        }),
        json!({
            "isBusiness": "", "bestTimeToContact": [], "preferredCommunication": "",
            "preferredLocale": "", "customerUuid": "",
        }),
        json!({ "bestTimeToContact": { "startTime": null } }),
    ] {
        update_customer(&mut customer, nothing.clone());
        assert_eq!(customer, before, "{nothing}");
    }
    update_customer(
        &mut customer,
        json!({ "customerKey": "", "bestTimeToContact": { "startTime": "", "endTime": "18:00" } }),
    );
    assert_eq!(customer.customer_key, None);
    let hours = ContactHours { start: None, end: Some("18:00".to_owned()) };
    assert_eq!(customer.mykaarma.best_time_to_contact, Some(hours));
    update_customer(&mut customer, json!({ "bestTimeToContact": { "endTime": "" } }));
    assert_eq!(customer.mykaarma.best_time_to_contact, None);
}

/// Broken by writing a language in this API's spelling.
#[test]
fn a_language_stays_as_another_api_wrote_it() {
    for stored in ["en-US", "de", "fr-ca"] {
        let mut customer = business();
        customer.locale = Some(stored.to_owned());
        let shown = crate::view::locale(&customer);
        update_customer(&mut customer, json!({ "preferredLocale": shown }));
        assert_eq!(customer.locale.as_deref(), Some(stored), "shown as {shown:?}");
    }
}

/// Broken by refusing numbers.
#[test]
fn numbers_are_texts_and_true_and_false_are_booleans() {
    let mut customer = business();
    update(
        &mut customer,
        json!({
            "customer": { "customerKey": 7, "addresses": [{ "zip": 94110, "isPreferred": "true" }] },
            "vehicles": [{ "estimatedMileage": 1000.5, "isMatching": "False" }],
        }),
    );
    assert_eq!(customer.customer_key.as_deref(), Some("7"));
    let address = &customer.addresses[0];
    assert_eq!((address.postcode.as_deref(), address.is_preferred), (Some("94110"), true));
    let vehicle = &customer.vehicles[0];
    assert_eq!((vehicle.mileage.as_deref(), vehicle.is_matching), (Some("1000.5"), Some(false)));
}
