//! API Gateway's HTTP API events (payload format 2.0).
//!
//! Only the fields that are needed are read, without lambda_http's `ApiGatewayV2httpRequest`: its
//! conversion to an HTTP request refuses or panics on odd header values, odd paths and bad base64.
//! If the Lambda runtime cannot read an event, the function fails, and API Gateway turns that into a
//! bare 500. So reading never fails here. [`Event::into_request`] refuses what is not an HTTP
//! request, and the API answers it like any other bad request.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::fault::Fault;
use super::request::{Method, Request, RequestId};
use super::texts::Texts;
use crate::cause::Cause;
use crate::input::query::{Pairs, Plus, decode};

/// An event: an HTTP request, or something that cannot be read as one.
pub struct Event(Option<Raw>);

/// The fields that are read. Each may be missing, so that the refusal can name it.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    raw_path: Option<String>,
    raw_query_string: Option<String>,
    headers: Option<Texts>,
    path_parameters: Option<Texts>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
    request_context: Option<RawContext>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawContext {
    request_id: Option<String>,
    http: Option<RawHttp>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawHttp {
    method: Option<String>,
    source_ip: Option<String>,
}

/// An event's ids, whether or not it can be read as a request.
#[derive(Clone)]
pub(super) struct Ids {
    /// The request's id, as [`Request::request_id`].
    pub(super) request: RequestId,
    /// API Gateway's id, which is also in its access log.
    pub(super) gateway: Option<String>,
}

impl Event {
    /// Reads any text. [`Event::into_request`] refuses what is not an HTTP request.
    #[must_use]
    pub fn from_json(json: &[u8]) -> Self {
        serde_json::from_slice(json).unwrap_or(Self(None))
    }

    /// The event's request. Path parameters are percent-decoded only on the local stack, because
    /// API Gateway has already decoded them.
    ///
    /// [`Fault::Unreadable`] says what keeps it from being one.
    pub fn into_request(self, deadline: Instant, local_stack: bool) -> Result<Request, Fault> {
        self.into_parts(deadline, local_stack).1
    }

    /// The ids, and the request or why it cannot be read.
    pub(super) fn into_parts(
        self,
        deadline: Instant,
        local_stack: bool,
    ) -> (Ids, Result<Request, Fault>) {
        let Some(raw) = self.0 else {
            let ids = Ids { request: RequestId::of(None), gateway: None };
            return (ids, Err(refused("the event is none of an HTTP API in payload format 2.0")));
        };
        let headers = lower_case(raw.headers.unwrap_or_default());
        let context = raw.request_context;
        let (gateway, http) =
            context.map_or((None, None), |context| (context.request_id, context.http));
        let ids = Ids { request: RequestId::of(headers.get("x-request-id")), gateway };
        let request = (|| {
            let http = http.ok_or_else(|| refused("the event has no requestContext.http"))?;
            let raw_query = raw.raw_query_string.unwrap_or_default();
            Ok(Request {
                method: method(http.method)?,
                path: raw.raw_path.ok_or_else(|| refused("the event has no rawPath"))?,
                query: Pairs::parse(&raw_query),
                raw_query,
                path_parameters: path_parameters(raw.path_parameters, local_stack),
                headers,
                body: body(raw.body, raw.is_base64_encoded)?,
                request_id: ids.request.clone(),
                source_ip: http.source_ip.unwrap_or_default(),
                deadline,
            })
        })();
        (ids, request)
    }
}

fn refused(why: &'static str) -> Fault {
    Fault::Unreadable(Cause::text(why))
}

fn method(method: Option<String>) -> Result<Method, Fault> {
    let method = method.ok_or_else(|| refused("the event has no method"))?;
    Method::from_bytes(method.as_bytes()).map_err(|_| refused("the event's method is no method"))
}

fn body(body: Option<String>, is_base64: Option<bool>) -> Result<Vec<u8>, Fault> {
    let body = body.unwrap_or_default();
    if is_base64 != Some(true) {
        return Ok(body.into_bytes());
    }
    STANDARD.decode(body).map_err(|_| refused("the event's body is not base64"))
}

fn path_parameters(parameters: Option<Texts>, local_stack: bool) -> Texts {
    let parameters = parameters.unwrap_or_default();
    if !local_stack {
        return parameters;
    }
    parameters.iter().map(|(name, value)| (name, decode(value, Plus::IsItself))).collect()
}

/// Makes names lower case, as API Gateway sends them anyway. Values of equal names are joined.
fn lower_case(headers: Texts) -> Texts {
    if headers.iter().all(|(name, _)| !name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        return headers;
    }
    let mut lowered: Vec<(String, String)> = Vec::new();
    for (name, value) in headers.iter() {
        let name = name.to_ascii_lowercase();
        match lowered.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => {
                values.push(',');
                values.push_str(value);
            }
            None => lowered.push((name, value.to_owned())),
        }
    }
    lowered.into_iter().collect()
}

impl fmt::Debug for Event {
    /// Shows nothing of the request, so that no log can.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Event" } else { "Event(unreadable)" })
    }
}

