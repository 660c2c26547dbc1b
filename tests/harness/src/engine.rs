//! The DynamoDB behind a stack, reached past the wire: what a suite prepares and what it looks at.

mod remote;

use std::collections::BTreeMap;
use std::sync::Arc;

use dynoxide::errors::DynoxideError;
use dynoxide::{AttributeValue, Database, ImportOptions, Item};
use serde_json::{Value, json};

use remote::Remote;

/// The name of the one table of every embedded engine.
pub const TABLE: &str = "customers";

/// Where another DynamoDB is that the suites use instead of the embedded one.
const OTHER: &str = "TEST_DYNAMODB_URL";

/// How many items one page of a scan brings.
const SCAN_PAGE: usize = 5_000;

/// An engine with one table: embedded and in memory, or, with `TEST_DYNAMODB_URL`, a table of its own
/// on the DynamoDB there.
#[derive(Clone)]
pub struct Engine(Behind);

#[derive(Clone)]
enum Behind {
    Embedded(Database),
    Remote(Arc<Remote>),
}

/// All items of a table by their keys, each as DynamoDB's JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot(pub BTreeMap<(String, String), Value>);

/// What makes the one table.
fn description(table: &str) -> Value {
    use shared::store::schema::{PARTITION_KEY, SORT_KEY};
    json!({
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": PARTITION_KEY, "AttributeType": "S"},
            {"AttributeName": SORT_KEY, "AttributeType": "S"},
        ],
        "KeySchema": [
            {"AttributeName": PARTITION_KEY, "KeyType": "HASH"},
            {"AttributeName": SORT_KEY, "KeyType": "RANGE"},
        ],
    })
}

impl Engine {
    /// An engine whose table is empty. A table on another DynamoDB is deleted with the last clone.
    ///
    /// # Panics
    /// When the engine refuses the table, which no test can go on without.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a harness without a table has nothing to test")]
    #[expect(clippy::disallowed_methods, reason = "which engine the suites run on")]
    pub fn empty() -> Self {
        if let Ok(url) = std::env::var(OTHER) {
            return Self(Behind::Remote(Arc::new(Remote::make(&url))));
        }
        let database = Database::memory().expect("an engine in memory");
        let request = serde_json::from_value(description(TABLE)).expect("a table's description");
        database.create_table(request).expect("a table");
        Self(Behind::Embedded(database))
    }

    /// The name of the one table.
    #[must_use]
    pub fn table(&self) -> &str {
        match &self.0 {
            Behind::Embedded(_) => TABLE,
            Behind::Remote(remote) => remote.table(),
        }
    }

    /// Answers a request as DynamoDB's server does: the status and the JSON. Others wait meanwhile.
    #[must_use]
    pub fn ask(&self, operation: &str, body: &[u8]) -> (u16, String) {
        match &self.0 {
            Behind::Embedded(database) => answer(database, operation, body),
            Behind::Remote(remote) => remote.ask(operation, body),
        }
    }

    /// Answers a request as DynamoDB's server does: the status and the JSON.
    pub(crate) async fn answer(&self, operation: &str, body: &[u8]) -> (u16, String) {
        match &self.0 {
            Behind::Embedded(database) => answer(database, operation, body),
            Behind::Remote(remote) => remote.answer(operation, body).await,
        }
    }

    /// The answer to a request that must be 200.
    #[expect(clippy::panic, clippy::expect_used, reason = "what a test prepares must be so")]
    fn must(&self, operation: &str, request: &Value) -> Value {
        match self.ask(operation, request.to_string().as_bytes()) {
            (200, answer) => serde_json::from_str(&answer).expect("JSON"),
            (status, answer) => panic!("{operation}: {status} {answer}"),
        }
    }

    /// Stores items past every condition.
    ///
    /// # Panics
    /// When the engine refuses one of them.
    #[expect(clippy::expect_used, reason = "what a test prepares must be there")]
    pub fn import(&self, items: Vec<Item>) {
        match &self.0 {
            Behind::Embedded(database) => {
                database
                    .import_items(TABLE, items, ImportOptions::default())
                    .expect("items that can be stored");
            }
            Behind::Remote(remote) => remote.import(items),
        }
    }

    /// Takes an item away, past every condition.
    ///
    /// # Panics
    /// When the engine refuses.
    pub fn remove(&self, pk: &str, sk: &str) {
        let key = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        self.must("DeleteItem", &json!({"TableName": self.table(), "Key": key}));
    }

