//! Requests to every function that take every kind of call it makes.

use serde_json::json;
use harness::demo::demo;
use harness::event::Event;
use harness::functions::routes;
use harness::requests::{Caller, request};

/// What a request leaves in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// Nothing.
    Nothing,
    /// A client's pinned version, and nothing else.
    Pin,
    /// One version more of the customer.
    Change,
    /// A new customer.
    Customer,
    /// A new customer and the answer that tells of it.
    CustomerAndAnswer,
}

/// Which time a request is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// How many requests were made before.
    pub number: u32,
    /// How many of them were done.
    pub done: u32,
}

/// One request; each time it is made it writes something else.
pub struct Case {
    pub function: &'static str,
    pub what: &'static str,
    pub leaves: Leaves,
    pub event: fn(Run) -> Event,
    pub status: u16,
}

const fn reads(function: &'static str, what: &'static str, event: fn(Run) -> Event) -> Case {
    Case { function, what, leaves: Leaves::Nothing, event, status: 200 }
}

pub static CASES: [Case; 14] = [
    reads("fleet-show-customer", "its customer", |_| good("fleet-show-customer")),
    Case {
        function: "fleet-update-customer",
        what: "a name",
        leaves: Leaves::Change,
        event: |run| good("fleet-update-customer").json(&json!({"company": mark(run)})),
        status: 200,
    },
    reads("cro-get-customer", "a customer", |_| good("cro-get-customer")),
    Case {
        function: "cro-get-customer",
        what: "a customer in a version that is not pinned yet",
        leaves: Leaves::Pin,
        event: |run| {
            let version = if run.done.is_multiple_of(2) { "2021/11/04" } else { "2023/04/19" };
            good("cro-get-customer").header("x-api-version", version)
        },
        status: 200,
    },
    reads("nutcache-get-customer", "a customer", |_| good("nutcache-get-customer")),
    reads("nutcache-list-customers", "a page", |_| good("nutcache-list-customers")),
    reads("bluerocktel-get-customer", "by id", |_| good("bluerocktel-get-customer")),
    reads("bluerocktel-get-customer", "by account", |_| {
        let account = demo().at("bluerocktel.customer_account");
        good("bluerocktel-get-customer").at(&format!("/api/v1/customers/{account}"))
    }),
    Case {
        function: "bluerocktel-create-customer",
        what: "with an automatic account",
        leaves: Leaves::Customer,
        event: |run| good("bluerocktel-create-customer").json(&json!({"name": mark(run)})),
        status: 200,
    },
    Case {
        function: "bluerocktel-create-customer",
        what: "once",
        leaves: Leaves::CustomerAndAnswer,
        event: |run| {
            good("bluerocktel-create-customer")
                .json(&json!({"name": mark(run)}))
                .header("idempotency-key", mark(run))
        },
        status: 200,
    },
    reads("bluerocktel-get-customer-account", "a customer", |_| {
        good("bluerocktel-get-customer-account")
    }),
    Case {
        function: "mykaarma-update-customer",
        what: "a key",
        leaves: Leaves::Change,
        event: |run| {
            good("mykaarma-update-customer").json(&json!({"customer": {"customerKey": mark(run)}}))
        },
        status: 200,
    },
    Case {
        function: "mykaarma-update-customer",
        what: "a key, with dealers and a search for duplicates",
        leaves: Leaves::Change,
        event: |run| {
            let body = json!({
                "dealerUUIDList": [demo().at("mykaarma.dealer_uuid")],
                "customer": {
                    "customerKey": mark(run),
                    "emails": [{"emailAddress": format!("{}@mail.example", mark(run))}],
                },
                "searchForDuplicate": true,
            });
            good("mykaarma-update-customer").json(&body)
        },
        status: 200,
    },
    Case {
        function: "fallback",
        what: "a path that is nobody's",
        leaves: Leaves::Nothing,
        event: |_| Event::get("/nobody"),
        status: 404,
    },
];

/// A text that stands in nothing but what this one request writes.
pub fn mark(run: Run) -> String {
    format!("Fault{:05}", run.number)
}

fn good(function: &str) -> Event {
    let route = routes().into_iter().find(|route| route.function == function).unwrap();
    request(&route, Caller::Good).unwrap()
}
