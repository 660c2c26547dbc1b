//! docs/status-codes.md says the same as the documents in docs/openapi, which say what is answered.

use std::collections::BTreeSet;

use harness::openapi::{document, documented, documents};
use harness::status_codes::situations;

/// The document of what every API answers alike.
const EVERYWHERE: &str = "fallback";
/// A redirect, which only that document has.
const REDIRECT: u16 = 308;

fn apis() -> impl Iterator<Item = &'static str> {
    documents().iter().map(|document| &*document.name).filter(|name| *name != EVERYWHERE)
}

/// Seen to fail without the line of `Accept`, and with a status in a column that nobody answers.
#[test]
fn each_column_has_the_statuses_of_its_apis_document() {
    let situations = situations();
    for api in apis() {
        let told: BTreeSet<u16> =
            situations.iter().flat_map(|situation| situation.statuses(api)).collect();
        let mut answered: BTreeSet<u16> =
            documented(document(api)).into_iter().map(|documented| documented.status).collect();
        answered.insert(REDIRECT);
        assert_eq!(told, answered, "{api}: docs/status-codes.md, docs/openapi/{api}.yaml");
    }
}

/// Broken by naming a column otherwise.
#[test]
fn every_situation_has_something_of_some_api() {
    for situation in situations() {
        let any = apis().any(|api| !situation.statuses(api).is_empty());
        assert!(any, "{}: no API answers anything", situation.name);
    }
}
