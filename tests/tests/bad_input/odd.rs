//! Values that nobody expects, and the bodies and places they are put in.

use harness::cases::{Case, Cases, ELEMENT};
use serde_json::{Value, json};

/// Longer than any text that is stored.
pub const LONG: usize = 10_000;

/// Values that fit no field, or that few expect.
pub fn odd_values() -> Vec<Value> {
    vec![
        json!("x".repeat(LONG)),
        json!("é".repeat(400)),
        json!("a\u{0}b#%/\u{7f}\u{202e}"),
        json!("\u{1F600}"),
        // Three times as long where it stands in a key.
        json!("#".repeat(255)),
        json!(format!("{}@example.com", "%".repeat(330))),
        json!(format!("a@{}.example", "b".repeat(LONG))),
        json!(""),
        json!(" "),
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([[1]]),
        json!({"a": {"b": 1}}),
    ]
}

/// Path parameters as clients can write them, encoded.
pub fn odd_segments() -> Vec<String> {
    let odd = [
        "%23",
        "%2F",
        "a%23b",
        "%25",
        "%252F",
        "%00",
        "%0A",
        "%FF",
        "..",
        ".",
        "-1",
        "0",
        "00",
        "9007199254740992",
        "18446744073709551616",
        "1e3",
        "1.0",
        "%20143222",
        "143222%20",
        "0x10",
        "%D9%A3",
        "%F0%9F%98%80",
        "null",
        "true",
        "*",
        "'%22%3B--",
        "list",
        "%2B1",
    ];
    let long = ["a".repeat(LONG), "1".repeat(LONG), "%C3%A9".repeat(LONG / 4)];
    odd.iter().map(|text| (*text).to_owned()).chain(long).collect()
}

/// Bodies that are good but for one field, which has this value: every field, at any depth, that a
/// body of the endpoint's cases has, in turn.
pub fn bodies_with(cases: &Cases, value: &Value) -> Vec<Value> {
    let succeeds = |case: &&Case| case.status == cases.good().status;
    let length = |body: &Value| body.to_string().len();
    let plainest = cases.all.iter().filter(succeeds).filter_map(Case::body).min_by_key(length);
    let plainest = plainest.expect("a body that is taken");
    let fields = cases.body_fields();
    assert!(!fields.is_empty(), "{} has no fields", cases.function.name);
    let with = |field: &Vec<String>| {
        let mut body = plainest.clone();
        put(&mut body, field, value);
        body
    };
    fields.iter().map(with).collect()
}

/// Puts a value at a path, with an object or an array of one element around it where none is.
fn put(target: &mut Value, path: &[String], value: &Value) {
    let Some((step, rest)) = path.split_first() else {
        value.clone_into(target);
        return;
    };
    if step == ELEMENT {
        if target.get(0).is_none() {
            *target = json!([null]);
        }
        put(&mut target[0], rest, value);
    } else {
        if !target.is_object() {
            *target = json!({});
        }
        put(&mut target[step], rest, value);
    }
}
