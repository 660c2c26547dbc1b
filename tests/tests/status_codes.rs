//! docs/status-codes.md says what is answered.

use std::collections::BTreeSet;

use harness::cases::Cases;
use harness::functions::{FALLBACK, FUNCTIONS};
use harness::status_codes::situations;

/// Seen to fail without the line of `Accept`.
#[test]
fn every_status_of_a_case_is_in_its_apis_column() {
    let situations = situations();
    for cases in Cases::all().filter(|cases| cases.function.name != FALLBACK) {
        let api = cases.function.api.as_str();
        let told: BTreeSet<u16> =
            situations.iter().flat_map(|situation| situation.statuses(api)).collect();
        for case in &cases.all {
            let what = format!("{}, {}", cases.function.name, case.name);
            assert!(told.contains(&case.status), "{what}: {} is not told", case.status);
        }
    }
}

/// Broken by naming a column otherwise.
#[test]
fn every_situation_has_something_of_some_api() {
    for situation in situations() {
        let mut apis = FUNCTIONS.iter().map(|function| function.api.as_str());
        let any = apis.any(|api| !situation.statuses(api).is_empty());
        assert!(any, "{}: no API answers anything", situation.name);
    }
}
