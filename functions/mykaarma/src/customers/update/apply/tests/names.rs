use super::*;

#[test]
fn an_update_without_names_keeps_the_name_that_another_api_wrote() {
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
fn the_names_are_checked_after_the_update() {
    let mut customer = business();
    assert_eq!(
        refused(&mut customer, json!({ "company": null })),
        ["customer.company is required for a business"]
    );
    let mut customer = business();
    assert_eq!(
        refused(&mut customer, json!({ "isBusiness": false, "firstName": " " })),
        [
            "customer.firstName is required for a person",
            "customer.lastName is required for a person",
        ]
    );
    let mut customer = business();
    customer.company = None;
    update_customer(&mut customer, json!({ "emails": [{ "emailAddress": "a@b.c" }] }));
    assert_eq!(customer.name, "Fleet Ltd", "names that are not written are not checked");
}

#[test]
fn null_means_a_business_if_there_is_only_a_company() {
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
        ["customer.company makes the customer's name longer than 255 characters"]
    );
    let mut customer = business();
    let person = json!({
        "isBusiness": false, "firstName": "f".repeat(127), "lastName": "l".repeat(128),
    });
    assert_eq!(
        refused(&mut customer, person),
        ["customer.lastName makes the customer's name longer than 255 characters"]
    );
}
