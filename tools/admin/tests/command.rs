//! The command, run as a program with an empty environment.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

/// The body with which DynamoDB says that there is no such item.
const NO_ITEM: &str = "{}";
/// A stored customer with every field.
const CUSTOMER: &str = include_str!("../../../tests/items/customer.1.json");

/// A table that answers every request with this body, and keeps the requests' credentials.
fn table(body: &str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let credentials = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&credentials);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut line = String::new();
            let mut length = 0;
            while reader.read_line(&mut line).unwrap() > "\r\n".len() {
                if let Some((_, rest)) = line.split_once("Credential=") {
                    let credential = rest.split(',').next().unwrap();
                    kept.lock().unwrap().push(credential.to_owned());
                }
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            io::copy(&mut reader.by_ref().take(length), &mut io::sink()).unwrap();
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
        }
    });
    (format!("http://{address}"), credentials)
}

fn admin(endpoint_url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_admin"))
        .args(["--endpoint-url", endpoint_url])
        .args(arguments)
        .env_clear()
        // Nothing on the network is asked for credentials.
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn list_keys(endpoint_url: &str, environment: &[(&str, &str)]) -> Output {
    admin(endpoint_url, &["--json", "keys", "list"], environment)
}

#[test]
fn a_loopback_endpoint_needs_no_credentials() {
    let (endpoint_url, credentials) = table(NO_ITEM);
    let output = list_keys(&endpoint_url, &[]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "[]\n");
    let credentials = credentials.lock().unwrap();
    assert!(!credentials.is_empty());
    for credential in credentials.iter() {
        let [key, _date, region, ..] = credential.split('/').collect::<Vec<_>>()[..] else {
            panic!("not a credential: {credential}");
        };
        assert_eq!((key, region), ("local", "us-east-1"));
    }
}

#[test]
fn credentials_that_are_set_are_used() {
    let (endpoint_url, credentials) = table(NO_ITEM);
    let set = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_REGION", "eu-central-1"),
    ];
    assert!(list_keys(&endpoint_url, &set).status.success());
    let credentials = credentials.lock().unwrap();
    assert!(!credentials.is_empty());
    for credential in credentials.iter() {
        assert!(credential.starts_with("AKIDEXAMPLE/"), "{credential}");
        assert!(credential.contains("/eu-central-1/dynamodb/"), "{credential}");
    }
}

#[test]
fn another_endpoint_is_never_given_made_up_credentials() {
    // An address of this machine that the command cannot know to be one.
    let output = list_keys("http://0.0.0.0:1", &[("AWS_REGION", "eu-central-1")]);
    assert!(!output.status.success());
    let error = String::from_utf8_lossy(&output.stderr).to_lowercase();
    assert!(error.contains("credentials"), "{error}");
}

#[test]
fn a_customer_is_a_page_for_people_and_json_for_scripts() {
    // 2026-03-01T12:00:00Z, as it is stored.
    const MICROS: &str = "1772366400000000";
    let (endpoint_url, _) = table(&format!(r#"{{"Item":{CUSTOMER}}}"#));
    let show = ["customer", "show", "--tenant", "1686", "160000"];
    let page = admin(&endpoint_url, &show, &[]);
    assert_eq!(String::from_utf8_lossy(&page.stderr), "");
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.starts_with("Customer 160000 of tenant 1686\n\nWho\n"), "{page}");
    assert_eq!(page.matches("2026-03-01T12:00:00.000Z").count(), 6, "{page}");
    assert!(!page.contains(MICROS), "{page}");
    for title in [
        "How to reach them",
        "Addresses",
        "Contacts",
        "Locations",
        "Vehicles",
        "Kept for fleet",
        "Kept for Nutcache",
        "Kept for BlueRockTEL",
        "Kept for myKaarma",
    ] {
        assert!(page.contains(&format!("\n\n{title}\n")), "{title} is missing:\n{page}");
    }

    let json = admin(&endpoint_url, &[&["--json"], &show[..]].concat(), &[]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json.stdout).unwrap();
    let created = rows.iter().find(|row| row["field"] == "created_at").unwrap();
    assert_eq!(created["value"].to_string(), MICROS);
}
