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

use cases::{CASES, Case};
use matrix::KINDS;
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

harness::each_function!(drive);
