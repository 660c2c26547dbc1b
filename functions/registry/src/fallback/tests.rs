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
    for path in ["/", "", "/nothing", "/v10/customers", "/V1/customers", "/customersx/1", "//v10"] {
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

/// Broken by asking for the route with the path as it was sent.
#[test]
fn a_path_with_slashes_too_many_is_sent_on_to_its_route() {
    for (method, path, tidy) in [
        ("POST", "/api//v1/customers", "/api/v1/customers"),
        ("GET", "//api/v1///customers//12//", "/api/v1/customers/12"),
        ("PUT", "//v1/customers", "/v1/customers"),
    ] {
        let response = asked(method, path, "a=//");
        assert_eq!(response.status.as_u16(), 308, "{path}");
        assert_eq!(header(&response, "location"), Some(&*format!("{tidy}?a=//")), "{path}");
    }
    let other = asked("DELETE", "/api//v1/customers", "");
    assert_eq!((other.status.as_u16(), header(&other, "allow")), (405, Some("POST")));
    for method in ["GET", "POST"] {
        let unknown = asked(method, "/api//v1//nothing", "");
        assert_eq!(unknown.status.as_u16(), 404);
        assert_eq!(unknown.body, r#"{"message":"Not Found."}"#, "in BlueRockTEL's envelope");
    }
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
