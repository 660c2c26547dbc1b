use std::time::Duration;

use serde_json::{Value, json};
use shared::runtime::{Event, Request, Response};
use tokio::time::Instant;

use super::*;

fn request(method: &str, path: &str, query: &str) -> Request {
    request_with(json!({}), method, path, query)
}

fn request_with(headers: Value, method: &str, path: &str, query: &str) -> Request {
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": { "http": { "method": method, "path": path, "sourceIp": "192.0.2.1" } },
    });
    let deadline = Instant::now() + Duration::from_secs(1);
    Event::from_json(event.to_string().as_bytes()).into_request(deadline, false).unwrap()
}

fn asked(method: &str, path: &str) -> Response {
    answer(&request(method, path, ""))
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let mut found = response.headers.iter().filter(|(key, _)| *key == name);
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} stands once");
    value
}

/// The keys of the body, by which envelopes are told apart.
fn keys(response: &Response) -> Vec<String> {
    match serde_json::from_str(&response.body).unwrap() {
        Value::Object(body) => body.keys().cloned().collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_known_path_with_another_method_is_405_with_the_methods_it_has() {
    let cases = [
        ("DELETE", "/v1/customers", "GET, PUT"),
        ("POST", "/customers/12", "GET"),
        ("POST", "/customers/12/", "GET"),
        ("PUT", "/webapi/customers/12", "GET"),
        ("POST", "/api/customers", "GET"),
        ("GET", "/api/v1/customers", "POST"),
        ("DELETE", "/api/v1/customers/12", "GET"),
        ("PUT", "/api/v1/customerAccounts/CL000001", "GET"),
        ("GET", "/v2/department/abc/customer/12", "POST, PUT"),
        ("DELETE", "/customer/v2/department/abc/customer/12", "POST, PUT"),
        ("HEAD", "/customers/12", "GET"),
    ];
    for (method, path, allow) in cases {
        let response = asked(method, path);
        assert_eq!(response.status.as_u16(), 405, "{method} {path}");
        assert_eq!(header(&response, "allow"), Some(allow), "{method} {path}");
    }
}

#[test]
fn an_unknown_path_is_404_in_the_envelope_it_resembles() {
    let cases: [(&str, &[&str]); 10] = [
        ("/v1/nothing", &["errors", "status", "status_desc"]),
        ("/customers", &["detail", "explanation", "field"]),
        ("/customers/12/nothing", &["detail", "explanation", "field"]),
        ("/tenants/1", &["detail", "explanation", "field"]),
        ("/webapi/nothing", &["errors"]),
        ("/api/nothing", &["errors"]),
        ("/api/v1/nothing", &["message"]),
        ("/api/login", &["message"]),
        ("/v2/department/abc/nothing", &["errors", "warnings"]),
        ("/customer/v2/nothing", &["errors", "warnings"]),
    ];
    for (path, expected) in cases {
        let response = asked("POST", path);
        assert_eq!(response.status.as_u16(), 404, "{path}");
        let mut found = keys(&response);
        found.sort();
        assert_eq!(found, expected, "{path}");
        assert_eq!(header(&response, "allow"), None, "{path}");
    }
}

#[test]
fn what_resembles_no_api_is_answered_in_no_envelope() {
    for path in ["/", "", "/nothing", "/v10/customers", "/V1/customers", "/customersx/1", "//v1"] {
        let response = asked("POST", path);
        assert_eq!(response.status.as_u16(), 404, "{path}");
        assert_eq!(response.body, r#"{"message":"Not Found"}"#, "{path}");
        assert_eq!(header(&response, "content-type"), Some("application/json"));
    }
}

fn location(path: &str, query: &str) -> Option<String> {
    let response = answer(&request("GET", path, query));
    let location = header(&response, "location").map(str::to_owned);
    assert_eq!(response.status.as_u16(), if location.is_some() { 308 } else { 404 }, "{path}");
    location
}

#[test]
fn a_get_of_a_path_with_a_slash_at_its_end_is_sent_on() {
    assert_eq!(location("/customers/12/", "").as_deref(), Some("/customers/12"));
    assert_eq!(location("/customers/12//", "").as_deref(), Some("/customers/12"));
    let query = "a=1&b=%2F&c";
    assert_eq!(location("/tenants/", query), Some(format!("/tenants?{query}")));
    assert_eq!(asked("POST", "/tenants/").status.as_u16(), 404, "nothing is there to send it to");
}

#[test]
fn so_is_every_method_that_the_path_takes() {
    let department = "/v2/department/demo/customer/2556";
    for (method, path) in [("PUT", "/v1/customers"), ("POST", department), ("PUT", department)] {
        let response = asked(method, &format!("{path}/"));
        assert_eq!(response.status.as_u16(), 308, "{method} {path}");
        assert_eq!(header(&response, "location"), Some(path));
    }
    let refused = asked("DELETE", "/v1/customers/");
    assert_eq!((refused.status.as_u16(), header(&refused, "allow")), (405, Some("GET, PUT")));
}

#[test]
fn a_preflight_of_a_path_that_is_served_succeeds() {
    let preflight = |method: &str, path: &str| {
        answer(&request_with(json!({"access-control-request-method": "PUT"}), method, path, ""))
    };
    let response = preflight("OPTIONS", "/v1/customers");
    assert_eq!((response.status.as_u16(), response.body.as_str()), (204, ""));
    assert_eq!(header(&response, "allow"), Some("GET, PUT"));
    assert_eq!(preflight("OPTIONS", "/v1/nothing").status.as_u16(), 404);
    assert_eq!(preflight("DELETE", "/v1/customers").status.as_u16(), 405);
    assert_eq!(asked("OPTIONS", "/v1/customers").status.as_u16(), 405, "no preflight");
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

/// A route of one API that another API's prefixes claim would be refused in a foreign envelope
/// as soon as it is unknown by one segment.
#[test]
fn every_route_resembles_its_own_api() {
    for api in crate::APIS {
        for route in api.specs.iter().flat_map(|spec| spec.routes) {
            assert_eq!(paths::resembled(route.path).name, api.name, "{}", route.path);
        }
    }
}
