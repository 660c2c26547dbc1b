//! Requests that `cargo lambda watch` cannot make events of: a header with a byte above 0x7f, a body
//! that is not UTF-8. It answers both with a bare 500. The front makes the event for these itself, as
//! API Gateway would, and invokes the function.
//!
//! API Gateway's documents do not say what becomes of such bytes. We go by what its servers do: a
//! header is read as ISO 8859-1, so each byte becomes the character of that number, and a body that is
//! no text is passed on in base64.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// What answers paths that no route has.
const FALLBACK: &str = "fallback";

/// The function for a request that watch cannot pass on, and the event; `None` for all others.
pub fn event_of(parts: &Parts, body: &[u8]) -> Option<(&'static str, Value)> {
    let text = std::str::from_utf8(body);
    if text.is_ok() && parts.headers.values().all(|value| value.to_str().is_ok()) {
        return None;
    }
    let path = parts.uri.path();
    let route =
        registry::routes().find(|route| route.has_method(&parts.method) && route.has_path(path));
    let (function, parameters) = match &route {
        Some(route) => (route.function, parameters(route.path, path)),
        None => (FALLBACK, BTreeMap::new()),
    };
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers(&parts.headers),
        "pathParameters": parameters,
        "requestContext": {
            "http": {"method": parts.method.as_str(), "path": path, "sourceIp": "127.0.0.1"},
            "requestId": Uuid::new_v4().to_string(),
        },
        "body": text.map_or_else(|_| STANDARD.encode(body), str::to_owned),
        "isBase64Encoded": text.is_err(),
    });
    Some((function, event))
}

/// All headers as texts, the values of a repeated one joined with commas.
fn headers(headers: &HeaderMap) -> BTreeMap<&str, String> {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = value.as_bytes().iter().map(|byte| char::from(*byte));
        let known = texts.entry(name.as_str()).or_default();
        if !known.is_empty() {
            known.push(',');
        }
        known.extend(value);
    }
    texts
}

/// The parameters of a route's path, percent-encoded as watch leaves them: functions of the local stack
/// decode them.
fn parameters<'a>(template: &'a str, path: &str) -> BTreeMap<&'a str, String> {
    let mut sent = path.split('/');
    let mut found = BTreeMap::new();
    for segment in template.split('/') {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match name.map(|name| name.strip_suffix('+').ok_or(name)) {
            None => drop(sent.next()),
            Some(Err(name)) => drop(found.insert(name, sent.next().unwrap_or_default().to_owned())),
            Some(Ok(name)) => {
                drop(found.insert(name, sent.by_ref().collect::<Vec<_>>().join("/")));
            }
        }
    }
    found
}

/// What a function returns for an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Returned {
    status_code: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

/// The answer that API Gateway makes of what a function returned: a bare 500 where it is none.
pub fn answer_of(returned: &[u8], method: &Method) -> Response<Body> {
    response(returned, method).unwrap_or_else(|| {
        let mut bare = Response::new(Body::from(r#"{"message":"Internal Server Error"}"#));
        *bare.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        bare
    })
}

fn response(returned: &[u8], method: &Method) -> Option<Response<Body>> {
    let returned: Returned = serde_json::from_slice(returned).ok()?;
    let body = if *method == Method::HEAD { Body::empty() } else { Body::from(returned.body) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(returned.status_code).ok()?;
    for (name, value) in returned.headers {
        let name = HeaderName::try_from(name).ok()?;
        response.headers_mut().insert(name, HeaderValue::try_from(value).ok()?);
    }
    Some(response)
}
