use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::BehaviorVersion;
use serde_json::{Value, json};

use super::*;
use crate::clock::Timestamp;
use crate::id::ApiName;
use crate::runtime::{Access, Effect, Memory, Spec};

const REQUEST_ID: &str = "5f2504e0-4f89-41d3-9a0c-0305e82c3301";
const CANARY: &str = "canary-7c1f";

struct TestApi;

enum TestError {
    Fault(Fault),
    Forbidden,
    Unspeakable,
}

impl From<Fault> for TestError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Api for TestApi {
    const NAME: ApiName = ApiName::new("test");
    const PREFIXES: &'static [&'static str] = &["/"];
    type Refusal = TestError;
    type Carried = u8;

    fn refuse(error: TestError) -> Response {
        let (status, word, cause) = match error {
            TestError::Fault(Fault::Internal(cause)) => (500, "panic", Some(cause)),
            TestError::Fault(Fault::Unavailable(cause)) => (503, "time", cause),
            TestError::Fault(_) => (500, "fault", None),
            TestError::Forbidden => (403, "forbidden", Some(Cause::text("of no role"))),
            TestError::Unspeakable => panic!("{CANARY}"),
        };
        let body = json!({"error": word});
        let response = Response::json(StatusCode::from_u16(status).unwrap(), &body);
        Response { cause, ..response }
    }

    fn finish(response: Response, request: Option<&Request>, carried: Option<&u8>) -> Response {
        let path = request.map_or("none", |request| &request.path);
        let carried = carried.map_or("none".to_owned(), u8::to_string);
        response.with("x-path", path).with("x-carried", carried)
    }
}

struct TestEndpoint;

impl Endpoint for TestEndpoint {
    type Api = TestApi;
    const SPEC: Spec = Spec {
        name: "test-endpoint",
        about: "nothing",
        routes: &[],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::Public,
        grants: &[],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, TestApi>) -> Result<Response, TestError> {
        let request = call.request;
        call.carry(7);
        match request.path.as_str() {
            "/panic" => panic!("{CANARY}"),
            "/late-panic" => {
                tokio::task::yield_now().await;
                panic!("{CANARY}")
            }
            "/hang" => std::future::pending().await,
            "/forbidden" => Err(TestError::Forbidden),
            "/unspeakable" => Err(TestError::Unspeakable),
            _ => Ok(call.json(&json!({"done": true}))),
        }
    }
}

fn app() -> App {
    let config =
        aws_sdk_dynamodb::Config::builder().behavior_version(BehaviorVersion::latest()).build();
    let clock = Clock::fixed(Timestamp::from_secs(1_700_000_000));
    let store = Store::new(Client::from_conf(config), "table", clock.clone());
    App::new(store, Keys::unread(TestApi::NAME), clock, Settings::default())
}

fn event(path: &str) -> Value {
    json!({
        "rawPath": path,
        "rawQueryString": CANARY,
        "headers": {"authorization": CANARY, "x-request-id": REQUEST_ID},
        "pathParameters": {"id": CANARY},
        "requestContext": {"requestId": "gateway=", "http": {"method": "POST"}},
        "body": format!("{{\"a\":\"{CANARY}\"}}"),
    })
}

async fn respond_to(event: &Value) -> GatewayResponse {
    let event = Event::from_json(event.to_string().as_bytes());
    respond::<TestEndpoint>(&app(), event, Instant::now() + Duration::from_secs(10)).await
}

/// Where a test's log goes.
#[derive(Clone)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The answer and the log lines of one request.
async fn logged(event: &Value) -> (GatewayResponse, Vec<Value>) {
    install_hook();
    let written = Arc::new(Mutex::new(Vec::new()));
    let page = Page(Arc::clone(&written));
    let guard = tracing::subscriber::set_default(log::to(move || page.clone()));
    let answer = respond_to(event).await;
    drop(guard);
    let written = String::from_utf8(written.lock().unwrap().clone()).unwrap();
    assert!(!written.contains(CANARY), "{written}");
    (answer, written.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn body(answer: &GatewayResponse) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn every_answer_has_the_common_headers_and_a_success_logs_nothing() {
    let (answer, log) = logged(&event("/ok")).await;
    assert_eq!((answer.status.as_u16(), body(&answer)), (200, json!({"done": true})));
    assert_eq!(
        answer.headers,
        [
            ("content-type", "application/json".to_owned()),
            ("x-path", "/ok".to_owned()),
            ("x-carried", "7".to_owned()),
            ("x-request-id", REQUEST_ID.to_owned()),
            ("cache-control", "no-store".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ]
    );
    assert!(log.is_empty(), "{log:?}");
}

#[tokio::test]
async fn a_panic_is_answered_in_the_apis_envelope_and_logs_only_its_place() {
    for path in ["/panic", "/late-panic"] {
        let (answer, log) = logged(&event(path)).await;
        assert_eq!(answer.status.as_u16(), 500);
        assert_eq!(body(&answer), json!({"error": "panic"}));
        assert_eq!((answer.header("x-path"), answer.header("x-carried")), (Some(path), Some("7")));
        assert_eq!(answer.header("x-request-id"), Some(REQUEST_ID));
        assert_eq!(log.len(), 1, "{log:?}");
        let cause = log[0]["cause"].as_str().unwrap();
        assert!(cause.contains("serve_tests.rs:"), "{cause}");
    }
}

#[tokio::test]
async fn a_panic_in_the_envelope_still_gives_an_answer() {
    let (answer, log) = logged(&event("/unspeakable")).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (500, ""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(log.len(), 1, "{log:?}");
}

#[tokio::test(start_paused = true)]
async fn a_hanging_endpoint_is_answered_before_the_deadline() {
    let begin = Instant::now();
    let (answer, log) = logged(&event("/hang")).await;
    assert_eq!((answer.status.as_u16(), &body(&answer)["error"]), (503, &json!("time")));
    assert_eq!(answer.header("x-carried"), Some("7"));
    let spent = begin.elapsed();
    assert!(spent < Duration::from_secs(10) && spent > Duration::from_secs(9), "{spent:?}");
    assert_eq!(log[0]["cause"], json!("the invocation's time ran out"));
}

#[tokio::test]
async fn a_refusal_with_a_cause_logs_a_warning_without_the_request() {
    let (answer, log) = logged(&event("/forbidden")).await;
    assert_eq!(answer.status.as_u16(), 403);
    let [line] = log.as_slice() else { panic!("not one line: {log:?}") };
    for (field, value) in [
        ("level", json!("WARN")),
        ("message", json!("refused")),
        ("request_id", json!(REQUEST_ID)),
        ("gateway_id", json!("gateway=")),
        ("function", json!("test-endpoint")),
        ("api", json!("test")),
        ("status", json!(403)),
        ("cause", json!("of no role")),
    ] {
        assert_eq!(line[field], value, "{field}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_counts_from_the_apps_clock() {
    let clock = app().clock;
    let millis = 1_700_000_000_000;
    let left = |unix_millis| deadline(&clock, unix_millis) - Instant::now();
    assert_eq!(left(millis + 2_500), Duration::from_millis(2_500));
    assert_eq!(left(u64::MAX), LONGEST_TIME);
    for no_deadline in [0, 600_000, millis] {
        assert_eq!(left(no_deadline), USUAL_TIME);
    }
}
