//! docs/status-codes.md says what is answered.

use std::collections::BTreeSet;

use harness::status_codes::situations;
use harness::template::root;

const APIS: [&str; 5] = ["fleet", "cro", "nutcache", "bluerocktel", "mykaarma"];

/// Seen to fail without the line of `Accept`.
#[test]
fn every_status_that_an_event_is_answered_with_is_in_its_apis_column() {
    let situations = situations();
    for api in APIS {
        let told: BTreeSet<u16> =
            situations.iter().flat_map(|situation| situation.statuses(api)).collect();
        let folder = root().join("tests/tests/snapshots").join(api);
        let mut seen = 0;
        for file in std::fs::read_dir(&folder).expect("the API's snapshots") {
            let path = file.expect("a snapshot").path();
            let text = std::fs::read_to_string(&path).expect("a snapshot");
            let status = text.splitn(3, "---\n").nth(2).and_then(|rest| rest.lines().next());
            let status = status.and_then(|line| line.parse().ok()).expect("a status");
            assert!(told.contains(&status), "{}: {status} is not told", path.display());
            seen += 1;
        }
        assert!(seen > 0, "{api} has no events");
    }
}

/// Broken by naming a column otherwise.
#[test]
fn every_situation_has_something_of_some_api() {
    for situation in situations() {
        let any = APIS.iter().any(|api| !situation.statuses(api).is_empty());
        assert!(any, "{}: no API answers anything", situation.name);
    }
}
