//! What an API says when it fails.

use crate::functions::Answer;

/// The API's envelope around a failure: its keys, and nothing of the inside.
///
/// # Panics
/// When it is anything else.
pub fn assert_says_little(answer: &Answer, api: &str, what: &str) {
    let body = answer.json();
    let keys = body.keys();
    let fits = match api {
        "fleet" => keys.starts_with(&["status", "status_desc", "errors"]),
        "cro" => keys == ["field", "detail", "explanation"],
        "nutcache" => keys == ["errors"],
        "bluerocktel" => keys == ["message"],
        "mykaarma" => keys == ["errors", "warnings"],
        _ => !keys.is_empty(),
    };
    assert!(fits, "{what}: {body}");
    for inside in ["dynamo", "injected", "panick", "sdk", "src/", ".rs", "serde", "line "] {
        let said = answer.body().to_lowercase();
        assert!(!said.contains(inside), "{what} tells of the inside: {body}");
    }
}

/// What an API says when the table is away: it has 503, or else 500.
#[must_use]
pub fn unavailable(api: &str) -> u16 {
    if matches!(api, "nutcache" | "mykaarma") { 500 } else { 503 }
}
