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
        ["customer.customerUuid is not the UUID of the customer in the path"]
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
