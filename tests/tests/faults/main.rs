//! Every function, and everything that can go wrong between it and DynamoDB, at each of the calls
//! it makes: what passes by itself is done once, what lasts is answered in the API's words, no
//! request is called done that is not, and none is half done.
//!
//! Broken by taking a lost answer for a good one, by taking used-up capacity for a refusal for
//! good, by passing over the keys that a batch left unread, by asking again for a create with
//! another token, and by writing an index entry beside the transaction.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod matrix;
mod world;

use harness::cases::{Case, Cases, GOOD};
use harness::walk;
use matrix::KINDS;
use tokio::task::JoinSet;

/// A case whose request is sent with every fault.
#[derive(Clone, Copy)]
struct Replayed {
    cases: &'static Cases,
    case: &'static Case,
}

impl Replayed {
    fn name(&self) -> String {
        format!("{}, {}", self.cases.function.name, self.case.name)
    }
}

/// The good request of each function, and what its cases mark with `@replay`.
fn replayed() -> Vec<Replayed> {
    let is_replayed = |case: &&Case| case.name == GOOD || case.tags.replay;
    let of = |cases: &'static Cases| {
        cases.all.iter().filter(is_replayed).map(move |case| Replayed { cases, case })
    };
    Cases::all().flat_map(of).collect()
}

#[test]
fn every_fault_at_every_call_of_every_function() {
    let all: Vec<_> = replayed();
    walk::each(&all, Replayed::name, async |replayed| {
        // At once, since each of them waits half of the time.
        let mut driven = JoinSet::new();
        for kind in KINDS {
            driven.spawn(matrix::every_fault(*replayed, kind));
        }
        driven.join_all().await;
    });
}
