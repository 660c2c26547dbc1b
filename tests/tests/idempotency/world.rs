//! A warm instance of the function, and requests to it.

use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Answer, Function, Instance, routes};
use harness::seed::{assert_clean, tenant};
use harness::stack::Stack;
use harness::wire::Seen;
use registry::ServedRoute as Route;
use serde_json::json;
use shared::store::principal::User;
use shared::store::{Get, NewItems};

pub const FUNCTION: &str = "bluerocktel-create-customer";
pub const KEY: &str = "5b9e0f3a-6d0c-4f57-9a3e-2f4c1c0d8e77";
pub const TENANT: u64 = 1686;
pub const OTHER_TENANT: u64 = 2001;

/// The demo data behind one warm instance.
pub struct World {
    pub stack: Stack,
    pub instance: Instance,
}

pub fn route() -> Route {
    routes().into_iter().find(|route| route.function == FUNCTION).unwrap()
}

/// A request of the demo's first user, with a key.
pub fn keyed(key: &str) -> Event {
    Event::post("/api/v1/customers")
        .header("authorization", bearer(&demo().at("bluerocktel.token")))
        .header("idempotency-key", key)
        .json(&json!({"name": "Société"}))
}

pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// The event's text.
pub fn text(event: &Event) -> String {
    event.to_json(Some(&route()))
}

impl World {
    pub async fn new() -> Self {
        let stack = Stack::demo();
        let instance = Function::named(FUNCTION).start(&stack).await;
        drop(stack.wire.take());
        Self { stack, instance }
    }

    pub async fn send(&self, event: &Event) -> Answer {
        self.instance.call(&text(event)).await
    }

    /// Sends a request that makes a customer; tells its id.
    pub async fn creates(&self, event: &Event) -> String {
        let answer = self.send(event).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
        assert_eq!(answer.header("idempotent-replayed"), "");
        id_of(&answer)
    }

    /// Sends a request that is answered as it was before, and writes nothing.
    pub async fn replays(&self, event: &Event, first: &Answer) {
        let before = self.stack.engine.snapshot();
        let again = self.send(event).await;
        assert_replay(&again, first);
        assert_eq!(before.changed(&self.stack.engine.snapshot()), []);
    }

    /// Sends a request that is refused, and writes nothing.
    pub async fn refuses(&self, event: &Event, status: u16, body: &str) {
        let before = self.stack.engine.snapshot();
        let answer = self.send(event).await;
        assert_eq!((answer.status(), answer.body()), (status, body));
        assert_eq!(answer.header("idempotent-replayed"), "");
        assert_eq!(before.changed(&self.stack.engine.snapshot()), []);
    }

    /// A token of another user of the tenant, who may create.
    pub async fn colleague(&self) -> String {
        let user = User {
            id: 4711.try_into().unwrap(),
            api: "bluerocktel".to_owned(),
            tenants: vec![tenant(TENANT)],
            roles: Vec::new(),
            email: None,
            name: None,
            customer: None,
            locations: Vec::new(),
            rate: None,
            tokens_from: None,
            disabled: false,
        };
        let store = self.stack.store();
        let new = NewItems::new().with(Get::user(user.id), &user).unwrap();
        store.put_new(new).await.unwrap();
        let keys = &self.instance.app.keys;
        bluerocktel::token::mint(keys, &store, &self.stack.clock, &user).await.unwrap()
    }

    /// How many customers both tenants have, in a table that adds up.
    pub fn customers(&self) -> u64 {
        let count = |number| assert_clean(&self.stack.engine, tenant(number)).customers;
        count(TENANT) + count(OTHER_TENANT)
    }
}

pub fn id_of(answer: &Answer) -> String {
    answer.json().at("id").expect("an id").to_string()
}

/// The same status, body and type, marked as what it is.
pub fn assert_replay(again: &Answer, first: &Answer) {
    assert_eq!((again.status(), again.body()), (first.status(), first.body()));
    assert_eq!(again.header("content-type"), first.header("content-type"));
    assert_eq!(again.header("idempotent-replayed"), "true");
}

/// The operations that were seen.
pub fn operations(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|seen| seen.operation.as_str()).collect()
}
