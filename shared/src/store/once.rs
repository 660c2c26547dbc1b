//! Creating once, however often a client sends the same request.
//!
//! The answer to a create is kept in the create's own transaction, under the hash of tenant, API,
//! caller and the client's key. Only what was committed is kept, for 24 hours by the time that is
//! stored with it: DynamoDB drops expired items late.

use serde::{Deserialize, Serialize};

use super::insert::AnswerItem;
use super::item::{Item, Stored, decode, encode, number};
use super::{Get, StoreError, action, key};
use crate::cause::Cause;
use crate::clock::Timestamp;
use crate::id::{ApiName, CustomerId, TenantId};
use crate::record::Customer;
use crate::secret::SecretHash;

/// How long an answer is kept, in seconds.
pub const KEEP_ANSWERS_SECS: i64 = 24 * 60 * 60;

/// A request that a client named with a key, so that it is done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentRequest {
    tenant: TenantId,
    name: SecretHash,
    request: SecretHash,
}

/// The status and body of an answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    /// The status, a success.
    pub status: u16,
    /// The body, to the byte.
    pub body: String,
}

/// An answer that was given, and to which request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The tenant that the request was made in.
    pub tenant: TenantId,
    /// The customer that was made.
    pub customer: CustomerId,
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

/// A request that is to be done once, and how its answer is made from the new customer.
pub struct Once<'a> {
    /// The request.
    pub request: &'a IdempotentRequest,
    /// Makes the answer that is kept. It must hold no token and no other secret: an API whose
    /// answers carry a token adds a fresh one to whatever it gives out.
    pub answer: &'a (dyn Fn(&Customer) -> Result<AnswerText, Cause> + Send + Sync),
}

/// An answer on its way into a create's transaction.
pub(super) struct Kept<'a> {
    request: &'a IdempotentRequest,
    pub(super) answered: Answered,
}

impl IdempotentRequest {
    /// The request that a caller's key names. The same key of another tenant, API or caller names
    /// another request. `identity` is all that makes two requests the same one.
    #[must_use]
    pub fn new(
        tenant: TenantId,
        api: ApiName,
        actor: &str,
        key: &[u8],
        identity: &[&[u8]],
    ) -> Self {
        let of = tenant.to_string();
        let name = [of.as_bytes(), api.as_str().as_bytes(), actor.as_bytes(), key];
        let request = SecretHash::of_parts(identity);
        Self { tenant, name: SecretHash::of_parts(&name), request }
    }

    /// Where its answer is stored.
    #[must_use]
    pub fn get(&self) -> Get<Answered> {
        Get::answered(&self.name)
    }

    /// What became of the request before, given the stored answer. `None`: it was not done yet,
    /// or so long ago that it no longer counts.
    #[must_use]
    pub fn before(&self, found: Option<Answered>, now: Timestamp) -> Option<Created> {
        let found = found.filter(|answered| answered.at > oldest(now))?;
        Some(self.compare(found))
    }

    /// What became of the request, given the stored answer that kept ours from being stored.
    pub(super) fn lost_to(&self, item: Option<&Item>) -> Result<Created, StoreError> {
        let missing = || StoreError::Rejected(Cause::text("the stored answer was not returned"));
        Ok(self.compare(decode(item.ok_or_else(missing)?)?))
    }

    fn compare(&self, found: Answered) -> Created {
        if found.request == self.request { Created::Before(found) } else { Created::OtherRequest }
    }
}

impl<'a> Once<'a> {
    pub(super) fn answer(
        &self,
        customer: &Customer,
        now: Timestamp,
    ) -> Result<Kept<'a>, StoreError> {
        let AnswerText { status, body } = (self.answer)(customer).map_err(StoreError::Rejected)?;
        let answered = Answered {
            tenant: self.request.tenant,
            customer: customer.id,
            request: self.request.request.clone(),
            at: now,
            status,
            body,
        };
        Ok(Kept { request: self.request, answered })
    }
}

impl Kept<'_> {
    pub(super) fn item(&self) -> Result<AnswerItem, StoreError> {
        let at = self.answered.at;
        let mut item = encode(key::answered(&self.request.name), &self.answered)?;
        item.insert("answered_at".to_owned(), number(at.as_micros()));
        item.insert("expires_at".to_owned(), action::expires_at(end_of(at)));
        Ok(AnswerItem { item, replaces_before: oldest(at) })
    }
}

/// When DynamoDB may drop an answer, in seconds since the epoch: rounded up, so that it never
/// goes while it counts.
pub(super) fn end_of(at: Timestamp) -> i64 {
    at.plus_secs(KEEP_ANSWERS_SECS + 1).as_secs()
}

/// Answers given until then do not count any more.
fn oldest(now: Timestamp) -> Timestamp {
    now.plus_secs(-KEEP_ANSWERS_SECS)
}
