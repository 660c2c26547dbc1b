//! How a file of cases is read: `tests/cases/README.md` describes it.

use harness::cases::{Case, parse};

const GOOD: &str = "\
=== good
PUT /v1/customers?a=1
accept: */*
content-type: application/json

{\"name\":
\"{{mark}}\"}
--- 200
content-type: application/json

{
  \"a\": 1,
  \"b\": 2,
  \"c\": 3
}
wrote TENANT#1#CUSTOMERS 1
wrote TENANT#1#CUSTOMER#1 CHANGE#2
";

fn with(more: &str) -> Vec<Case> {
    match parse(&format!("# A comment.\n{GOOD}\n{more}")) {
        Ok(cases) => cases,
        Err(problem) => panic!("{problem}"),
    }
}

/// Broken by beginning each case with no request.
#[test]
fn a_case_is_the_good_request_but_for_what_it_says() {
    let cases = with(
        "=== other\n@replay\n!accept\nx-empty:\n\nbody\n--- 400\n\n# Two.\n=== none\n\
                      GET /v1\n!body\n--- 404\n",
    );
    let [good, other, none] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!(
        (good.request.method.as_str(), good.request.target.as_str()),
        ("PUT", "/v1/customers?a=1")
    );
    assert_eq!(good.request.body.as_deref(), Some("{\"name\":\n\"{{mark}}\"}"));
    assert_eq!(good.leaves().changes, 1);
    assert!(good.request.has_mark() && !good.tags.replay);
    assert_eq!((other.request.method.as_str(), other.status), ("PUT", 400));
    assert_eq!(other.request.header("accept"), None);
    assert_eq!(other.request.header("x-empty"), Some(""));
    assert_eq!(other.request.body.as_deref(), Some("body"));
    assert!(other.tags.replay && other.answer.is_empty());
    assert_eq!((none.request.target.as_str(), none.request.body.as_ref()), ("/v1", None));
    assert_eq!(none.request.header("accept"), Some("*/*"));
}

/// Broken by looking for a line from the text's beginning again.
#[test]
fn an_answer_may_be_told_by_another_one() {
    let cases = with(
        "=== same\n--- 200 as good\n\n=== changed\n--- 200 like good\n   \"a\": 1,\n\
                      -  \"b\": 2,\n+  \"b\": 3,\n",
    );
    let [good, same, changed] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!(same.answer, good.answer);
    assert_eq!(changed.answer, good.answer.replace("\"b\": 2", "\"b\": 3"));
}

/// Seen to fail with each of these taken for something else.
#[test]
fn what_cannot_be_understood_is_refused_with_its_line() {
    for (more, problem) in [
        ("=== good\n--- 200\n", "19: expected the first case"),
        ("=== a\n--- 200\n=== a\n--- 200\n", "21: expected another name"),
        ("=== a\n@unknown\n--- 200\n", "20: expected a tag"),
        ("=== a\n@first units: GetItem\n--- 200\n", "20: expected a tag"),
        ("=== a\nno header\n--- 200\n", "20: expected a request's line"),
        ("=== a\nGET v1\n--- 200\n", "20: expected a request's line"),
        ("=== a\n--- OK\n", "20: expected --- and a status"),
        ("=== a\n", "20: expected --- and a status"),
        ("=== a\n--- 200 as b\n", "20: it refers"),
        ("=== a\n--- 200 like good\n-  \"d\": 4\n", "20: it refers"),
    ] {
        let found = parse(&format!("{GOOD}\n{more}")).err().unwrap_or_default();
        assert!(found.starts_with(problem), "{more}: {found}");
    }
    assert!(parse("").is_err(), "a file without a case");
    assert!(parse("text\n").is_err(), "a text before the first case");
    assert!(parse("=== good\n--- 200\n").is_err(), "a case without a request");
}
