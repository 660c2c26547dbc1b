//! The law of the views, for creates: what is shown of one customer makes another that is shown
//! alike, whatever is known of it.

use harness::event::Event;
use harness::seed::{assert_clean, origin, tenant};
use harness::stack::Stack;
use harness::views::{TENANT, WHOLE, as_bluerocktel, ok, part};
use mykaarma::view::CustomerWithVehicles;
use proptest::prelude::*;
use serde_json::Value;
use shared::record::Customer;

use crate::customers::customer;
use crate::{kept, run};

/// What a client that reads JSON makes of it.
fn value(json: &harness::json::Json) -> Value {
    serde_json::from_str(&json.to_string()).unwrap()
}

/// The demo data, and this customer in the place of the whole one.
async fn with(customer: Customer) -> Stack {
    let stack = Stack::demo();
    stack.store().import(tenant(TENANT), &origin(), customer).await.unwrap();
    stack
}

proptest! {
    #![proptest_config(kept!("echo"))]

    /// Broken by leaving the website out of what a create stores.
    #[test]
    fn what_bluerocktel_shows_makes_a_customer_that_it_shows_alike(customer in customer()) {
        run(async {
            let stack = with(customer).await;
            let get = |id: &str| as_bluerocktel(Event::get(&format!("/api/v1/customers/{id}")));
            let shown = value(&part(&ok(&stack.send(&get(&WHOLE.to_string())).await), "customer"));
            let mut body = shown.clone();
            // Two customers cannot have one account.
            body["customerAccount"] = Value::Null;
            let create = as_bluerocktel(Event::post("/api/v1/customers")).json(&body);
            let made = part(&ok(&stack.send(&create).await), "id").to_string();
            let alike = value(&part(&ok(&stack.send(&get(&made)).await), "customer"));
            prop_assert_eq!(comparable(alike), comparable(shown));
            assert_clean(&stack.engine, tenant(TENANT));
            Ok(())
        })?;
    }
}

proptest! {
    #![proptest_config(kept!("echo"))]

    /// Broken by reading every phone number of the list as a new one.
    #[test]
    fn what_mykaarma_shows_writes_nothing_when_it_is_sent_back(customer in customer()) {
        run(async {
            let stack = with(customer).await;
            let stored = stack.record(WHOLE).await;
            let shown = serde_json::to_value(CustomerWithVehicles::of(&stored)).unwrap();
            stack.update_through_mykaarma(WHOLE, &shown).await;
            prop_assert_eq!(stack.record(WHOLE).await, stored);
            Ok(())
        })?;
    }
}

/// Without what every customer has for itself. An address of empty texts is none for a create.
fn comparable(mut shown: Value) -> Value {
    for own in ["id", "customerAccount", "created_at", "updated_at"] {
        shown[own].take();
    }
    let is_address = |name: &str| name.starts_with("mainAddress");
    let fields = shown.as_object_mut().unwrap();
    let is_blank = |value: &Value| value.is_null() || value == "";
    if fields.iter().filter(|(name, _)| is_address(name)).all(|(_, value)| is_blank(value)) {
        fields
            .iter_mut()
            .filter(|(name, _)| is_address(name))
            .for_each(|(_, value)| drop(value.take()));
    }
    shown
}
