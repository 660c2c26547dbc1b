//! What is generated is what the registry and the cases say, and nothing stands beside it.
//!
//! Broken by another word in a function's description in template.yaml, by a route that Cargo.toml
//! did not know, and by a binary of no endpoint.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use harness::template::root;

const SAY: &str = "run `make wire`";

#[test]
fn every_generated_file_is_up_to_date() {
    let stale: Vec<PathBuf> = wire::files(root())
        .unwrap()
        .into_iter()
        .filter(|file| {
            std::fs::read_to_string(root().join(&file.path)).ok().as_ref() != Some(&file.content)
        })
        .map(|file| file.path)
        .collect();
    assert!(stale.is_empty(), "{stale:?} differ from what the registry says: {SAY}");
}

/// The files of a folder, and of those below it.
fn files_below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.insert(path.strip_prefix(root()).unwrap().to_owned());
        }
    }
}

#[test]
fn every_binary_is_an_endpoints() {
    let mut found = BTreeSet::new();
    files_below(&root().join("functions"), &mut found);
    found.retain(|path| path.components().any(|part| part.as_os_str() == "bin"));
    let generated: BTreeSet<PathBuf> =
        wire::files(root()).unwrap().into_iter().map(|file| file.path).collect();
    let strays: Vec<&PathBuf> = found.difference(&generated).collect();
    assert!(strays.is_empty(), "{strays:?} are no endpoint's: delete them, or list the endpoint");
}

/// What stands in `events/` beside the generated files: a refusal for people to look at, and a
/// path that is sent on.
const KEPT: [&str; 2] = [
    "events/fallback/fallback.redirect.json",
    "events/fleet/fleet-show-customer.no-credentials.json",
];

#[test]
fn every_event_is_a_good_case_or_kept_for_people() {
    let mut found = BTreeSet::new();
    files_below(&root().join("events"), &mut found);
    let mut expected: BTreeSet<PathBuf> =
        wire::files(root()).unwrap().into_iter().map(|file| file.path).collect();
    expected.extend(KEPT.map(PathBuf::from));
    let strays: Vec<&PathBuf> = found.difference(&expected).collect();
    assert!(strays.is_empty(), "{strays:?} are no route's: delete them");
}

#[test]
fn names_of_functions_begin_with_their_api_and_are_unique() {
    let mut names = BTreeSet::new();
    for function in registry::functions() {
        let name = function.spec.name;
        assert!(name.starts_with(function.api.as_str()), "{name}: its API is {}", function.api);
        assert!(names.insert(name), "{name} is two functions");
    }
}

#[test]
fn no_two_functions_serve_one_route() {
    let mut keys = BTreeSet::new();
    for route in registry::routes() {
        let key = format!("{} {}", route.method, route.path);
        assert!(keys.insert(key.clone()), "{key} is served twice, once by {}", route.function);
    }
}
