//! One client: one request after the other, most of them reads, and an account of its writes.

use std::sync::Arc;
use std::time::Duration;

use harness::functions::Function;
use harness::random::Random;
use serde_json::Value;

use crate::soak::account::{Field, MADE};
use crate::soak::requests::{self, Asked};
use crate::soak::run::Run;
use crate::soak::tally::Answer;

/// A client waits at most so long between two requests.
const PAUSE_MILLIS: u64 = 100;
/// And at most so long before it sends a create again.
const AGAIN_MILLIS: u64 = 400;
/// How often a create is sent, with its key, before the client gives up.
const TRIES: u32 = 6;
/// Of a hundred answers to a create, so many are lost on the way to the client.
const LOST_PERCENT: u64 = 5;
/// So many wrong passwords are refused at each function that hashes them, to begin with.
const SETTLING: u64 = 100;
/// So many strangers try a password.
const STRANGERS: u64 = 1 << 24;

/// What a client does next, and how often, of a hundred times.
const MIX: [(u64, What); 8] = [
    (12, What::Show),
    (16, What::Rename),
    (16, What::Rekey),
    (12, What::Create),
    (39, What::Read),
    (1, What::Unknown),
    (2, What::WrongPassword),
    (2, What::Nowhere),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Show,
    Rename,
    Rekey,
    Create,
    Read,
    Unknown,
    WrongPassword,
    Nowhere,
}

/// Strangers who have passwords hashed at the beginning: processes reach what that takes early this
/// way, so that whatever they have beyond it later is growth.
pub(super) async fn settle(run: Arc<Run>) {
    for stranger in 0..SETTLING {
        for function in requests::hashing() {
            run.ask(requests::wrong_password(function, &run.demo, stranger)).await;
        }
    }
}

/// A client.
pub(super) struct Client {
    number: usize,
    random: Random,
    run: Arc<Run>,
    /// How many values it has written.
    values: u64,
    /// The customer it made last.
    made: Option<u64>,
}

impl Client {
    pub(super) fn new(number: usize, random: Random, run: Arc<Run>) -> Self {
        Self { number, random, run, values: 0, made: None }
    }

    /// Goes on until the run's time is over.
    pub(super) async fn live(mut self) {
        while !self.run.is_over() {
            let what = self.choose();
            self.act(what).await;
            self.pause(PAUSE_MILLIS).await;
        }
    }

    fn choose(&mut self) -> What {
        let mut number = self.random.below(MIX.iter().map(|(times, _)| times).sum());
        for (times, what) in MIX {
            match number.checked_sub(times) {
                Some(less) => number = less,
                None => return what,
            }
        }
        What::Show
    }

    fn one_of(&mut self, functions: &[&'static Function]) -> Option<&'static Function> {
        let at = self.random.below((functions.len() as u64).max(1));
        functions.get(usize::try_from(at).unwrap_or_default()).copied()
    }

    async fn pause(&mut self, most: u64) {
        tokio::time::sleep(Duration::from_millis(self.random.below(most))).await;
    }

    async fn act(&mut self, what: What) {
        let run = Arc::clone(&self.run);
        let Some(own) = run.owned.get(self.number) else { return };
        let id = self.made.unwrap_or(own.customer);
        let demo = &run.demo;
        match what {
            What::Show => return self.show().await,
            What::Rename => return self.rename().await,
            What::Rekey => return self.rekey().await,
            What::Create => return self.create().await,
            What::Read => match self.one_of(&requests::readers()) {
                Some(function) => run.ask(requests::read(function, demo, id)).await,
                None => return,
            },
            What::Unknown => run.ask(requests::unknown(demo)).await,
            What::WrongPassword => match self.one_of(&requests::hashing()) {
                Some(function) => {
                    let stranger = self.random.below(STRANGERS);
                    run.ask(requests::wrong_password(function, demo, stranger)).await
                }
                None => return,
            },
            What::Nowhere => run.ask(requests::nowhere(demo)).await,
        };
    }

    /// Reads its own customer, whose name nobody else writes: it must be one that it may have.
    async fn show(&self) {
        let Some(own) = self.run.owned.get(self.number) else { return };
        let Some(answer) = self.run.ask(requests::show(&self.run.demo, own)).await else { return };
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let name = body.pointer("/customer/data/company").and_then(Value::as_str);
        if !self.run.account().may_hold(own.customer, Field::Name, name) {
            let what = format!("a stale read: customer {} is shown as {name:?}", own.customer);
            self.run.violation(what);
        }
    }

    async fn rename(&mut self) {
        let run = Arc::clone(&self.run);
        let Some(own) = run.owned.get(self.number) else { return };
        let name = self.value("Soak");
        let asked = requests::rename(&run.demo, own, &name);
        self.write(own.customer, Field::Name, &name, asked).await;
    }

    /// Writes to its neighbour's customer, so that every record has two writers.
    async fn rekey(&mut self) {
        let run = Arc::clone(&self.run);
        let neighbour = (self.number + 1).checked_rem(run.owned.len()).unwrap_or_default();
        let Some(other) = run.owned.get(neighbour) else { return };
        let key = self.value("KEY");
        let id = other.customer.to_string();
        let called = if self.values.is_multiple_of(2) { &id } else { &other.uuid };
        let asked = requests::rekey(&run.demo, called, &key);
        self.write(other.customer, Field::Key, &key, asked).await;
    }

    async fn write(&self, customer: u64, field: Field, value: &str, asked: Asked) {
        self.run.account().writes(customer, field, value);
        if self.run.ask(asked).await.is_some() {
            self.run.account().wrote(customer, field);
        }
    }

    /// Makes a customer, and sends the request again, with its key, until there is an answer.
    async fn create(&mut self) {
        let run = Arc::clone(&self.run);
        let name = self.value(MADE);
        let asked = requests::create(&run.demo, &name, &name.replace(' ', "-"));
        for _ in 0..TRIES {
            run.account().asks(&name);
            if let Some(answer) = run.ask(asked.clone()).await {
                self.created(&name, &answer);
                if self.random.below(100) >= LOST_PERCENT {
                    return;
                }
            }
            self.pause(AGAIN_MILLIS).await;
        }
    }

    fn created(&mut self, name: &str, answer: &Answer) {
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        match body["id"].as_u64() {
            Some(id) => {
                self.run.account().made(name, id);
                self.made = Some(id);
            }
            None => self.run.violation(format!("{name} was made without an id: {}", answer.body)),
        }
    }

    /// A value that was never written before.
    fn value(&mut self, begin: &str) -> String {
        self.values += 1;
        format!("{begin} {} {}", self.number, self.values)
    }
}
