//! The embedded DynamoDB as an SDK's client sees it, without a wire: a thousand calls a second
//! even where nothing is optimised.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::Item;
use serde_json::Value;
use shared::clock::Clock;
use shared::store::Store;

use crate::engine::Engine;
use crate::stack::config;

/// The key of an item.
type Key = (String, String);

/// A table that can be put back to how it was.
#[derive(Clone)]
pub struct Table {
    engine: Engine,
    /// The keys that were written since it was put back.
    written: Arc<Mutex<BTreeSet<Key>>>,
    items: Arc<HashMap<Key, Item>>,
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
        let engine = Engine::empty();
        engine.import(items.clone());
        let keyed = items.into_iter().map(|item| {
            let json = serde_json::to_value(&item).unwrap_or_default();
            ((text(&json, "pk"), text(&json, "sk")), item)
        });
        Self { engine, written: Arc::default(), items: Arc::new(keyed.collect()) }
    }

    /// The engine behind it.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The keys that were written since it was put back.
    #[must_use]
    pub fn written(&self) -> BTreeSet<Key> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes it what it was at first.
    pub fn put_back(&self) {
        let written =
            std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        let mut before = Vec::new();
        for key in written {
            match self.items.get(&key) {
                Some(item) => before.push(item.clone()),
                None => self.engine.remove(&key.0, &key.1),
            }
        }
        self.engine.import(before);
    }

    /// A store whose client calls this table.
    ///
    /// # Panics
    /// When the client cannot be configured.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a harness without a store has nothing to test")]
    pub fn store(&self, clock: Clock) -> Store {
        let config = config("http://127.0.0.1:1".to_owned(), None);
        let store = Store::connect(&config, clock.clone()).expect("a store");
        let connector = SharedHttpConnector::new(Connector(self.clone()));
        let client = http_client_fn(move |_, _| connector.clone());
        let config = store.client().config().to_builder().http_client(client);
        Store::new(Client::from_conf(config.build()), self.engine.table(), clock)
    }

    fn answer(&self, request: &HttpRequest) -> (u16, String) {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        if matches!(operation, "PutItem" | "UpdateItem" | "TransactWriteItems") {
            self.will_write(body);
        }
        self.engine.ask(operation, body)
    }

    /// Remembers the keys in a request that may write them.
    fn will_write(&self, body: &[u8]) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        keys(&serde_json::from_slice(body).unwrap_or_default(), &mut written);
    }
}

fn text(item: &Value, name: &str) -> String {
    item[name]["S"].as_str().unwrap_or_default().to_owned()
}

fn keys(value: &Value, found: &mut BTreeSet<Key>) {
    match value {
        Value::Object(fields) if fields.contains_key("pk") && fields.contains_key("sk") => {
            found.insert((text(value, "pk"), text(value, "sk")));
        }
        Value::Object(fields) => fields.values().for_each(|value| keys(value, found)),
        Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What takes the place of a connection.
#[derive(Debug)]
struct Connector(Table);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = self.0.answer(&request);
        let status = match StatusCode::try_from(status) {
            Ok(status) => status,
            Err(error) => {
                let error = ConnectorError::other(error.into(), None);
                return HttpConnectorFuture::ready(Err(error));
            }
        };
        let mut response = HttpResponse::new(status, SdkBody::from(body));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        HttpConnectorFuture::ready(Ok(response))
    }
}
