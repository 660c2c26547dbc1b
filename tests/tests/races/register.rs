//! One account's customer under eight clients and a slow, uneven network.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Answer, Function, Instance, routes};
use harness::seed::{assert_clean, origin, tenant};
use harness::stack::Stack;
use harness::wire::{Dice, Fault, Rule};
use serde_json::json;
use shared::record::Customer;
use shared::record::index::Claim;
use shared::store::{Store, StoreError};
use tokio::task::JoinSet;

use crate::history::{Did, Done, Register, is_linearizable};

const TENANT: u64 = 1686;
const ACCOUNT: &str = "REGISTER";
const CLIENTS: u64 = 8;
const OPERATIONS: u64 = 6;
/// How late a request or an answer comes at most.
const LATE: Duration = Duration::from_millis(4);

/// What BlueRockTEL says where another customer has the account.
const TAKEN: &str = concat!(
    r#"{"message":"The given data was invalid.","errors":{"customerAccount":"#,
    r#"["The customer account has already been taken."]}}"#,
);

/// One client: an instance of each function it calls, and a store for what has no endpoint yet.
struct Client {
    create: Instance,
    read: Instance,
    store: Store,
    moments: Arc<AtomicU64>,
}

/// What a client does next.
#[derive(Debug, Clone, Copy)]
enum Next {
    Read,
    Create,
    Append,
    Delete,
}

/// What each client does, one after the other, the same for the same seed.
fn plan(seed: u64, client: u64) -> Vec<Next> {
    let mut state = seed.wrapping_mul(1_000).wrapping_add(client);
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match (state >> 33) % 20 {
            0..7 => Next::Read,
            7..10 => Next::Create,
            10..17 => Next::Append,
            _ => Next::Delete,
        }
    };
    (0..OPERATIONS).map(|_| next()).collect()
}

async fn send(instance: &Instance, event: &Event) -> Answer {
    let routes = routes();
    let event = event.clone().header("authorization", bearer());
    instance.call(&event.to_json(event.route(&routes))).await
}

fn bearer() -> String {
    format!("Bearer {}", demo().at("bluerocktel.token"))
}

/// The marks, as they stand in the customer's comment.
fn written(marks: &[u32]) -> String {
    marks.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

fn read(text: &str) -> Vec<u32> {
    text.split(' ').map(|mark| mark.parse().unwrap()).collect()
}

impl Client {
    async fn new(stack: &Stack, moments: &Arc<AtomicU64>) -> Self {
        Self {
            create: Function::named("bluerocktel-create-customer").start(stack).await,
            read: Function::named("bluerocktel-get-customer-account").start(stack).await,
            store: stack.store(),
            moments: Arc::clone(moments),
        }
    }

    fn now(&self) -> u64 {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }

    async fn run(self, plan: Vec<Next>, client: u32) -> Vec<Done> {
        let mut history = Vec::new();
        for (mark, next) in (client * 100..).zip(plan) {
            let called = self.now();
            let did = match next {
                Next::Read => Did::Read(self.read().await),
                Next::Create => Did::Create(mark, self.create(mark).await),
                Next::Append => Did::Append(mark, self.append(mark).await),
                Next::Delete => Did::Delete(self.delete().await),
            };
            history.push(Done { called, answered: self.now(), did });
        }
        history
    }

    async fn read(&self) -> Register {
        let answer = send(&self.read, &Event::get("/api/v1/customerAccounts/REGISTER")).await;
        match answer.status() {
            200 => Some(read(answer.json().text("comment"))),
            404 => None,
            _ => panic!("{} {}", answer.status(), answer.body()),
        }
    }

    async fn create(&self, mark: u32) -> bool {
        let body = json!({"name": "R", "customerAccount": ACCOUNT, "comment": written(&[mark])});
        let answer = send(&self.create, &Event::post("/api/v1/customers").json(&body)).await;
        match answer.status() {
            200 => true,
            422 => {
                assert_eq!(answer.body(), TAKEN);
                false
            }
            _ => panic!("{} {}", answer.status(), answer.body()),
        }
    }

    async fn found(&self) -> Option<Customer> {
        let claim = Claim::account(ACCOUNT);
        self.store.customer_by_claim(tenant(TENANT), &claim).await.unwrap()
    }

    async fn append(&self, mark: u32) -> Register {
        let found = self.found().await?;
        let change = |customer: &mut Customer| {
            let mut marks = read(customer.notes.as_deref().unwrap_or_default());
            marks.push(mark);
            customer.notes = Some(written(&marks));
            Ok::<_, StoreError>(())
        };
        let changed = self.store.update(tenant(TENANT), &origin(), found, change).await.unwrap();
        changed.map(|changed| read(changed.notes.as_deref().unwrap_or_default()))
    }

    async fn delete(&self) -> bool {
        let Some(found) = self.found().await else { return false };
        self.store.delete(tenant(TENANT), &origin(), found).await.unwrap()
    }
}

/// All that eight clients did at once, over a wire with these faults and late answers besides.
#[expect(clippy::print_stdout, reason = "shown where a run fails")]
async fn history(stack: &Stack, seed: u64, plans: impl Fn(u64) -> Vec<Next>) -> Vec<Done> {
    println!("seed {seed}");
    let moments = Arc::new(AtomicU64::new(0));
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(Client::new(stack, &moments).await);
    }
    stack.wire.inject(Rule::always(Fault::Jitter(Dice::new(seed, LATE))));
    let mut running = JoinSet::new();
    for (number, client) in (1_u32..).zip(clients) {
        running.spawn(client.run(plans(number.into()), number));
    }
    let history = running.join_all().await.into_iter().flatten().collect();
    stack.wire.heal();
    history
}

