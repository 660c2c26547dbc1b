//! Requests, as API Gateway hands them to a function: HTTP API events, payload format 2.0.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use registry::ServedRoute as Route;
use serde_json::{Map, Value, json};

use crate::json::Json;

/// The keys of an event, in API Gateway's order.
const ORDER: [&str; 9] = [
    "version",
    "routeKey",
    "rawPath",
    "rawQueryString",
    "headers",
    "requestContext",
    "pathParameters",
    "body",
    "isBase64Encoded",
];

/// A request that is being put together.
#[derive(Debug, Clone)]
pub struct Event {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    in_base64: bool,
    source_ip: String,
}

impl Event {
    /// A request to a path, percent-encoded as a client writes it, maybe with a query behind `?`.
    #[must_use]
    pub fn new(method: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: None,
            in_base64: false,
            source_ip: "192.0.2.1".to_owned(),
        }
    }

    /// The same from another address.
    #[must_use]
    pub fn from_address(mut self, source_ip: &str) -> Self {
        source_ip.clone_into(&mut self.source_ip);
        self
    }

    /// `GET`
    #[must_use]
    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// `PUT`
    #[must_use]
    pub fn put(target: &str) -> Self {
        Self::new("PUT", target)
    }

    /// `POST`
    #[must_use]
    pub fn post(target: &str) -> Self {
        Self::new("POST", target)
    }

    /// With a header, instead of any other of that name.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        let name = name.to_ascii_lowercase();
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    /// With all of these headers, each instead of any other of its name.
    #[must_use]
    pub fn headers(self, headers: &[(String, String)]) -> Self {
        headers.iter().fold(self, |event, (name, value)| event.header(name, value))
    }

    /// Without a header.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// With a body of JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With a form's body.
    #[must_use]
    pub fn form(self, body: &str) -> Self {
        self.body("application/x-www-form-urlencoded", body)
    }

    /// With a body of any bytes and content type; without a content type where it is empty.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        if content_type.is_empty() {
            self.without("content-type")
        } else {
            self.header("content-type", content_type)
        }
    }

    /// With a body of any bytes, whatever its content type.
    #[must_use]
    pub fn bytes(mut self, body: &[u8]) -> Self {
        self.body = Some(body.to_owned());
        self
    }

    /// With its body in base64, even where API Gateway would pass it on as text.
    #[must_use]
    pub fn in_base64(self) -> Self {
        Self { in_base64: true, ..self }
    }

    /// To another path.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// With another query.
    #[must_use]
    pub fn query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }

    /// The path, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The route that API Gateway finds for it: the first of that method and path.
    #[must_use]
    pub fn route<'a>(&self, routes: &'a [Route]) -> Option<&'a Route> {
        routes.iter().find(|route| route.method == self.method && route.has_path(&self.path))
    }

    /// The event's text: path parameters decoded, the query raw, a body that is no text in base64.
    #[must_use]
    pub fn to_json(&self, route: Option<&Route>) -> String {
        let key = route.map_or_else(
            || "$default".to_owned(),
            |route| format!("{} {}", route.method, route.path),
        );
        let path = decode(&self.path);
        let mut event = json!({
            "version": "2.0",
            "routeKey": key,
            "rawPath": path,
            "rawQueryString": self.query,
            "headers": self.headers.iter().cloned().collect::<BTreeMap<_, _>>(),
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "r3pmxmplak",
                "domainName": "api.example.com",
                "domainPrefix": "api",
                "http": {
                    "method": self.method,
                    "path": path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": self.source_ip,
                    "userAgent": "tests",
                },
                "requestId": "JKJaXmPLvHcESHA=",
                "routeKey": key,
                "stage": "$default",
                "time": "01/Mar/2026:12:00:00 +0000",
                "timeEpoch": 1_772_366_400_000_u64,
            },
            "isBase64Encoded": false,
        });
        if let Some(route) = route {
            let parameters = parameters(route.path, &self.path);
            if !parameters.is_empty() {
                event["pathParameters"] = Value::Object(parameters);
            }
        }
        if let Some(body) = &self.body {
            match std::str::from_utf8(body).ok().filter(|_| self.is_text()) {
                Some(text) => event["body"] = json!(text),
                None => {
                    event["body"] = json!(STANDARD.encode(body));
                    event["isBase64Encoded"] = json!(true);
                }
            }
        }
        event.to_string()
    }

    /// The event's text as a file under `events/` has it: laid out, in API Gateway's order.
    ///
    /// # Panics
    /// Never: an event is JSON.
    #[must_use]
    #[expect(clippy::expect_used, reason = "an event is JSON")]
    pub fn to_file(&self, route: Option<&Route>) -> String {
        let event = self.clone().header("host", "api.example.com").header("user-agent", "curl");
        let event = Json::parse(&event.to_json(route)).expect("an event");
        let known = |key: &str| Some((key.to_owned(), event.at(key)?.clone()));
        format!("{}\n", Json::Object(ORDER.iter().copied().filter_map(known).collect()))
    }

    /// Whether API Gateway passes a body of this content type on as text.
    fn is_text(&self) -> bool {
        let content_type = self.headers.iter().find(|(name, _)| name == "content-type");
        !self.in_base64
            && content_type.is_some_and(|(_, value)| {
                value.starts_with("text/") || value.starts_with("application/json")
            })
    }
}

/// The parameters of a route's path, decoded, `{name+}` with all that is left, in the order of their
/// names: a `Map` keeps another order where some crate of the build asks for it.
fn parameters(template: &str, path: &str) -> Map<String, Value> {
    let mut found = BTreeMap::new();
    let mut sent = path.split('/');
    for segment in template.split('/') {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            sent.next();
            continue;
        };
        let value = match name.strip_suffix('+') {
            Some(_) => sent.by_ref().collect::<Vec<_>>().join("/"),
            None => sent.next().unwrap_or_default().to_owned(),
        };
        found.insert(name.trim_end_matches('+').to_owned(), json!(decode(&value)));
    }
    found.into_iter().collect()
}

/// Percent-decoding; what is no UTF-8 becomes U+FFFD.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(code) => {
                decoded.push(code);
                at += 3;
            }
            None => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
