//! Rotating and retiring signing keys while tokens are in use.

use std::time::Duration;

use admin::keys;
use harness::demo::demo;
use harness::functions::{Function, Instance, routes};
use harness::requests::{Caller, request};
use harness::seed::tenant;
use harness::stack::{NOW, Stack};
use harness::wire::{Dice, Fault, Rule};
use shared::auth::Keys;
use shared::id::ApiName;
use shared::store::principal::User;
use shared::store::{Get, Store};
use tokio::task::JoinSet;

/// The API whose keys are rotated.
const API: ApiName = ApiName::new("bluerocktel");
/// How often the clients call, in seconds of the stacks' clock.
const STEP_SECS: i64 = 20;
/// How long a process may use keys that it read before.
const OLD_KEYS_SECS: i64 = 300;

/// Everyone who uses an API's keys: processes that mint tokens, and such that accept them.
struct Fleet {
    stack: Stack,
    store: Store,
    user: User,
    minting: Vec<Keys>,
    accepting: Vec<Instance>,
    tokens: Vec<String>,
}

impl Fleet {
    /// Several processes, started one after the other, so that they read the keys at different
    /// times.
    async fn new() -> Self {
        let stack = Stack::demo();
        let store = stack.store();
        let user = user(&store).await;
        let mut this = Self {
            stack,
            store,
            user,
            minting: Vec::new(),
            accepting: Vec::new(),
            tokens: vec![demo().at("bluerocktel.token")],
        };
        for at in 0..4 {
            this.stack.clock.set(NOW.plus_secs(70 * at));
            let minting = Keys::unread(API);
            minting.read(&this.store, &this.stack.clock).await.unwrap();
            this.minting.push(minting);
            let function = Function::named("bluerocktel-get-customer");
            this.accepting.push(function.start(&this.stack).await);
        }
        this.stack.wire.inject(Rule::always(Fault::Jitter(Dice::new(1, LATE))));
        this
    }

    async fn mint(&mut self) {
        for minting in &self.minting {
            let (store, clock) = (&self.store, &self.stack.clock);
            let token = bluerocktel::token::mint(minting, store, clock, &self.user).await;
            self.tokens.push(token.unwrap());
        }
    }

    /// Shows every token that is listed to every process, all at once; tells which statuses came.
    async fn show(&mut self, tokens: &[String]) -> Vec<u16> {
        let mut calls = JoinSet::new();
        for instance in self.accepting.drain(..) {
            let events: Vec<String> = tokens.iter().map(|token| event(token)).collect();
            calls.spawn(async move {
                let mut statuses = Vec::new();
                for event in &events {
                    statuses.push(instance.call(event).await.status());
                }
                (instance, statuses)
            });
        }
        let mut all = Vec::new();
        for (instance, statuses) in calls.join_all().await {
            self.accepting.push(instance);
            all.extend(statuses);
        }
        all
    }

    /// The latest tokens, and the first ever.
    fn sample(&self) -> Vec<String> {
        let latest = self.tokens.iter().rev().take(8);
        self.tokens.iter().take(1).chain(latest).cloned().collect()
    }
}

const LATE: Duration = Duration::from_millis(1);

async fn user(store: &Store) -> User {
    let users: Vec<User> = store.every().await.unwrap();
    let may = |user: &User| {
        user.api == "bluerocktel"
            && user.tenants == [tenant(1686)]
            && user.roles.iter().all(|role| role != bluerocktel::READ_ONLY)
            && !user.disabled
    };
    users.into_iter().find(may).unwrap()
}

fn event(token: &str) -> String {
    let routes = routes();
    let route = routes.iter().find(|route| route.function == "bluerocktel-get-customer").unwrap();
    let event = request(route, Caller::Good).unwrap();
    event.header("authorization", format!("Bearer {token}")).to_json(Some(route))
}

fn kid(token: &str) -> String {
    let header = shared::auth::authorization::base64(token.split('.').next().unwrap()).unwrap();
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

/// Broken by signing with a new key at once, and by never reading the keys again.
#[tokio::test]
async fn rotating_keys_refuses_no_valid_token_and_retiring_one_ends_its_tokens() {
    let mut fleet = Fleet::new().await;
    let old = kid(&fleet.tokens[0]);
    let mut now = NOW.plus_secs(280);
    fleet.stack.clock.set(now);
    fleet.mint().await;
    let new = keys::rotate(&fleet.store, API).await.unwrap();
    let mut signed_with_new = None;
    for step in 0..45 {
        now = now.plus_secs(STEP_SECS);
        fleet.stack.clock.set(now);
        fleet.mint().await;
        let tokens = fleet.sample();
        let statuses = fleet.show(&tokens).await;
        assert!(statuses.iter().all(|status| *status == 200), "step {step}: {statuses:?}");
        let is_new = |token: &String| kid(token) == new;
        if signed_with_new.is_none() && fleet.tokens.iter().any(is_new) {
            signed_with_new = Some(step * STEP_SECS);
        }
    }
    let first = signed_with_new.unwrap();
    assert!((560..=620).contains(&first), "the new key signs after ten minutes: {first} s");
    retire(&mut fleet, &old).await;
}

/// The old key ends: its tokens are refused by everyone within five minutes, the others by nobody.
async fn retire(fleet: &mut Fleet, old: &str) {
    fleet.mint().await;
    keys::retire(&fleet.store, API, old).await.unwrap();
    let retired = fleet.stack.clock.now();
    let (ended, valid): (Vec<String>, Vec<String>) =
        fleet.tokens.clone().into_iter().partition(|token| kid(token) == old);
    assert!(!ended.is_empty() && !valid.is_empty());
    for step in 0..=OLD_KEYS_SECS / STEP_SECS {
        fleet.stack.clock.set(retired.plus_secs(step * STEP_SECS));
        let statuses = fleet.show(&valid[valid.len() - 4..]).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    }
    let statuses = fleet.show(&ended[..1]).await;
    assert!(statuses.iter().all(|status| *status == 401), "{statuses:?}");
    let user = fleet.store.get(Get::user(fleet.user.id)).await.unwrap();
    assert_eq!(user, Some(fleet.user.clone()), "it is the key that ended, not the user");
}

/// A key that leaked is retired in the moment another one is made: whoever has a token of the new
/// one is refused by nobody, although no process has read it yet.
///
/// Broken by not reading the keys again for a `kid` that is not known.
#[tokio::test]
async fn a_key_that_leaked_ends_at_once_and_the_new_one_is_accepted_at_once() {
    let mut fleet = Fleet::new().await;
    let old = kid(&fleet.tokens[0]);
    keys::rotate(&fleet.store, API).await.unwrap();
    keys::retire(&fleet.store, API, &old).await.unwrap();
    let fresh = Keys::unread(API);
    let (store, clock) = (&fleet.store, &fleet.stack.clock);
    let token = bluerocktel::token::mint(&fresh, store, clock, &fleet.user).await.unwrap();
    assert_ne!(kid(&token), old);
    let statuses = fleet.show(std::slice::from_ref(&token)).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    // Everyone has read the keys for it, so everyone knows what ended.
    let ended = fleet.tokens[0].clone();
    let statuses = fleet.show(&[ended]).await;
    assert!(statuses.iter().all(|status| *status == 401), "{statuses:?}");
}
