//! Every file in `events/`, driven through its real handler on demo data that no other event has
//! touched: status, headers and body are snapshots, and so are the keys that were written.
//!
//! Broken by putting `auth` before `customer` in fleet's envelope, and by leaving out blank fields
//! of Nutcache's customers.

use std::collections::BTreeSet;

use harness::files::{EventFile, event_files, event_folders};
use harness::functions::{Answer, FUNCTIONS};
use harness::redact;
use harness::stack::Stack;
use uuid::Uuid;

async fn drive(file: &EventFile) {
    let event = file.text();
    let stack = Stack::demo();
    let before = stack.engine.snapshot();
    let answer = stack.invoke(file.function(), &event).await;
    assert_carries_what_every_answer_does(&answer, &file.name);
    let mut seen = redact::answer(&answer, &event);
    for (pk, sk) in before.changed(&stack.engine.snapshot()) {
        seen.push_str(&format!("wrote {}\n", redact::key(&pk, &sk)));
    }
    insta::with_settings!({
        snapshot_path => format!("snapshots/{}", file.api),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(file.name.as_str(), seen);
    });
}

fn assert_carries_what_every_answer_does(answer: &Answer, name: &str) {
    assert!(Uuid::try_parse(answer.header("x-request-id")).is_ok(), "{name}: x-request-id");
    assert_eq!(answer.header("cache-control"), "no-store", "{name}: cache-control");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
    // An answer to HEAD tells the type of the body that it leaves out.
    assert!(answer.body().is_empty() || !answer.header("content-type").is_empty(), "{name}");
}

async fn drive_all(api: &str) {
    for file in event_files(api) {
        drive(&file).await;
    }
}

#[tokio::test]
async fn fleet() {
    drive_all("fleet").await;
}

#[tokio::test]
async fn cro() {
    drive_all("cro").await;
}

#[tokio::test]
async fn nutcache() {
    drive_all("nutcache").await;
}

#[tokio::test]
async fn bluerocktel() {
    drive_all("bluerocktel").await;
}

#[tokio::test]
async fn mykaarma() {
    drive_all("mykaarma").await;
}

#[tokio::test]
async fn fallback() {
    drive_all("fallback").await;
}

#[test]
fn every_function_has_events_and_every_folder_is_driven() {
    let folders = event_folders();
    let driven = ["bluerocktel", "cro", "fallback", "fleet", "mykaarma", "nutcache"];
    assert_eq!(folders, driven, "add a test for the new folder, above");
    let with_events: BTreeSet<String> = folders
        .iter()
        .flat_map(|api| event_files(api))
        .map(|file| file.function().to_owned())
        .collect();
    let functions: BTreeSet<String> =
        FUNCTIONS.iter().map(|function| function.name.to_owned()).collect();
    assert_eq!(with_events, functions, "each function has an event, and each event a function");
}
