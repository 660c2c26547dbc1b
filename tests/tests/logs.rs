//! What the real binaries print, over Lambda's Runtime API: never a secret, never what anyone
//! said or what is known of a customer, whatever goes wrong and however much they are asked to
//! log. And that each of them starts, answers and goes on.
//!
//! Broken by quoting what could not be read in the cause of a `Corrupt` record.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;

use dynoxide::AttributeValue;
use harness::cases::{Cases, MARK};
use harness::functions::Function;
use harness::json::{Json, texts};
use harness::process::{Process, Said};
use harness::stack::Stack;
use harness::walk;
use harness::wire::{Fault, Rule};
use serde_json::Value;

/// What stands in places that no file has anything in.
const CANARIES: [&str; 6] = [
    "canary-query-9d21",
    "canary-header-4c7e",
    "canary-agent-b01f",
    "canary-body-77aa",
    "canary-cookie-5e5e",
    "canary-corrupt-c0de@example.com",
];

/// The shortest text that is looked for: shorter ones are found everywhere.
const SHORTEST: usize = 6;

/// Words of the cases' own that say nothing of anyone, and that logs may have.
const HARMLESS: [&str; 8] = [
    "application/json",
    "string",
    "unknown",
    "Admin",
    "customers",
    "invalid",
    "nothing",
    "garbage",
];

/// Texts that must not be printed: all of an event's headers, query and body.
fn secrets_of(event: &Value, secrets: &mut BTreeSet<String>) {
    let mut add = |text: &str| {
        for part in text.split([' ', '=', '&', ',']) {
            let harmless = HARMLESS.iter().any(|word| part.eq_ignore_ascii_case(word));
            if part.len() >= SHORTEST && !harmless && !part.bytes().all(|b| b.is_ascii_digit()) {
                secrets.insert(part.to_owned());
            }
        }
    };
    for name in ["authorization", "cookie", "x-canary", "user-agent"] {
        add(event["headers"][name].as_str().unwrap_or_default());
    }
    add(event["rawQueryString"].as_str().unwrap_or_default());
    let body = event["body"].as_str().unwrap_or_default();
    if let Ok(Json::Object(_)) = Json::parse(body) {
        texts(&serde_json::from_str(body).unwrap_or_default(), &mut add);
    }
}

/// What the table knows of people: e-mail addresses, phone numbers, names, VINs, and what proves
/// who is calling.
fn personal(stack: &Stack) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in stack.engine.items() {
        let Some(AttributeValue::S(document)) = item.get("document") else { continue };
        let document: Value = serde_json::from_str(document).unwrap();
        let mut add = |text: &Value| {
            let text = text.as_str().unwrap_or_default();
            // The demo's users are called what they are.
            let role = document["roles"].as_array().is_some_and(|all| all.contains(&text.into()));
            if text.len() >= SHORTEST && !role {
                found.insert(text.to_owned());
            }
        };
        for name in ["name", "company", "first_name", "last_name", "email", "password", "secret"] {
            add(&document[name]);
        }
        for (list, name) in [
            ("emails", "address"),
            ("phones", "number"),
            ("addresses", "line_1"),
            ("contacts", "name"),
            ("vehicles", "vin"),
            ("keys", "secret"),
        ] {
            for entry in document[list].as_array().into_iter().flatten() {
                add(&entry[name]);
            }
        }
    }
    found
}

/// The event with canaries wherever a client can put something.
fn with_canaries(event: &Value) -> Value {
    let mut event = event.clone();
    event["headers"]["x-canary"] = CANARIES[1].into();
    event["headers"]["user-agent"] = CANARIES[2].into();
    event["headers"]["cookie"] = format!("session={}", CANARIES[4]).into();
    let query = event["rawQueryString"].as_str().unwrap_or_default().to_owned();
    event["rawQueryString"] = format!("{query}&canary={}", CANARIES[0]).into();
    if let Some(body) = event["body"].as_str().and_then(|body| body.strip_prefix('{')) {
        let comma = if body.trim_start().starts_with('}') { "" } else { "," };
        event["body"] = format!("{{\"canary\":\"{}\"{comma}{body}", CANARIES[3]).into();
    }
    event
}

/// Every customer becomes one that cannot be read: a text where the id should be.
fn corrupt_customers(stack: &Stack) {
    let mut items = stack.engine.items();
    items.retain(|item| match item.get("pk") {
        Some(AttributeValue::S(pk)) => pk.ends_with("#CUSTOMERS"),
        _ => false,
    });
    assert!(!items.is_empty());
    for item in &mut items {
        let document = format!(r#"{{"id":"{0}","uuid":"{0}"}}"#, CANARIES[5]);
        item.insert("document".to_owned(), AttributeValue::S(document));
    }
    stack.engine.import(items);
}

fn status(said: &Said) -> u64 {
    match said {
        Said::Answered(answer) => {
            answer.at("statusCode").and_then(|status| status.to_string().parse().ok()).unwrap()
        }
        Said::Failed(path, body) => panic!("{path}: {body}"),
    }
}

async fn run(function: &'static Function) {
    let cases = Cases::of(function.name);
    let stack = Stack::demo();
    let document = stack.document_now().await;
    let mut secrets = personal(&stack);
    secrets.extend(CANARIES.map(str::to_owned));
    drop(stack.wire.take());
    let mut process = Process::start(function.name, &stack).await;
    let mut first = None;
    for case in &cases.all {
        let event = cases.event_text(case, &case.request.filled(MARK, &document));
        let event: Value = serde_json::from_str(&event).unwrap();
        secrets_of(&event, &mut secrets);
        let answered = status(&process.invoke(&event.to_string()).await);
        status(&process.invoke(&with_canaries(&event).to_string()).await);
        first.get_or_insert((answered, with_canaries(&event).to_string()));
    }
    let (good, event) = first.expect("a good request");
    drop(stack.wire.take());
    for fault in [Fault::Denied, Fault::Internal, Fault::CutBefore] {
        stack.wire.inject(Rule::always(fault));
        let failed = status(&process.invoke(&event).await);
        assert_eq!(failed >= 500, cases.asks_the_table(), "{failed}");
        stack.wire.heal();
    }
    corrupt_customers(&stack);
    status(&process.invoke(&event).await);
    status(&process.invoke("{\"headers\": \"canary-header-4c7e\"}").await);
    assert_eq!(good, u64::from(cases.good().status), "the good request: {event}");
    assert_eq!(process.ended(), None);
    let printed = process.stop();
    if cases.asks_the_table() {
        assert!(printed.contains("\"failed\""), "a failure is logged: {printed}");
        assert!(printed.contains(function.name), "{printed}");
    }
    for secret in &secrets {
        let at = printed.find(secret.as_str());
        assert_eq!(at, None, "{} printed {secret}: {}", function.name, around(&printed, at));
    }
}

/// The line in which something was found.
fn around(printed: &str, at: Option<usize>) -> &str {
    let at = at.unwrap_or_default();
    printed[..at].rfind('\n').map_or(printed, |line| printed[line..].lines().nth(1).unwrap_or(""))
}

#[test]
fn no_function_prints_a_secret() {
    walk::each_function(run);
}
