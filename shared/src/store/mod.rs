//! The one table: typed keys, typed reads, and writes that are one transaction each.
//!
//! The tenant is the first argument of whatever touches a customer, and part of its key's type:
//! no call can reach another tenant's data by leaving something out.

mod action;
mod change;
mod connect;
mod count;
mod create;
mod delete;
mod error;
mod find;
mod get;
pub mod grant;
mod import;
mod insert;
mod item;
pub mod key;
pub mod layout;
mod list;
mod once;
mod operator;
mod origin;
mod pin;
pub mod principal;
pub mod schema;
mod transact;
mod update;
pub mod verify;

#[cfg(test)]
mod tests;

pub use count::{Count, Counter, Subject};
pub use create::Accounts;
pub use error::{ClaimKind, StoreError};
pub use get::{Both, Get, GetAll, Readable, Wanted};
pub use item::{Entity, Item, Stored};
pub use list::{Page, PageRequest};
pub use once::{AnswerText, Answered, Created, IdempotentRequest, KEEP_ANSWERS_SECS, Once};
pub use operator::{NewItems, WriteError};
pub use origin::Origin;

use std::time::Duration;

use aws_sdk_dynamodb::Client;

use crate::clock::Clock;
use list::TailHints;

/// The one table, through a client of its own.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    clock: Clock,
    tails: TailHints,
    count_within: Duration,
}

/// How long a request waits for its count: less than a caller would notice.
const COUNT_WITHIN: Duration = Duration::from_millis(250);

impl Store {
    /// The table of that name behind a client that is already configured.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>, clock: Clock) -> Self {
        let (table, tails) = (table.into(), TailHints::default());
        Self { client, table, clock, tails, count_within: COUNT_WITHIN }
    }

    /// The same, but waiting so long for a [count](Self::count).
    #[must_use]
    pub const fn counting_within(mut self, count_within: Duration) -> Self {
        self.count_within = count_within;
        self
    }

    /// The table's name.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The clock that its writes are dated by.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The client itself, for the operator's command and for tests.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}
