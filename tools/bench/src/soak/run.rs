//! What all clients of a run share.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use local::demo::DemoDocument;

use crate::soak::account::{Account, Field};
use crate::soak::memory::Memory;
use crate::soak::pool::{Outcome, Pool};
use crate::soak::requests::Asked;
use crate::soak::seed::Owned;
use crate::soak::tally::{Answer, Tally};

/// A run under way.
#[derive(Debug)]
pub(super) struct Run {
    /// What the clients own, in their order.
    pub owned: Vec<Owned>,
    /// The demo's credentials.
    pub demo: DemoDocument,
    pools: BTreeMap<&'static str, Pool>,
    account: Mutex<Account>,
    tally: Mutex<Tally>,
    memory: Mutex<Memory>,
    started: Instant,
    length: Duration,
}

impl Run {
    /// A run that begins now.
    pub(super) fn begin(
        owned: Vec<Owned>,
        demo: DemoDocument,
        pools: BTreeMap<&'static str, Pool>,
        length: Duration,
    ) -> Self {
        let mut account = Account::default();
        for one in &owned {
            account.begins(one.customer, Field::Name, &one.name);
            account.begins(one.customer, Field::Key, &one.key);
        }
        Self {
            owned,
            demo,
            pools,
            account: Mutex::new(account),
            tally: Mutex::default(),
            memory: Mutex::new(Memory::of(length)),
            started: Instant::now(),
            length,
        }
    }

    /// Whether its time is over.
    pub(super) fn is_over(&self) -> bool {
        self.started.elapsed() >= self.length
    }

    /// How long it is to be.
    pub(super) const fn length(&self) -> Duration {
        self.length
    }

    /// Sends a request; the answer, where it is the one that is expected.
    pub(super) async fn ask(&self, asked: Asked) -> Option<Answer> {
        let Asked { function, expected, event } = asked;
        let Some(pool) = self.pools.get(function) else {
            self.violation(format!("{function} has no workers"));
            return None;
        };
        let Outcome { answer, worker, resident } = pool.ask(event).await;
        match resident {
            Some(Ok(kib)) => lock(&self.memory).saw(&worker, self.started.elapsed(), kib),
            Some(Err(error)) => self.violation(error.to_string()),
            None => {}
        }
        let (took, body) = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.violation(format!("{worker} died: {error}"));
                return None;
            }
        };
        // What is no answer has no status, which nothing expects.
        let answer: Answer = serde_json::from_slice(&body).unwrap_or_default();
        lock(&self.tally).answered(function, expected, &answer, took).then_some(answer)
    }

    /// Something that should not have been.
    pub(super) fn violation(&self, what: String) {
        lock(&self.tally).violation(what);
    }

    /// The account.
    pub(super) fn account(&self) -> MutexGuard<'_, Account> {
        lock(&self.account)
    }

    /// How long it has run, how many requests were answered, and how many violations there are.
    pub(super) fn so_far(&self) -> (Duration, u64, u64) {
        let (asked, violations) = lock(&self.tally).so_far();
        (self.started.elapsed(), asked, violations)
    }

    /// Ends all processes.
    pub(super) async fn end(&self) {
        for pool in self.pools.values() {
            for problem in pool.end().await {
                self.violation(problem);
            }
        }
    }

    /// What is left of it: the account, the tally, the memory.
    pub(super) fn take(&self) -> (Account, Tally, Memory) {
        let account = std::mem::take(&mut *self.account());
        let tally = std::mem::take(&mut *lock(&self.tally));
        let memory = std::mem::replace(&mut *lock(&self.memory), Memory::of(self.length));
        (account, tally, memory)
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
