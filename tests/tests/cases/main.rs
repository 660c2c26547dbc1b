//! Every case in `tests/cases`, sent to its function's handler on demo data that no other request
//! has touched. `UPDATE=1 cargo test -p tests --test cases` writes what is answered now into the
//! files: read the difference before you commit it.
//!
//! Broken by putting `auth` before `customer` in fleet's envelope, and by leaving out blank fields
//! of Nutcache's customers.

#![expect(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod fallback;
mod format;

use harness::cases::{Case, Cases, difference, text_of};
use harness::functions::{Answer, Function};
use harness::stack::Stack;
use harness::template::root;
use harness::walk;
use uuid::Uuid;

/// What is really answered to a case: the status, and the rest as the file has it.
async fn answered(cases: &Cases, case: &Case) -> (u16, String) {
    let event = cases.event_text(case, &case.event());
    let stack = Stack::demo();
    let before = stack.engine.snapshot();
    let answer = stack.invoke(cases.function.name, &event).await;
    assert_carries_what_every_answer_does(&answer, &case.name);
    (answer.status(), text_of(&answer, &event, &before, &stack.engine.snapshot()))
}

fn assert_carries_what_every_answer_does(answer: &Answer, name: &str) {
    assert!(Uuid::try_parse(answer.header("x-request-id")).is_ok(), "{name}: x-request-id");
    assert_eq!(answer.header("cache-control"), "no-store", "{name}: cache-control");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
    // An answer to HEAD tells the type of the body that it leaves out.
    assert!(answer.body().is_empty() || !answer.header("content-type").is_empty(), "{name}");
}

/// Whether the files are to be written instead of compared.
#[expect(clippy::disallowed_methods, reason = "whoever runs the suite decides, no function does")]
fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

async fn drive(function: &'static Function) {
    let cases = Cases::of(function.name);
    let mut answers = Vec::new();
    for case in &cases.all {
        answers.push(answered(cases, case).await);
    }
    let updated = cases.updated(&answers);
    if is_update() {
        cases.write(&updated);
        return;
    }
    let each = cases.all.iter().zip(&answers);
    let wrong: Vec<String> = each
        .filter_map(|(case, (status, text))| {
            let expected = format!("{}\n{}\n", case.status, case.answer);
            let difference = difference(&expected, &format!("{status}\n{text}\n"))?;
            Some(format!("=== {}\n{difference}", case.name))
        })
        .collect();
    if !wrong.is_empty() {
        panic!("if that is right, write it down with UPDATE=1:\n{}", wrong.join("\n"));
    }
    let difference = difference(&updated, cases.text());
    assert!(difference.is_none(), "write it with UPDATE=1:\n{}", difference.unwrap_or_default());
}

#[test]
fn every_case_is_answered_as_its_file_says() {
    walk::each_function(drive);
}

/// Seen to fail with a file for an endpoint that does not exist.
#[test]
fn every_file_of_cases_belongs_to_a_function() {
    for folder in std::fs::read_dir(root().join("tests/cases")).expect("the cases") {
        let folder = folder.expect("a folder").path();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let file = file.expect("a file").path();
            let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let function = Function::named(name);
            assert!(folder.ends_with(function.api_folder()), "{} lies elsewhere", file.display());
        }
    }
}
