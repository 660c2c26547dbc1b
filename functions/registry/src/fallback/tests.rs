use std::time::Duration;

use serde_json::json;
use shared::runtime::{Event, Response};
use tokio::time::Instant;

use super::*;

fn asked(method: &str, path: &str, query: &str) -> Response {
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {},
        "requestContext": { "http": { "method": method, "path": path, "sourceIp": "192.0.2.1" } },
    });
    let deadline = Instant::now() + Duration::from_secs(1);
    let event = Event::from_json(event.to_string().as_bytes());
    answer(&event.into_request(deadline, false).unwrap())
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let mut found = response.headers.iter().filter(|(key, _)| *key == name);
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} is there once");
    value
}

#[test]
fn what_resembles_no_api_is_answered_in_no_envelope() {
    for path in ["/", "", "/nothing", "/v10/customers", "/V1/customers", "/customersx/1", "//v1"] {
        let response = asked("POST", path, "");
        assert_eq!(response.status.as_u16(), 404, "{path}");
        assert_eq!(response.body, r#"{"message":"Not Found"}"#, "{path}");
        assert_eq!(header(&response, "content-type"), Some("application/json"));
    }
}

fn location(path: &str, query: &str) -> Option<String> {
    let response = asked("GET", path, query);
    let location = header(&response, "location").map(str::to_owned);
    assert_eq!(response.status.as_u16(), if location.is_some() { 308 } else { 404 }, "{path}");
    location
}

#[test]
fn nobody_is_sent_to_another_host_or_given_a_header_of_the_callers() {
    for path in ["/", "//", "//example.com/", "///example.com/", "/nothing"] {
        assert_eq!(location(path, ""), None, "{path}");
    }
    assert_eq!(location("/\\example.com/", "").as_deref(), Some("/%5Cexample.com"));
    assert_eq!(
        location("/a\r\nset-cookie: b/", "c\r\nd").as_deref(),
        Some("/a%0D%0Aset-cookie:%20b?c%0D%0Ad")
    );
    assert_eq!(location("/é%C3%A9%/", "").as_deref(), Some("/%C3%A9%C3%A9%25"));
}

/// If another API's prefixes claimed a route, its unknown sub-paths would be refused in the wrong
/// envelope.
#[test]
fn every_route_resembles_its_own_api() {
    for api in crate::APIS {
        for route in api.specs.iter().flat_map(|spec| spec.routes) {
            assert_eq!(paths::resembled(route.path).name, api.name, "{}", route.path);
        }
    }
}
