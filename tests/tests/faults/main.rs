//! Every function, and everything that can go wrong between it and DynamoDB, at each of the calls
//! it makes: what passes by itself is done once, what lasts is said as the API says it, nothing is
//! called done that is not, and nothing is half done.
//!
//! Broken by taking a lost answer for a good one, by taking used-up capacity for a refusal for
//! good, by passing over the keys that a batch left unread, by asking again for a create with
//! another token, and by writing an index entry beside the transaction.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod cases;
mod matrix;
mod world;

use std::collections::BTreeSet;

use cases::{CASES, Case};
use matrix::KINDS;
use tests::functions::FUNCTIONS;
use tokio::task::JoinSet;

async fn drive(function: &str) {
    let cases: Vec<&'static Case> = CASES.iter().filter(|case| case.function == function).collect();
    assert!(!cases.is_empty(), "{function} has no case: add one to CASES");
    // At once, since each of them waits half of the time.
    let mut driven = JoinSet::new();
    for case in cases {
        for kind in KINDS {
            driven.spawn(matrix::every_fault(case, kind));
        }
    }
    driven.join_all().await;
}

macro_rules! driven {
    ($($test:ident: $name:literal,)+) => {
        $(#[tokio::test]
        async fn $test() {
            drive($name).await;
        })+

        /// Broken by leaving out a line above.
        #[test]
        fn every_function_is_driven() {
            let driven = BTreeSet::from([$($name),+]);
            let functions: BTreeSet<&str> = FUNCTIONS.iter().map(|one| one.name).collect();
            assert_eq!(driven, functions, "a line above, and a case in CASES, for each function");
        }
    };
}

driven! {
    fleet_show_customer: "fleet-show-customer",
    fleet_update_customer: "fleet-update-customer",
    cro_get_customer: "cro-get-customer",
    nutcache_get_customer: "nutcache-get-customer",
    nutcache_list_customers: "nutcache-list-customers",
    bluerocktel_get_customer: "bluerocktel-get-customer",
    bluerocktel_create_customer: "bluerocktel-create-customer",
    bluerocktel_get_customer_account: "bluerocktel-get-customer-account",
    mykaarma_update_customer: "mykaarma-update-customer",
    fallback: "fallback",
}
