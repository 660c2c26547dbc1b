//! Another DynamoDB, by its URL: Amazon's DynamoDB Local, or AWS itself with the caller's credentials.

use std::future::Future;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_types::body::SdkBody;
use dynoxide::Item;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::time::sleep;
use uuid::Uuid;

use super::description;

/// How many items one `BatchWriteItem` takes.
const BATCH: usize = 25;
/// How often a table that is being made is asked whether it is there, and a busy one again.
const POLL: Duration = Duration::from_millis(200);

/// A table of its own there, under a random name. It is deleted when this is dropped.
#[derive(Debug)]
pub struct Remote {
    table: String,
    client: Client,
}

/// What every request to it runs on: suites wait for it, and have runtimes of one thread.
#[expect(clippy::expect_used, reason = "a harness that cannot start has nothing to test")]
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().expect("a runtime")
});

/// Waits for what runs there.
#[expect(clippy::expect_used, reason = "a harness that cannot ask has nothing to test")]
fn wait<T: Send + 'static>(asked: impl Future<Output = T> + Send + 'static) -> T {
    let (done, result) = sync_channel(1);
    RUNTIME.spawn(async move { done.send(asked.await).unwrap_or_default() });
    result.recv().expect("an answer")
}

impl Remote {
    /// Makes a table, and waits until it is there.
    pub fn make(url: &str) -> Self {
        let table = format!("tests-{}", Uuid::new_v4());
        let (url, named) = (url.to_owned(), table.clone());
        let client =
            wait(async move { admin::connect::store(Some(&url), &named).await.client().clone() });
        let remote = Self { table, client };
        remote.must("CreateTable", &description(&remote.table));
        while remote.must("DescribeTable", &json!({"TableName": remote.table}))["Table"]["TableStatus"]
            != "ACTIVE"
        {
            wait(sleep(POLL));
        }
        remote
    }

    /// Its name.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// Sends a request as it is, and waits for the answer.
    pub fn ask(&self, operation: &str, body: &[u8]) -> (u16, String) {
        wait(send(self.client.clone(), operation.to_owned(), body.to_vec()))
    }

    /// Sends a request as it is.
    #[expect(clippy::expect_used, reason = "a harness that cannot ask has nothing to test")]
    pub async fn answer(&self, operation: &str, body: &[u8]) -> (u16, String) {
        let sent = send(self.client.clone(), operation.to_owned(), body.to_vec());
        RUNTIME.spawn(sent).await.expect("an answer")
    }

    /// The answer to a request that must be 200; a busy table is asked again.
    #[expect(clippy::panic, clippy::expect_used, reason = "what a test prepares must be so")]
    fn must(&self, operation: &str, request: &Value) -> Value {
        loop {
            match self.ask(operation, request.to_string().as_bytes()) {
                (200, answer) => return serde_json::from_str(&answer).expect("JSON"),
                (_, busy) if busy.contains("Throttl") || busy.contains("LimitExceeded") => {
                    wait(sleep(POLL));
                }
                (status, answer) => panic!("{operation}: {status} {answer}"),
            }
        }
    }

    /// Stores items past every condition, not all at one moment.
    pub fn import(&self, items: Vec<Item>) {
        let puts: Vec<Value> =
            items.into_iter().map(|item| json!({"PutRequest": {"Item": item}})).collect();
        for batch in puts.chunks(BATCH) {
            let mut left = json!({&self.table: batch});
            while left.as_object().is_some_and(|tables| !tables.is_empty()) {
                let mut answer = self.must("BatchWriteItem", &json!({"RequestItems": left}));
                left = answer["UnprocessedItems"].take();
            }
        }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // A test that failed has said why; one table that stays behind is not worth a second panic.
        self.ask("DeleteTable", json!({"TableName": self.table}).to_string().as_bytes());
    }
}

/// Sends a request's JSON over the SDK, which finds the credentials and signs, in place of the
/// request that the SDK would send.
async fn send(client: Client, operation: String, body: Vec<u8>) -> (u16, String) {
    let answer = Arc::new(Mutex::new(None));
    let verbatim = Verbatim { operation, body, answer: Arc::clone(&answer) };
    let sent = client
        .list_tables()
        .customize()
        .config_override(Builder::default().retry_config(RetryConfig::disabled()))
        .interceptor(verbatim)
        .send()
        .await;
    let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Whatever the SDK makes of the answer: it was read for another operation.
    answer.unwrap_or_else(|| (500, format!("no answer: {:?}", sent.err())))
}

#[derive(Debug)]
struct Verbatim {
    operation: String,
    body: Vec<u8>,
    answer: Arc<Mutex<Option<(u16, String)>>>,
}

impl Intercept for Verbatim {
    fn name(&self) -> &'static str {
        "Verbatim"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let headers = request.headers_mut();
        headers.insert("x-amz-target", format!("DynamoDB_20120810.{}", self.operation));
        headers.insert("content-length", self.body.len().to_string());
        *request.body_mut() = SdkBody::from(self.body.clone());
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let body = response.body().bytes().unwrap_or_default();
        let text = String::from_utf8_lossy(body).into_owned();
        let mut answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        *answer = Some((response.status().as_u16(), text));
        Ok(())
    }
}
