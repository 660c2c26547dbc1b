//! The embedded DynamoDB, reached past the wire: what a suite prepares and what it looks at.

use std::collections::BTreeMap;

use dynoxide::errors::DynoxideError;
use dynoxide::{AttributeValue, Database, ImportOptions, Item};
use serde_json::{Value, json};

/// The name of every stack's one table.
pub const TABLE: &str = "customers";

/// How many items one page of a scan brings.
const SCAN_PAGE: usize = 5_000;

/// An in-memory engine with the one table.
#[derive(Clone)]
pub struct Engine {
    database: Database,
}

/// All items of a table by their keys, each as DynamoDB's JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot(pub BTreeMap<(String, String), Value>);

impl Engine {
    /// An engine whose table is empty.
    ///
    /// # Panics
    /// When the engine refuses the table, which no test can go on without.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a harness without a table has nothing to test")]
    pub fn empty() -> Self {
        let database = Database::memory().expect("an engine in memory");
        let table = json!({
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                {"AttributeName": shared::store::schema::PARTITION_KEY, "AttributeType": "S"},
                {"AttributeName": shared::store::schema::SORT_KEY, "AttributeType": "S"},
            ],
            "KeySchema": [
                {"AttributeName": shared::store::schema::PARTITION_KEY, "KeyType": "HASH"},
                {"AttributeName": shared::store::schema::SORT_KEY, "KeyType": "RANGE"},
            ],
        });
        let request = serde_json::from_value(table).expect("a table's description");
        database.create_table(request).expect("a table");
        Self { database }
    }

    /// Answers a request as DynamoDB's server does: the status and the JSON.
    #[must_use]
    pub fn ask(&self, operation: &str, body: &[u8]) -> (u16, String) {
        match self.run(operation, body) {
            Ok(answer) => (200, answer),
            Err(error) => (error.status_code(), error.to_json()),
        }
    }

    fn run(&self, operation: &str, body: &[u8]) -> Result<String, DynoxideError> {
        let unreadable = |what: &dyn std::fmt::Display| {
            DynoxideError::SerializationException(format!("{operation}: {what}"))
        };
        macro_rules! operations {
            ($($name:literal => $method:ident,)+) => {
                match operation {
                    $($name => {
                        let request = serde_json::from_slice(body);
                        let request = request.map_err(|error| unreadable(&error))?;
                        let answer = self.database.$method(request)?;
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

    /// Stores items past every condition, in one transaction of the engine's own.
    ///
    /// # Panics
    /// When the engine refuses one of them.
    #[expect(clippy::expect_used, reason = "what a test prepares must be there")]
    pub fn import(&self, items: Vec<Item>) {
        self.database
            .import_items(TABLE, items, ImportOptions::default())
            .expect("items that can be stored");
    }

    /// Takes an item away, past every condition.
    ///
    /// # Panics
    /// When the engine refuses.
    #[expect(clippy::expect_used, reason = "what a test prepares must be so")]
    pub fn remove(&self, pk: &str, sk: &str) {
        let key = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        let request = serde_json::from_value(json!({"TableName": TABLE, "Key": key}));
        self.database.delete_item(request.expect("a key")).expect("an item less");
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
        let mut start: Option<Value> = None;
        loop {
            let mut request = json!({"TableName": TABLE, "Limit": SCAN_PAGE});
            if let Some(start) = start.take() {
                request["ExclusiveStartKey"] = start;
            }
            let request = serde_json::from_value(request).expect("a scan");
            let page = self.database.scan(request).expect("a page of items");
            page.items.unwrap_or_default().into_iter().for_each(&mut see);
            match page.last_evaluated_key {
                Some(key) => start = Some(serde_json::to_value(key).expect("a key")),
                None => return,
            }
        }
    }

    /// All items by key, to be compared with what stood there before.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.items())
    }
}

impl Snapshot {
    /// These items by key; without the counts of wrong passwords, which refusals leave.
    #[must_use]
    pub fn of(items: Vec<Item>) -> Self {
        let items = items.into_iter().map(|item| {
            let key = (text(&item, "pk"), text(&item, "sk"));
            (key, serde_json::to_value(item).unwrap_or_default())
        });
        Self(items.filter(|((pk, _), _)| !pk.starts_with("GUESSES#")).collect())
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
