use super::*;

fn phone(number: &str, label: &str) -> Value {
    json!({ "phoneNumber": number, "label": label })
}

fn unlabelled(numbers: &[&str]) -> Value {
    let list: Vec<Value> = numbers.iter().map(|number| json!({ "phoneNumber": number })).collect();
    json!({ "phoneNumbers": list })
}

fn with_phones(phones: &[(&str, PhoneKind)]) -> Customer {
    let stored = |(number, kind): &(&str, PhoneKind)| Phone {
        number: (*number).to_owned(),
        kind: *kind,
        ok_to_call: Some(true),
        ..Phone::default()
    };
    Customer { phones: phones.iter().map(stored).collect(), ..business() }
}

fn stored(customer: &Customer) -> Vec<(&str, PhoneKind)> {
    customer.phones.iter().map(|phone| (phone.number.as_str(), phone.kind)).collect()
}

/// The kinds of a list that nothing of is stored.
fn kinds(phones: Value) -> Vec<PhoneKind> {
    let mut customer = business();
    update_customer(&mut customer, json!({ "phoneNumbers": phones }));
    customer.phones.iter().map(|phone| phone.kind).collect()
}

/// Broken by calling a number of another kind preferred the main one.
#[test]
fn labels_say_mobile_and_fax_and_one_of_the_others_is_main() {
    let mut number = 0;
    let mut phone = |label: &str, preferred: bool| {
        number += 1;
        let number = format!("+1234567890{number}");
        json!({ "phoneNumber": number, "label": label, "isPreferred": preferred })
    };
    assert_eq!(
        kinds(json!([phone(" Cell ", true), phone("home", false), phone("FAX", false)])),
        [PhoneKind::Mobile, PhoneKind::Main, PhoneKind::Fax]
    );
    assert_eq!(
        kinds(json!([phone("home", false), phone("mobile", false), phone("work", true)])),
        [PhoneKind::Other, PhoneKind::Mobile, PhoneKind::Main]
    );
    let unreadable = json!({ "phoneNumber": "none", "isPreferred": true });
    assert_eq!(
        kinds(json!([unreadable, phone("", false), phone("", false)])),
        [PhoneKind::Main, PhoneKind::Other]
    );
}

/// Broken by reading every number as a new one.
#[test]
fn an_unlabelled_list_of_what_is_stored_changes_nothing() {
    let mut customer = with_phones(&[
        ("", PhoneKind::Other),
        ("06 12 34 56 78", PhoneKind::Mobile),
        ("(613) 555-0100", PhoneKind::Fax),
        ("123-456-7890", PhoneKind::Main),
        ("06 12 34 56 78", PhoneKind::Main),
        ("ask at the desk", PhoneKind::Other),
    ]);
    let before = customer.clone();
    let shown =
        ["06 12 34 56 78", "+16135550100", "1234567890", "06-12-34-56-78", "ask at the desk"];
    assert_eq!(update_customer(&mut customer, unlabelled(&shown)), []);
    assert_eq!(customer, before);
    let without_fax = [shown[0], shown[2], shown[3], shown[4]];
    assert_eq!(update_customer(&mut customer, unlabelled(&without_fax)), []);
    assert_eq!(customer, before, "a list without a fax number leaves those that are stored");
}

/// Broken by keeping the kind whatever the label says.
#[test]
fn a_new_label_says_what_a_stored_number_is() {
    let mut customer = with_phones(&[("+12345678901", PhoneKind::Main)]);
    let cell = json!({ "phoneNumbers": [phone("234 567 8901", "cell")] });
    update_customer(&mut customer, cell.clone());
    assert_eq!(stored(&customer), [("+12345678901", PhoneKind::Mobile)]);
    assert_eq!(customer.phones[0].ok_to_call, Some(true));
    customer.phones[0].kind = PhoneKind::Main;
    update_customer(&mut customer, cell);
    assert_eq!(stored(&customer), [("+12345678901", PhoneKind::Main)], "another API's word stays");
    let home = json!({ "phoneNumbers": [phone("234 567 8901", "home")] });
    customer.phones[0].kind = PhoneKind::Other;
    update_customer(&mut customer, home.clone());
    assert_eq!(stored(&customer), [("+12345678901", PhoneKind::Other)]);
    customer.phones[0].label = Some("fax".to_owned());
    customer.phones[0].kind = PhoneKind::Fax;
    update_customer(&mut customer, home);
    assert_eq!(stored(&customer), [("+12345678901", PhoneKind::Main)], "it was its label's kind");
}

/// Broken by adding fax numbers to the stored ones.
#[test]
fn a_list_with_fax_numbers_replaces_those_that_are_stored() {
    let mut customer = with_phones(&[("123", PhoneKind::Main), ("456", PhoneKind::Fax)]);
    update_customer(&mut customer, json!({ "phoneNumbers": [phone("2345678901", "cell")] }));
    let expected = [("+12345678901", PhoneKind::Mobile), ("456", PhoneKind::Fax)];
    assert_eq!(stored(&customer), expected);
    assert_eq!(customer.phone(PhoneKind::Main), None, "no slot stands in for another");
    update_customer(&mut customer, json!({ "phoneNumbers": [phone("2345678902", "fax")] }));
    assert_eq!(stored(&customer), [("+12345678902", PhoneKind::Fax)]);
    let codes = update_customer(&mut customer, json!({ "phoneNumbers": [] }));
    assert_eq!(codes, [WarningCode::DeletedAllPhoneNumbers]);
    assert_eq!(stored(&customer), []);
}

/// Broken by keeping an empty entry before a number of its kind, which no other API then shows.
#[test]
fn an_empty_entry_stays_until_there_is_a_number_of_its_kind() {
    let empty = [("", PhoneKind::Main), ("", PhoneKind::Fax)];
    let mut customer = with_phones(&empty);
    update_customer(&mut customer, json!({ "phoneNumbers": [] }));
    assert_eq!(stored(&customer), empty);
    update_customer(&mut customer, json!({ "phoneNumbers": [phone("2345678901", "home")] }));
    assert_eq!(stored(&customer), [("+12345678901", PhoneKind::Main), ("", PhoneKind::Fax)]);
}

#[test]
fn stored_fax_numbers_count_towards_the_limit() {
    let mut customer = with_phones(&[("1", PhoneKind::Fax)]);
    let ten = vec![phone("2345678901", "home"); 10];
    assert_eq!(
        refused(&mut customer, json!({ "phoneNumbers": ten })),
        ["customer.phoneNumbers must have at most 10 entries, including the stored fax numbers"]
    );
}
