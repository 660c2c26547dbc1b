//! What an update does to a record. Each update is applied twice.

mod addresses;
mod emails;
mod fields;
mod names;
mod phones;
mod vehicles;

use serde_json::{Value, json};
use shared::clock::Timestamp;
use shared::id::{CustomerId, CustomerUuid};
use shared::input::Document;
use shared::record::{Address, Customer, Email, Phone, PhoneKind, Vehicle};
use uuid::Uuid;

use crate::customers::update::input::Update;
use crate::refusal::Refusal;
use crate::warning::{Warning, WarningCode};

const THEN: Timestamp = Timestamp::from_secs(1_000);
const NOW: Timestamp = Timestamp::from_secs(2_000);
const LATER: Timestamp = Timestamp::from_secs(3_000);

/// As another API makes a customer.
fn made_elsewhere() -> Customer {
    let uuid = CustomerUuid(Uuid::from_u128(7));
    let mut customer = Customer::blank(CustomerId::try_from(7).unwrap(), uuid, THEN);
    customer.set_name("Fleet Ltd".to_owned());
    customer
}

fn business() -> Customer {
    Customer { company: Some("Fleet Ltd".to_owned()), ..made_elsewhere() }
}

fn try_update(
    customer: &mut Customer,
    body: Value,
    now: Timestamp,
) -> Result<Vec<Warning>, Vec<String>> {
    let Value::Object(fields) = body else { panic!("a body is an object") };
    let update = Update::read(&Document(fields)).expect("a good body");
    super::apply(&update, customer, now).map_err(|refusal| match refusal {
        Refusal::InvalidFields(errors) => errors.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    })
}

/// Updates twice: the second time must change nothing, however late it comes, and must get the
/// same answer.
fn update(customer: &mut Customer, body: Value) -> Vec<WarningCode> {
    let warnings = try_update(customer, body.clone(), NOW).expect("a good update");
    let once = customer.clone();
    let again = try_update(customer, body, LATER).expect("the same update");
    assert_eq!(*customer, once, "a repeated update changes nothing");
    assert_eq!(again, warnings);
    warnings.iter().map(|warning| warning.code).collect()
}

fn update_customer(customer: &mut Customer, fields: Value) -> Vec<WarningCode> {
    update(customer, json!({ "customer": fields }))
}

fn refused(customer: &mut Customer, fields: Value) -> Vec<String> {
    try_update(customer, json!({ "customer": fields }), NOW).expect_err("a refusal")
}
