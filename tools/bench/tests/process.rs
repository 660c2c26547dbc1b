//! Any program that speaks the Runtime API can be measured: here one in Python.

#![expect(clippy::unwrap_used, reason = "what a test prepares must be there")]

use bench::events::Event;
use bench::process::{Process, Under};
use bench::program::{Kind, Program};
use harness::stack::config;
use hyper::body::Bytes;

fn python(script: &str) -> Program {
    Program {
        name: "peer".to_owned(),
        command: vec!["python3".to_owned(), script.to_owned()],
        environment: vec![("ITS_OWN".to_owned(), "1".to_owned())],
        event: Event::Same(serde_json::json!({})),
        kind: Kind::Peer,
        success: None,
        counted: 1,
    }
}

async fn start() -> Process {
    let config = config("https://127.0.0.1:1".to_owned(), Some("none.pem".to_owned()));
    let peer = python(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peer.py"));
    Process::start(&peer, &config, Under::Nothing).await.unwrap()
}

fn event(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

#[tokio::test]
async fn a_process_is_timed_from_its_start_to_its_end() {
    let mut process = start().await;
    assert!(!process.init.is_zero());
    for _ in 0..3 {
        assert!(!process.invoke(event("{}")).await.unwrap().is_zero());
    }
    // An interpreter takes more than a megabyte.
    assert!(process.peak_kib().unwrap() > 1024);
    process.end().await.unwrap();
}

#[tokio::test]
async fn an_answer_that_is_a_refusal_is_no_measurement() {
    let mut process = start().await;
    let refused = process.invoke(event(r#"{"status":404}"#)).await.unwrap_err().to_string();
    assert!(refused.starts_with("peer: answers 404"), "{refused}");
}

#[tokio::test]
async fn a_process_has_nothing_of_this_ones_environment() {
    let mut process = start().await;
    let said = process.invoke(event(r#"{"status":500}"#)).await.unwrap_err().to_string();
    for name in ["AWS_REGION", "AWS_CA_BUNDLE", "TABLE_NAME", "ITS_OWN"] {
        assert!(said.contains(name), "{name} is missing: {said}");
    }
    for name in ["HOME", "CARGO", "AWS_PROFILE"] {
        assert!(!said.contains(name), "{name} is there: {said}");
    }
}

#[tokio::test]
async fn a_failure_and_an_end_are_told() {
    let mut process = start().await;
    let failed = process.invoke(event(r#"{"fail":true}"#)).await.unwrap_err().to_string();
    assert!(failed.starts_with("peer: {"), "{failed}");
    let mut process = start().await;
    let ended = process.invoke(event(r#"{"exit":true}"#)).await.unwrap_err().to_string();
    assert_eq!(ended, "peer: has ended: exit status: 3");
}
