//! What a caller writes never becomes a header, a line of the log or a request to anywhere else.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use harness::cases::Cases;
use harness::event::Event;
use harness::functions::{Answer, FALLBACK, FUNCTIONS, Function, routes};
use harness::requests::{Caller, request};
use harness::stack::Stack;
use harness::wire::{Fault, Rule};
use registry::ServedRoute as Route;
use serde_json::{Value, json};
use shared::runtime::log;

use crate::{World, functions, takes_body};

/// Stands in everything that is sent here.
const CANARY: &str = "canary5c1f";

/// Ends of lines, as they are and as they may be written, and other control characters.
fn payloads() -> Vec<String> {
    let ends = [
        "\r\n",
        "\n",
        "\r",
        "%0d%0a",
        "\\r\\n",
        "\u{0}",
        "\u{1b}[2K",
        "\u{85}",
        "\u{2028}",
        "\u{560d}\u{560a}",
        "\u{7f}",
    ];
    ends.iter().map(|end| format!("x{end}set-cookie: {CANARY}=1{end}{end}<{CANARY}>")).collect()
}

/// A payload as it may stand in a path or query.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The good request with a payload in every place in turn.
fn places(route: &Route, payload: &str) -> Vec<(String, Event)> {
    let good = request(route, Caller::Good).unwrap();
    let mut events = Vec::new();
    for name in [
        "authorization",
        "x-request-id",
        "x-api-version",
        "api-version",
        "organizationguid",
        "x-tenant-id",
        "content-type",
        "accept",
        "origin",
        "host",
        "user-agent",
        "idempotency-key",
        payload,
    ] {
        events.push((format!("header {name}"), good.clone().header(name, payload)));
    }
    for (at, segment) in route.path.split('/').enumerate() {
        if segment.starts_with('{') {
            let mut path: Vec<String> = good.path().split('/').map(str::to_owned).collect();
            path[at] = encoded(payload);
            events.push((format!("path {segment}"), good.clone().at(&path.join("/"))));
        }
    }
    for name in ["limit", "page", "include", "name", "q", &encoded(payload)] {
        let query = format!("limit=1&{name}={}", encoded(payload));
        events.push((format!("query {name}"), good.clone().query(&query)));
    }
    if takes_body(route) {
        for body in [
            json!({"name": payload, "company": payload, "description": payload}),
            json!({payload: payload, "name": "Named"}),
            json!({"customer": {"customerKey": payload, "isBusiness": payload}}),
            json!({"requesterUserUUID": payload, "customer": {payload: payload}}),
        ] {
            events.push((format!("body {body}"), good.clone().json(&body)));
        }
        events.push(("no JSON".to_owned(), good.clone().body("application/json", payload)));
    }
    events
}

/// What a header may hold: visible ASCII and spaces. Nothing that the caller wrote is in any of
/// them but what a link must have, encoded.
fn assert_headers(answer: &Answer, what: &str) {
    for (name, value) in &answer.0.headers {
        let plain = |byte: u8| (b' '..=b'~').contains(&byte);
        assert!(name.bytes().all(plain), "{what}: {name:?}");
        assert!(value.bytes().all(plain), "{what}: {name}: {value:?}");
        assert!(*name == "location" || !value.contains(CANARY), "{what}: {name}: {value}");
        assert!(!name.eq_ignore_ascii_case("set-cookie"), "{what}: {value}");
    }
    let body = answer.body();
    let raw = body.bytes().any(|byte| byte < b' ' || byte == 0x7f);
    // In JSON they are escaped; laid-out JSON is not what any API writes.
    assert!(!raw || body.contains('\u{7f}'), "{what}: {body:?}");
}

/// A page that the log is written to.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Page {
    /// Every line is one object that names a level and a function, and says nothing that a caller
    /// wrote; how many there are.
    fn check(&self, what: &str) -> usize {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{what}: a line that is no JSON ({error}): {line}"));
            assert!(line["level"].is_string(), "{what}: {line}");
            assert!(!line.to_string().contains(CANARY), "{what}: {line}");
        }
        assert!(!text.contains('\r'), "{what}: {text:?}");
        text.lines().count()
    }
}

