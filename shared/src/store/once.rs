//! Creating once, however often a client asks for it.
//!
//! The answer to a create is kept in the create's own transaction, under all that makes two
//! requests one wish: tenant, API, caller and the client's key. Only what was committed is kept,
//! for 24 hours by the time that was stored with it: DynamoDB drops expired items late.

use serde::{Deserialize, Serialize};

use super::insert::AnswerItem;
use super::item::{Stored, encode, number};
use super::{Get, StoreError, action, key};
use crate::auth::secret::SecretHash;
use crate::clock::Timestamp;
use crate::id::{ApiName, TenantId};
use crate::record::Customer;

/// How long an answer is kept, in seconds.
pub const KEEP_ANSWERS_SECS: i64 = 24 * 60 * 60;

/// What one caller wants done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    name: SecretHash,
    request: SecretHash,
}

/// An answer that was given, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The hash of the request.
    pub request: SecretHash,
    /// When.
    pub at: Timestamp,
    /// The status.
    pub status: u16,
    /// The body, to the byte.
    pub body: String,
}

impl Stored for Answered {
    const NAME: &'static str = "idempotent answer";
}

/// What became of a create that is to happen once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// It was done, with this answer.
    Now(Answered),
    /// It had been done before, with this answer.
    Before(Answered),
    /// The client used the key before, for another request.
    OtherRequest,
}

/// A wish, and how its answer is made from the customer: the status and the body.
pub struct Once<'a> {
    /// The wish.
    pub wish: &'a Wish,
    /// Makes the answer; it holds no token.
    pub answer: &'a (dyn Fn(&Customer) -> (u16, String) + Send + Sync),
}

/// An answer on its way into a create's transaction.
pub(super) struct Kept<'a> {
    wish: &'a Wish,
    pub(super) answered: Answered,
}

impl Wish {
    /// The wish that a caller's key names, for a request given by its parts.
    #[must_use]
    pub fn new(tenant: TenantId, api: ApiName, actor: &str, key: &str, request: &[&[u8]]) -> Self {
        let tenant = tenant.to_string();
        let name = [tenant.as_bytes(), api.as_str().as_bytes(), actor.as_bytes(), key.as_bytes()];
        Self { name: SecretHash::of_parts(&name), request: SecretHash::of_parts(request) }
    }

    /// Where its answer stands.
    #[must_use]
    pub fn get(&self) -> Get<Answered> {
        Get::answered(&self.name)
    }

    /// What an answer that was found says of this wish; `None` where it is too old to count.
    #[must_use]
    pub fn before(&self, found: Option<Answered>, now: Timestamp) -> Option<Created> {
        let found = found.filter(|answered| answered.at > oldest(now))?;
        Some(self.compare(found))
    }

    pub(super) fn compare(&self, found: Answered) -> Created {
        if found.request == self.request { Created::Before(found) } else { Created::OtherRequest }
    }
}

impl<'a> Once<'a> {
    pub(super) fn answer(&self, customer: &Customer, now: Timestamp) -> Kept<'a> {
        let (status, body) = (self.answer)(customer);
        let answered = Answered { request: self.wish.request.clone(), at: now, status, body };
        Kept { wish: self.wish, answered }
    }
}

impl Kept<'_> {
    pub(super) fn item(&self) -> Result<AnswerItem, StoreError> {
        let at = self.answered.at;
        let mut item = encode(&key::answered(&self.wish.name), &self.answered)?;
        item.insert("answered_at".to_owned(), number(at.as_micros()));
        let end = at.plus_secs(KEEP_ANSWERS_SECS).as_secs();
        item.insert("expires_at".to_owned(), action::expires_at(end));
        Ok(AnswerItem { item, replaces_before: oldest(at) })
    }
}

/// Answers given until then do not count any more.
fn oldest(now: Timestamp) -> Timestamp {
    now.plus_secs(-KEEP_ANSWERS_SECS)
}