impl<'de> Deserialize<'de> for Event {
    /// Never fails: the Lambda runtime would answer the error, which may quote the event.
    ///
    /// The runtime's deserializer tracks the path to every value for its errors, which costs time.
    /// So it only returns the event's text, and the text is read here.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer).ok();
        Ok(Self(text.and_then(|text| serde_json::from_str(text.get()).ok())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event() -> Value {
        json!({
            "version": "2.0",
            "routeKey": "GET /customers/{customer_id}",
            "rawPath": "/customers/a%20b",
            "rawQueryString": "a=1&b=x+y",
            "cookies": ["c=1"],
            "headers": {"accept": "*/*", "x-request-id": "5F2504E0-4F89-41D3-9A0C-0305E82C3301"},
            "queryStringParameters": {"a": "1", "b": "x y"},
            "requestContext": {
                "accountId": "123456789012",
                "http": {
                    "method": "GET", "path": "/customers/a%20b", "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.1", "userAgent": "agent"
                },
                "requestId": "id=",
                "timeEpoch": 1_583_348_638_390_u64
            },
            "pathParameters": {"customer_id": "a%20b"},
            "body": "{\"a\":1}",
            "isBase64Encoded": false
        })
    }

    fn request(event: &Value) -> Result<Request, Fault> {
        Event::from_json(event.to_string().as_bytes()).into_request(Instant::now(), false)
    }

    fn why(event: &Value) -> String {
        match request(event) {
            Err(Fault::Unreadable(cause)) => cause.chain().join(": "),
            other => panic!("not refused as an event: {other:?}"),
        }
    }

    #[test]
    fn all_needed_fields_are_read() {
        let request = request(&event()).unwrap();
        assert_eq!(request.method, Method::GET);
        assert_eq!(request.path, "/customers/a%20b");
        assert_eq!(request.query().unwrap().get("b"), Some("x y"));
        assert_eq!(request.header("accept"), Some("*/*"));
        assert_eq!(request.header("cookie"), None);
        assert_eq!(request.json().unwrap().unwrap().0["a"], json!(1));
        assert_eq!(request.source_ip, "192.0.2.1");
    }

    #[test]
    fn path_parameters_are_decoded_only_on_the_local_stack() {
        let read = |local_stack| {
            Event::from_json(event().to_string().as_bytes())
                .into_request(Instant::now(), local_stack)
                .unwrap()
        };
        assert_eq!(read(false).path_parameter("customer_id"), Some("a%20b"));
        assert_eq!(read(true).path_parameter("customer_id"), Some("a b"));
        assert_eq!(read(true).path_parameter("other"), None);
    }

    #[test]
    fn header_names_become_lower_case_and_equal_ones_are_joined() {
        let mut event = event();
        event["headers"] = json!({"Accept": "a", "X-B": "1", "x-b": "2", "x-null": null});
        let request = request(&event).unwrap();
        assert_eq!(request.header("accept"), Some("a"));
        assert_eq!(request.header("x-b"), Some("1,2"));
        assert_eq!(request.header("x-null"), None);
    }

    #[test]
    fn odd_headers_paths_and_methods_are_read() {
        let mut event = event();
        let odd = "caf\u{e9}\u{0}\n\u{FFFD}";
        event["headers"]["x-odd"] = json!(odd);
        event["headers"]["bad name\u{7f}"] = json!("1");
        event["rawPath"] = json!("/a b/%zz//\u{1F600}");
        event["requestContext"]["http"]["method"] = json!("PURGE");
        let request = request(&event).unwrap();
        assert_eq!(request.header("x-odd"), Some(odd));
        assert_eq!(request.path, "/a b/%zz//\u{1F600}");
        assert_eq!(request.method.as_str(), "PURGE");
    }

    #[test]
    fn a_body_in_base64_is_decoded() {
        let mut event = event();
        event["body"] = json!("eyJhIjoyfQ==");
        event["isBase64Encoded"] = json!(true);
        assert_eq!(request(&event).unwrap().json().unwrap().unwrap().0["a"], json!(2));
        event["body"] = json!("not base64!");
        assert_eq!(why(&event), "the event's body is not base64");
    }

    #[test]
    fn optional_fields_may_be_missing_or_null() {
        let bare = json!({"rawPath": "/", "requestContext": {"http": {"method": "GET"}}});
        let mut null = event();
        for field in ["rawQueryString", "headers", "pathParameters", "body", "isBase64Encoded"] {
            null[field] = Value::Null;
        }
        for event in [bare, null] {
            let request = request(&event).unwrap();
            assert_eq!(request.query(), Ok(&Pairs::default()));
            assert!(matches!(request.json(), Ok(None)));
        }
    }

    #[test]
    fn other_events_are_read_and_then_refused() {
        let unreadable = "the event is none of an HTTP API in payload format 2.0";
        for not_one in [json!(null), json!([]), json!("text"), json!({"headers": 1})] {
            assert_eq!(why(&not_one), unreadable);
        }
        assert_eq!(why(&json!({})), "the event has no requestContext.http");
        let mut event = event();
        event["requestContext"]["http"]["method"] = json!("NO METHOD");
        assert_eq!(why(&event), "the event's method is no method");
        event.as_object_mut().unwrap().remove("rawPath");
        event["requestContext"]["http"]["method"] = json!("GET");
        assert_eq!(why(&event), "the event has no rawPath");
    }

    #[test]
    fn reading_never_fails() {
        // As the Lambda runtime reads it: without checking the end of the text.
        for json in
            [&b""[..], b"{", b"{\"rawPath\":\"\xff\"}", b"nonsense", b"{\"body\":\"\\ud800\"}"]
        {
            let event =
                Event::deserialize(&mut serde_json::Deserializer::from_slice(json)).unwrap();
            assert!(event.0.is_none(), "{json:?}");
            assert!(Event::from_json(json).0.is_none(), "{json:?}");
        }
    }
}
