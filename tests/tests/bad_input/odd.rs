//! Values that nobody expects, and the bodies and places they are put in.

use std::collections::BTreeSet;

use harness::cases::{Case, Cases, MARK};
use harness::demo::demo;
use serde_json::{Value, json};

/// Stands in a path for an array's element.
const ELEMENT: &str = "[]";

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
    let plainest = cases.all.iter().filter(succeeds).filter_map(body).min_by_key(length);
    let plainest = plainest.expect("a body that is taken");
    let mut fields = BTreeSet::new();
    cases.all.iter().filter_map(body).for_each(|body| add_fields(&body, &[], &mut fields));
    assert!(!fields.is_empty(), "{} has no fields", cases.function.name);
    let with = |field: &Vec<String>| {
        let mut body = plainest.clone();
        put(&mut body, field, value);
        body
    };
    fields.iter().map(with).collect()
}

/// A case's body, where it is a JSON object.
fn body(case: &Case) -> Option<Value> {
    let body = demo().fill(&case.request.body.as_ref()?.replace("{{mark}}", MARK));
    serde_json::from_str(&body).ok().filter(Value::is_object)
}

fn length(body: &Value) -> usize {
    body.to_string().len()
}

/// Adds the paths of a JSON value's fields; an array's elements count as one.
fn add_fields(value: &Value, path: &[String], found: &mut BTreeSet<Vec<String>>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = [path, std::slice::from_ref(name)].concat();
                add_fields(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(values) => {
            let path = [path, &[ELEMENT.to_owned()]].concat();
            values.iter().for_each(|value| add_fields(value, &path, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
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