/// Broken by logging the path of a request.
#[tokio::test]
async fn no_text_of_a_caller_becomes_a_header_or_a_line() {
    for route in functions() {
        let page = Page::default();
        let writer = page.clone();
        let _guard = tracing::subscriber::set_default(log::to(move || writer.clone()));
        let world = World::of(&route).await;
        let mut failed = 0;
        for payload in payloads() {
            for (place, event) in places(&route, &payload) {
                let what = world.what(&format!("{payload:?} in {place}"));
                let answer = world.send(&event).await;
                assert!(answer.status() < 500, "{what}: {}", answer.body());
                assert_headers(&answer, &what);
            }
            // Where it fails there is a line for each.
            world.stack.wire.inject(Rule::always(Fault::Denied));
            for (place, event) in places(&route, &payload).into_iter().take(4) {
                let what = world.what(&format!("{payload:?} in {place}, failing"));
                let answer = world.send(&event).await;
                assert_headers(&answer, &what);
                failed += usize::from(answer.status() >= 500);
            }
            world.stack.wire.heal();
        }
        let lines = page.check(route.path);
        let asks = Cases::of(route.function).asks_the_table();
        assert_eq!(failed > 0, asks, "{}: it fails with the table", route.path);
        assert!(lines >= failed, "{}: {lines} lines, {failed} failed", route.path);
    }
}

/// The gateway's own id of a request stands in the log; it is a text like any other.
///
/// Guards against a log that is not written as JSON.
#[tokio::test]
async fn an_id_of_the_gateway_breaks_no_line() {
    let page = Page::default();
    let writer = page.clone();
    let _guard = tracing::subscriber::set_default(log::to(move || writer.clone()));
    let stack = Stack::demo();
    let route = routes()[0];
    let mut event: Value =
        serde_json::from_str(&request(&route, Caller::Good).unwrap().to_json(Some(&route)))
            .unwrap();
    event["requestContext"]["requestId"] = json!("a\r\n{\"level\":\"INFO\"}\u{2028}\u{0}");
    let instance = Function::named(route.function).start(&stack).await;
    stack.wire.inject(Rule::always(Fault::Denied));
    let answer = instance.call(&event.to_string()).await;
    assert_eq!(answer.status(), 500, "{}", answer.body());
    assert_eq!(page.check("the gateway's id"), 1);
}

/// Paths that a redirect could take elsewhere. Broken by leaving control characters as they are.
#[tokio::test]
async fn a_redirect_stays_on_its_host_and_in_its_header() {
    let stack = Stack::demo();
    let fallback = Function::named(FALLBACK).start(&stack).await;
    let mut paths: Vec<String> = payloads().iter().map(|text| format!("/{text}/")).collect();
    paths.extend(payloads().iter().map(|text| format!("/v1/customers/?q={}", encoded(text))));
    for path in [
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/%5Cevil.example/",
        "/\t/evil.example/",
        "/%09/evil.example/",
        "/%2F%2Fevil.example/",
        "/%2Fevil.example/",
        "https://evil.example/",
        "/@evil.example/",
        "/v1//evil.example/",
        "/v1/customers//",
    ] {
        paths.push(path.to_owned());
    }
    for path in paths {
        let answer = fallback.call(&Event::get(&path).to_json(None)).await;
        assert_headers(&answer, &path);
        let to = answer.header("location");
        if answer.status() == 308 {
            let bytes = to.as_bytes();
            assert!(bytes[0] == b'/' && bytes.len() > 1, "{path:?} leads to {to:?}");
            assert!(bytes[1] != b'/' && bytes[1] != b'\\', "{path:?} leads to {to:?}");
        } else {
            assert_eq!(to, "", "{path:?}");
        }
    }
}

/// Whatever stands where a URL may: the one thing that is ever called is the table. The client's
/// endpoint is the wire's, and nothing else that can open a connection is among what a function
/// is built from.
#[test]
fn no_function_can_call_anything_but_the_table() {
    let packages: BTreeSet<&str> = FUNCTIONS.iter().map(|function| function.package).collect();
    let folders = packages.iter().map(|package| format!("functions/{package}"));
    for folder in folders.chain(["shared".to_owned()]) {
        let manifest = harness::template::root().join(&folder).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).unwrap();
        for client in
            ["reqwest", "ureq", "hyper-util", "isahc", "curl", "aws-sdk-s3", "aws-sdk-sqs"]
        {
            assert!(!text.contains(client), "{folder} can call others with {client}");
        }
    }
}
