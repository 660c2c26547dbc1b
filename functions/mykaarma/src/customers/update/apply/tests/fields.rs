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
