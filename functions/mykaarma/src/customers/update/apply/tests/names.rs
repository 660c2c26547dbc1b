use super::*;

fn person() -> Customer {
    let mut customer = business();
    let names = json!({ "isBusiness": false, "firstName": "Ann", "lastName": "Lee" });
    update_customer(&mut customer, names);
    assert_eq!(customer.name, "Ann Lee");
    customer
}

/// Broken by making the name anew of names that did not change.
#[test]
fn names_that_do_not_change_keep_the_name_that_another_api_wrote() {
    let mut customer = person();
    customer.set_name("Ann Lee (fleet)".to_owned());
    for unchanged in [
        json!({ "customerKey": "k" }),
        json!({ "isBusiness": false, "firstName": "Ann", "lastName": "Lee", "company": null }),
    ] {
        update_customer(&mut customer, unchanged);
        assert_eq!(customer.name, "Ann Lee (fleet)");
    }
    update_customer(&mut customer, json!({ "lastName": "Li" }));
    assert_eq!(customer.name, "Ann Li");
}

/// Broken by taking whoever was made elsewhere for a business for ever.
#[test]
fn a_customer_made_elsewhere_becomes_a_person_with_a_first_and_a_last_name() {
    let mut customer = made_elsewhere();
    update_customer(&mut customer, json!({ "firstName": "Janet" }));
    assert_eq!((&*customer.name, customer.is_business), ("Fleet Ltd", true));
    update_customer(&mut customer, json!({ "firstName": "Janet", "lastName": "Doe" }));
    assert_eq!((&*customer.name, customer.is_business), ("Janet Doe", false));
    assert_eq!(customer.company, None, "its name was only shown as a company");
}

/// Broken by looking at the names alone.
#[test]
fn a_business_stays_one_whatever_its_contact_is_called() {
    let janet = json!({ "firstName": "Janet", "lastName": "Doe" });
    let mut said = business();
    update_customer(&mut said, janet.clone());
    assert_eq!((&*said.name, said.is_business), ("Fleet Ltd", true));
    let mut says = made_elsewhere();
    update_customer(
        &mut says,
        json!({ "isBusiness": true, "firstName": "Janet", "lastName": "Doe" }),
    );
    assert_eq!((&*says.name, says.is_business), ("Fleet Ltd", true));
    let mut contact = made_elsewhere();
    (contact.first_name, contact.last_name) = (Some("Janet".to_owned()), Some("Doe".to_owned()));
    let renamed = json!({ "firstName": "Janet", "lastName": "Doe", "company": "Fleet Inc" });
    update_customer(&mut contact, renamed);
    assert_eq!((&*contact.name, contact.is_business), ("Fleet Inc", true));
    assert_eq!(contact.company.as_deref(), Some("Fleet Inc"));
}

/// Broken by checking the names before the update.
#[test]
fn the_names_are_checked_after_the_update() {
    for mut customer in [business(), made_elsewhere()] {
        assert_eq!(
            refused(&mut customer, json!({ "company": "" })),
            ["customer.company is required for a business"]
        );
        assert_eq!(
            refused(&mut customer, json!({ "isBusiness": false, "firstName": " " })),
            [
                "customer.firstName is required for a person",
                "customer.lastName is required for a person",
            ]
        );
    }
    let mut customer = person();
    customer.last_name = None;
    update_customer(&mut customer, json!({ "emails": [{ "emailAddress": "a@b.c" }] }));
    assert_eq!(customer.name, "Ann Lee", "names that do not change are not checked");
}

#[test]
fn a_name_has_at_most_255_characters() {
    let mut customer = business();
    update_customer(&mut customer, json!({ "company": "é".repeat(255) }));
    assert_eq!(
        refused(&mut customer, json!({ "company": "é".repeat(256) })),
        ["customer.company makes the customer's name longer than 255 characters"]
    );
}