fn told(history: &[Done]) -> String {
    let mut sorted: Vec<&Done> = history.iter().collect();
    sorted.sort_by_key(|one| one.called);
    let line = |one: &&Done| format!("{:>3} {:>3} {:?}", one.called, one.answered, one.did);
    sorted.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Broken by writing and by deleting without the condition on the record's version.
#[tokio::test]
async fn what_eight_clients_are_told_of_one_account_fits_one_order() {
    for seed in 1..=6 {
        let stack = Stack::demo();
        let history = history(&stack, seed, |client| plan(seed, client)).await;
        assert!(is_linearizable(&history), "seed {seed}\n{}", told(&history));
        assert_clean(&stack.engine, tenant(TENANT));
    }
}

/// The same, with conflicts and lost answers besides.
///
/// Broken by claiming the account without a condition.
#[tokio::test]
async fn it_does_over_a_bad_network_too() {
    for seed in 11..=14 {
        let stack = Stack::demo();
        let on = |fault| Rule::always(fault).on("TransactWriteItems");
        stack.wire.inject(on(Fault::CutAfter).every(7));
        stack.wire.inject(on(Fault::Conflict { position: 0 }).every(5));
        let history = history(&stack, seed, |client| plan(seed, client)).await;
        assert!(is_linearizable(&history), "seed {seed}\n{}", told(&history));
        assert_clean(&stack.engine, tenant(TENANT));
    }
}

/// Lost updates are what the checker is for: without the condition on the record's version there
/// are some, and it finds them.
#[tokio::test]
async fn without_the_records_condition_no_order_fits() {
    let seed = 21;
    let stack = Stack::demo();
    let first = Client::new(&stack, &Arc::default()).await;
    assert!(first.create(0).await);
    let all_append = |_| vec![Next::Append; 6];
    // With the condition, on the same plan, there is an order.
    let mut good = vec![made_before()];
    good.extend(later(history(&stack, seed, all_append).await));
    assert!(is_linearizable(&good), "{}", told(&good));
    assert!(first.delete().await && first.create(0).await);
    stack.wire.inject(Rule::always(Fault::Unconditional).on("TransactWriteItems"));
    let mut bad = vec![made_before()];
    bad.extend(later(history(&stack, seed, all_append).await));
    assert!(!is_linearizable(&bad), "{}", told(&bad));
}

fn made_before() -> Done {
    Done { called: 0, answered: 1, did: Did::Create(0, true) }
}

fn later(history: Vec<Done>) -> impl Iterator<Item = Done> {
    history.into_iter().map(|one| Done {
        called: one.called + 2,
        answered: one.answered + 2,
        ..one
    })
}
