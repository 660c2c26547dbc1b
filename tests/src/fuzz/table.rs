//! The embedded DynamoDB as an SDK's client sees it, without a wire: a thousand calls a second
//! even where nothing is optimised.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::{Database, Item};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::clock::Clock;
use shared::config::{Config, Credentials};
use shared::store::Store;

use crate::engine::{Engine, TABLE};

/// A table that can be put back to how it was.
#[derive(Clone)]
pub struct Table {
    engine: Arc<Mutex<Engine>>,
    written: Arc<AtomicBool>,
    items: Arc<Vec<Item>>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Table")
    }
}

impl Table {
    /// A table of these items.
    #[must_use]
    pub fn of(items: Vec<Item>) -> Self {
        let engine = filled(&items);
        Self {
            engine: Arc::new(Mutex::new(engine)),
            written: Arc::default(),
            items: Arc::new(items),
        }
    }

    /// The engine as it is now.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether anything was written since it was put back.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.written.load(Ordering::SeqCst)
    }

    /// Makes it what it was at first.
    pub fn put_back(&self) {
        if self.written.swap(false, Ordering::SeqCst) {
            let engine = filled(&self.items);
            *self.engine.lock().unwrap_or_else(PoisonError::into_inner) = engine;
        }
    }

    /// A store whose client calls this table.
    ///
    /// # Panics
    /// When the client cannot be configured.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a harness without a store has nothing to test")]
    pub fn store(&self, clock: Clock) -> Store {
        let config = Config {
            table: TABLE.to_owned(),
            region: "us-east-1".to_owned(),
            endpoint: Some("http://127.0.0.1:1".to_owned()),
            ca_bundle: None,
            credentials: Credentials {
                access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
                secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
                session_token: None,
            },
            local_stack: false,
        };
        let store = Store::connect(&config, clock.clone()).expect("a store");
        let connector = SharedHttpConnector::new(Connector(self.clone()));
        let client = http_client_fn(move |_, _| connector.clone());
        let config = store.client().config().to_builder().http_client(client);
        Store::new(Client::from_conf(config.build()), TABLE, clock)
    }

    fn answer(&self, request: &HttpRequest) -> (u16, String) {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let engine = self.engine();
        let database = engine.database();
        let call = match operation {
            "GetItem" => call(body, |request| database.get_item(request)),
            "BatchGetItem" => call(body, |request| database.batch_get_item(request)),
            "Query" => call(body, |request| database.query(request)),
            "PutItem" => self.writing(|| call(body, |request| database.put_item(request))),
            "TransactWriteItems" => self.writing(|| transact(&database, body)),
            other => (400, format!("{{\"__type\":\"UnknownOperation {other}\"}}")),
        };
        call
    }

    fn writing(&self, call: impl FnOnce() -> (u16, String)) -> (u16, String) {
        let answer = call();
        if answer.0 == 200 {
            self.written.store(true, Ordering::SeqCst);
        }
        answer
    }
}

fn filled(items: &[Item]) -> Engine {
    let engine = Engine::empty();
    engine.import(items.to_vec());
    engine
}

fn transact(database: &Database, body: &[u8]) -> (u16, String) {
    call(body, |request| database.transact_write_items(request))
}

fn call<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    run: impl FnOnce(Q) -> Result<A, dynoxide::DynoxideError>,
) -> (u16, String) {
    let request = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(_) => return (400, "{\"__type\":\"SerializationException\"}".to_owned()),
    };
    match run(request) {
        Ok(answer) => (200, serde_json::to_string(&answer).unwrap_or_default()),
        Err(error) => (error.status_code(), error.to_json()),
    }
}

/// What takes the place of a connection.
#[derive(Debug)]
struct Connector(Table);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = self.0.answer(&request);
        let status = StatusCode::try_from(status).ok();
        let mut response = HttpResponse::new(
            status.unwrap_or_else(|| StatusCode::try_from(200).unwrap_or_else(|_| unreachable!())),
            SdkBody::from(body),
        );
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        HttpConnectorFuture::ready(Ok(response))
    }
}