    /// Makes the table what it was, where `now` is what stands in it.
    ///
    /// # Panics
    /// When the engine refuses.
    #[expect(clippy::expect_used, reason = "what a test prepares must be so")]
    pub fn restore(&self, before: &Snapshot, now: &Snapshot) {
        let mut items = Vec::new();
        for (pk, sk) in before.changed(now) {
            match before.0.get(&(pk.clone(), sk.clone())) {
                Some(item) => items.push(serde_json::from_value(item.clone()).expect("an item")),
                None => self.remove(&pk, &sk),
            }
        }
        self.import(items);
    }

    /// All items, as they are stored.
    ///
    /// # Panics
    /// When the engine cannot be read.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        self.each_item(|item| items.push(item));
        items
    }

    /// Shows every item, as it is stored, without holding them all.
    ///
    /// # Panics
    /// When the engine cannot be read.
    #[expect(clippy::expect_used, reason = "a table that cannot be read proves nothing")]
    pub fn each_item(&self, mut see: impl FnMut(Item)) {
        let mut start = None;
        loop {
            let mut page = self.page(start.take());
            let items = serde_json::from_value::<Vec<Item>>(page["Items"].take());
            items.expect("items").into_iter().for_each(&mut see);
            match page["LastEvaluatedKey"].take() {
                Value::Null => return,
                key => start = Some(key),
            }
        }
    }

    /// A page of all items, read consistently.
    fn page(&self, start: Option<Value>) -> Value {
        let mut request =
            json!({"TableName": self.table(), "Limit": SCAN_PAGE, "ConsistentRead": true});
        if let Some(start) = start {
            request["ExclusiveStartKey"] = start;
        }
        self.must("Scan", &request)
    }

    /// All items by key, to be compared with what stood there before.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.items())
    }
}

/// What the embedded engine answers.
fn answer(database: &Database, operation: &str, body: &[u8]) -> (u16, String) {
    match run(database, operation, body) {
        Ok(answer) => (200, answer),
        Err(error) => (error.status_code(), error.to_json()),
    }
}

fn run(database: &Database, operation: &str, body: &[u8]) -> Result<String, DynoxideError> {
    let unreadable = |what: &dyn std::fmt::Display| {
        DynoxideError::SerializationException(format!("{operation}: {what}"))
    };
    macro_rules! operations {
        ($($name:literal => $method:ident,)+) => {
            match operation {
                $($name => {
                    let request = serde_json::from_slice(body);
                    let request = request.map_err(|error| unreadable(&error))?;
                    let answer = database.$method(request)?;
                    serde_json::to_string(&answer).map_err(|error| unreadable(&error))
                })+
                _ => Err(unreadable(&"no operation of ours")),
            }
        };
    }
    operations! {
        "GetItem" => get_item,
        "BatchGetItem" => batch_get_item,
        "Query" => query,
        "Scan" => scan,
        "PutItem" => put_item,
        "UpdateItem" => update_item,
        "DeleteItem" => delete_item,
        "TransactGetItems" => transact_get_items,
        "TransactWriteItems" => transact_write_items,
    }
}

impl Snapshot {
    /// These items by key; without the counts of requests and of wrong passwords, which
    /// refusals leave.
    #[must_use]
    pub fn of(items: Vec<Item>) -> Self {
        let items = items.into_iter().map(|item| {
            let key = (text(&item, "pk"), text(&item, "sk"));
            (key, serde_json::to_value(item).unwrap_or_default())
        });
        let is_count = |pk: &str| pk.starts_with("GUESSES#") || pk.starts_with("RATE#");
        Self(items.filter(|((pk, _), _)| !is_count(pk)).collect())
    }

    /// The keys at which this table and a later one differ.
    #[must_use]
    pub fn changed(&self, later: &Self) -> Vec<(String, String)> {
        let here = self.0.iter().filter(|(key, item)| later.0.get(*key) != Some(*item));
        let there = later.0.iter().filter(|(key, _)| !self.0.contains_key(*key));
        here.chain(there).map(|(key, _)| key.clone()).collect()
    }
}

fn text(item: &Item, name: &str) -> String {
    match item.get(name) {
        Some(AttributeValue::S(text)) => text.clone(),
        _ => String::new(),
    }
}
