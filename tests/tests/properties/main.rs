//! What must hold whatever is written in whatever order, over the real handlers and the real
//! store. A failing case is printed, and kept under `regressions/`, from where it is tried first
//! ever after; `PROPTEST_CASES` raises how many are tried.

#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod customers;
mod echo;
mod filtered;
mod history;
mod pages;
mod rebuild;
mod repeat;
mod views;
mod writes;

use std::future::Future;

use proptest::prelude::ProptestConfig;
use proptest::test_runner::{FileFailurePersistence, TestCaseError};

/// How many cases are tried, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 32;

/// The configuration of a property whose failing cases are kept in that file.
fn kept_in(file: &'static str) -> ProptestConfig {
    #[expect(clippy::disallowed_methods, reason = "proptest's own variable, which has a default")]
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: if asked { config.cases } else { CASES },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        max_shrink_iters: 200,
        ..config
    }
}

/// Where a property's failing cases are kept.
macro_rules! kept {
    ($name:literal) => {
        crate::kept_in(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/properties/regressions/",
            $name,
            ".txt"
        ))
    };
}
use kept;

/// Runs a case to its end.
fn run(case: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(case)
}
