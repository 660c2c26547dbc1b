//! The front, before a stand-in for `cargo lambda watch`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::net::SocketAddr;
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use local::front::Front;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Says what arrived.
async fn echo(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("none").to_owned()
    };
    let length = header("content-length");
    let text = format!(
        "{method} {uri} host={} authorization={} length={length} body={}",
        header("host"),
        header("authorization"),
        String::from_utf8_lossy(&body)
    );
    (StatusCode::IM_A_TEAPOT, [("x-answered-by", "echo"), ("set-cookie", "a=b")], text)
        .into_response()
}

struct World {
    front: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for World {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn world() -> World {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let watch = listener.local_addr().unwrap();
    let echo = Router::new().fallback(echo).layer(axum::extract::DefaultBodyLimit::disable());
    let echo = tokio::spawn(async move { axum::serve(listener, echo).await.unwrap() });
    let mut world = before(watch).await;
    world.tasks.push(echo);
    world
}

async fn before(watch: SocketAddr) -> World {
    let demo = serde_json::from_value(serde_json::json!({"cro": {"token": "cro-token"}})).unwrap();
    let front = Front::bind(0).await.unwrap();
    let address = front.address();
    let demo = Arc::new(RwLock::new(demo));
    let front = tokio::spawn(async move { front.serve(watch, demo).await.unwrap() });
    World { front: address, tasks: vec![front] }
}

impl World {
    async fn send(&self, method: &str, path: &str, body: impl Into<Body>) -> (Response, String) {
        self.send_with(method, path, &[], body).await
    }

    async fn send_with(
        &self,
        method: &str,
        path: &str,
        odd: &[u8],
        body: impl Into<Body>,
    ) -> (Response, String) {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.front))
            .header("authorization", "Basic abc");
        let request = match odd {
            [] => request,
            odd => request.header("x-odd", odd).header("x-odd", "second"),
        };
        let request = request.body(body.into()).unwrap();
        let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build_http();
        let answer = client.request(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(Body::new(body), usize::MAX).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }
}

#[tokio::test]
async fn requests_and_answers_pass_unchanged() {
    let world = world().await;
    let (answer, text) = world.send("PUT", "/a%2Fb/%C3%A9/?x=1&x=%20", "{{not filled}}").await;
    assert_eq!(answer.status(), StatusCode::IM_A_TEAPOT);
    assert_eq!(answer.headers()["x-answered-by"], "echo");
    assert_eq!(answer.headers()["set-cookie"], "a=b");
    let host = world.front;
    assert_eq!(
        text,
        format!(
            "PUT /a%2Fb/%C3%A9/?x=1&x=%20 host={host} authorization=Basic abc length=14 \
             body={{{{not filled}}}}"
        )
    );
}

#[tokio::test]
async fn a_get_without_a_body_gets_no_length() {
    let (_, text) = world().await.send("GET", "/v1/customers", Body::empty()).await;
    assert!(text.contains("length=none"), "{text}");
}

#[tokio::test]
async fn invoked_events_get_their_credentials() {
    let path = "/2015-03-31/functions/cro-get-customer/invocations";
    let event = r#"{"headers":{"authorization":"Bearer {{cro.token}}"}}"#;
    let (_, text) = world().await.send("POST", path, event).await;
    assert!(text.ends_with(r#"body={"headers":{"authorization":"Bearer cro-token"}}"#), "{text}");
    assert!(text.contains("length=48"), "{text}");
}

#[tokio::test]
async fn a_misspelt_placeholder_is_refused() {
    let path = "/2015-03-31/functions/cro-get-customer/invocations";
    let (answer, text) = world().await.send("POST", path, r#"{"a":"{{cro.tokn}}"}"#).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(text, "local stack: the demo document has no text or number at {{cro.tokn}}\n");
}

#[tokio::test]
async fn more_than_six_megabytes_are_refused() {
    let world = world().await;
    let limit = 6 * 1024 * 1024;
    let (answer, _) = world.send("POST", "/x", vec![b'x'; limit]).await;
    assert_eq!(answer.status(), StatusCode::IM_A_TEAPOT);
    let (answer, _) = world.send("POST", "/x", vec![b'x'; limit + 1]).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_watch_that_is_gone_is_said_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = listener.local_addr().unwrap();
    drop(listener);
    let (answer, text) = before(gone).await.send("GET", "/v1/customers", Body::empty()).await;
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert!(text.starts_with("local stack: cargo lambda watch does not answer"), "{text}");
}

/// What watch answers with a bare 500. Whatever it is asked, this stand-in returns what a function
/// returns, with the event that it got as the body.
async fn with_functions() -> World {
    async fn function(method: Method, uri: Uri, body: Bytes) -> Response {
        let returned = serde_json::json!({
            "statusCode": 418,
            "headers": {"x-invoked": format!("{method} {uri}")},
            "body": String::from_utf8(body.to_vec()).unwrap(),
            "isBase64Encoded": false,
            "cookies": [],
        });
        returned.to_string().into_response()
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let watch = listener.local_addr().unwrap();
    let functions = Router::new().fallback(function);
    let functions = tokio::spawn(async move { axum::serve(listener, functions).await.unwrap() });
    let mut world = before(watch).await;
    world.tasks.push(functions);
    world
}

fn request_of(event: &str) -> shared::runtime::Request {
    let event = shared::runtime::Event::from_json(event.as_bytes());
    event.into_request(tokio::time::Instant::now(), true).unwrap()
}

/// Broken by passing it on to watch.
#[tokio::test]
async fn a_body_that_is_not_utf_8_reaches_its_function_in_base64() {
    let body = b"{\"name\":\"caf\xe9\"}".to_vec();
    let path = "/v2/department/d%2Fe/customer/7?a=%E9";
    let (answer, event) = with_functions().await.send("POST", path, body.clone()).await;
    assert_eq!(answer.status(), StatusCode::IM_A_TEAPOT);
    let invoked = "POST /2015-03-31/functions/mykaarma-update-customer/invocations";
    assert_eq!(answer.headers()["x-invoked"], invoked);
    let request = request_of(&event);
    let sent: serde_json::Value = serde_json::from_str(&event).unwrap();
    assert_eq!(
        (&sent["isBase64Encoded"], &sent["body"]),
        (&true.into(), &STANDARD.encode(&body).into())
    );
    assert_eq!(request.raw_query, "a=%E9");
    assert_eq!(request.header("authorization"), Some("Basic abc"));
    assert_eq!(request.path_parameter("token"), Some("d/e"));
    assert_eq!(request.path_parameter("customerID"), Some("7"));
}

/// Broken by passing it on to watch.
#[tokio::test]
async fn a_header_of_any_bytes_reaches_its_function_as_iso_8859_1() {
    let world = with_functions().await;
    let (answer, event) =
        world.send_with("GET", "/v1/customers", b"caf\xc3\xa9", Body::empty()).await;
    let invoked = "POST /2015-03-31/functions/fleet-show-customer/invocations";
    assert_eq!(answer.headers()["x-invoked"], invoked);
    assert_eq!(request_of(&event).header("x-odd"), Some("caf\u{c3}\u{a9},second"));
    let (answer, _) = world.send_with("PUT", "/no/such", b"\xff", Body::empty()).await;
    let invoked = "POST /2015-03-31/functions/fallback/invocations";
    assert_eq!(answer.headers()["x-invoked"], invoked);
}

/// Broken by taking whatever comes back for an answer.
#[tokio::test]
async fn a_function_that_returns_no_answer_is_a_bare_500() {
    let (answer, text) = world().await.send("POST", "/v1/customers", vec![0xff]).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(text, r#"{"message":"Internal Server Error"}"#);
}
