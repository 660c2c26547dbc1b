//! The one table: typed keys, typed reads, and one transaction for each write.
//!
//! Every function that touches a customer takes the tenant first, and no customer key can be made
//! without one. So no call can reach another tenant's data by leaving something out.

mod action;
mod answer;
mod change;
mod connect;
mod count;
mod create;
mod delete;
mod error;
mod facts;
pub mod filter;
mod filtered;
mod find;
mod get;
pub mod grant;
mod import;
mod insert;
mod item;
pub mod key;
pub mod layout;
mod list;
mod metered;
mod once;
mod operator;
mod origin;
mod parts;
mod pin;
mod planner;
pub mod principal;
mod purge;
mod resolve;
mod rows;
pub mod schema;
mod sieve;
mod subject;
mod transact;
mod update;
mod verified;
pub mod verify;

#[cfg(test)]
mod tests;

pub use answer::StoredAnswer;
pub use count::{Count, Counter};
pub use create::Accounts;
pub use error::{ClaimKind, StoreError};
pub use filter::FilterError;
pub use filtered::{Filtered, FilteredPage, ListRequest};
pub use get::{Both, Get, GetAll, GetOne, Readable};
pub use item::{Entity, Item, Stored};
pub use list::{Page, PageRequest};
pub use metered::Units;
pub use once::{AnswerText, Created, IdempotentRequest, Once};
pub use operator::{NewItems, WriteError};
pub use origin::Origin;
pub use resolve::{Resolve, Resolved};
pub use subject::Subject;

use std::time::Duration;

use aws_sdk_dynamodb::Client;

use crate::clock::Clock;
use parts::PartBlocks;

/// The one table and its client.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    clock: Clock,
    parts: PartBlocks,
    count_within: Duration,
}

/// How long a request waits for a count: too short for a caller to notice.
const COUNT_WITHIN: Duration = Duration::from_millis(250);

impl Store {
    /// A store on the named table, with a client that is already configured.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>, clock: Clock) -> Self {
        let (table, parts) = (table.into(), PartBlocks::default());
        Self { client, table, clock, parts, count_within: COUNT_WITHIN }
    }

    /// The same store with another limit to the wait for a [count](Self::count).
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

    /// The clock that dates its writes.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The client, for the operator's command and for tests.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}
