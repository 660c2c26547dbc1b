use super::*;

fn stored(address: &str) -> Email {
    let text = |text: &str| Some(text.to_owned());
    let (label, comments) = (text("home"), text("evenings"));
    Email { address: address.to_owned(), label, ok_to_email: Some(true), preferred: true, comments }
}

fn with_emails(emails: &[Email]) -> Customer {
    Customer { emails: emails.to_vec(), ..business() }
}

/// Broken by making every entry anew.
#[test]
fn an_address_that_is_stored_keeps_what_the_list_does_not_say() {
    let mut customer = with_emails(&[stored("Ann@example.com"), stored("not an address")]);
    let before = customer.emails.clone();
    let list = json!([
        { "emailAddress": " ann@EXAMPLE.com", "label": null },
        { "emailAddress": "not an address" },
    ]);
    assert_eq!(update_customer(&mut customer, json!({ "emails": list })), []);
    assert_eq!(customer.emails, before);
    let list = json!([
        { "emailAddress": "new@example.com", "isPreferred": true },
        { "emailAddress": "ann@example.com", "okToEmail": false, "comments": "" },
    ]);
    update_customer(&mut customer, json!({ "emails": list }));
    let [new, known] = customer.emails.as_slice() else { panic!("{:?}", customer.emails) };
    assert_eq!((&*new.address, new.preferred, new.ok_to_email), ("new@example.com", true, None));
    assert_eq!((&*known.address, known.preferred), ("Ann@example.com", false));
    assert_eq!((known.ok_to_email, &known.comments), (Some(false), &None));
    assert_eq!(known.label.as_deref(), Some("home"));
}

/// Broken by removing the empty entries, which the list does not show, with the others.
#[test]
fn an_empty_entry_stays_until_there_is_another_address() {
    let empty = Email::default();
    let mut customer = with_emails(&[empty.clone(), stored("a@example.com")]);
    let before = customer.emails.clone();
    update_customer(&mut customer, json!({ "emails": [{ "emailAddress": "a@example.com" }] }));
    assert_eq!(customer.emails, before);
    let codes = update_customer(&mut customer, json!({ "emails": null }));
    assert_eq!(codes, [WarningCode::DeletedAllEmails]);
    assert_eq!(customer.emails, [empty]);
    update_customer(&mut customer, json!({ "emails": [{ "emailAddress": " b@example.com" }] }));
    let addresses: Vec<_> = customer.emails.iter().map(|email| email.address.as_str()).collect();
    assert_eq!(addresses, [" b@example.com"], "as it was written");
}
