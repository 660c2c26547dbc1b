use super::*;

fn phone(number: &str, label: &str) -> Value {
    json!({ "phoneNumber": number, "label": label })
}

fn stored(customer: &Customer) -> Vec<(&str, PhoneKind)> {
    customer.phones.iter().map(|phone| (phone.number.as_str(), phone.kind)).collect()
}

#[test]
fn the_list_replaces_all_but_fax() {
    let mut customer = business();
    customer.set_phone(PhoneKind::Main, Some("123".to_owned()));
    customer.set_phone(PhoneKind::Fax, Some("456-fax".to_owned()));
    update_customer(&mut customer, json!({ "phoneNumbers": [phone("234 567 8901", "cell")] }));
    assert_eq!(
        stored(&customer),
        [("+12345678901", PhoneKind::Mobile), ("456-fax", PhoneKind::Fax)]
    );
    assert_eq!(customer.phone(PhoneKind::Main), None, "no slot stands in for another");
    update_customer(&mut customer, json!({ "phoneNumbers": [] }));
    assert_eq!(stored(&customer), [("456-fax", PhoneKind::Fax)]);
}

#[test]
fn a_fax_number_is_added_once() {
    let mut customer = business();
    customer.set_phone(PhoneKind::Fax, Some("234-567-8901".to_owned()));
    update_customer(
        &mut customer,
        json!({ "phoneNumbers": [phone("2345678901", "fax"), phone("2345678902", "fax")] }),
    );
    assert_eq!(
        stored(&customer),
        [("+12345678901", PhoneKind::Fax), ("+12345678902", PhoneKind::Fax)]
    );
}

#[test]
fn a_list_with_only_fax_numbers_keeps_the_others() {
    let mut customer = business();
    customer.set_phone(PhoneKind::Main, Some("123".to_owned()));
    let unreadable = phone("ask at the desk", "home");
    let list = json!({ "phoneNumbers": [unreadable, phone("2345678901", "fax")] });
    update_customer(&mut customer, list);
    assert_eq!(stored(&customer), [("123", PhoneKind::Main), ("+12345678901", PhoneKind::Fax)]);
}

#[test]
fn stored_fax_numbers_count_towards_the_limit() {
    let mut customer = business();
    let fax = Phone { number: "1".to_owned(), kind: PhoneKind::Fax, ..Phone::default() };
    customer.phones = vec![fax];
    let ten = vec![phone("2345678901", "home"); 10];
    assert_eq!(
        refused(&mut customer, json!({ "phoneNumbers": ten })),
        ["customer.phoneNumbers must have at most 10 entries, including the stored fax numbers"]
    );
}
