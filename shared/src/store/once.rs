//! Idempotent creates: the same request creates one customer, however often a client sends it.
//!
//! The create's own transaction stores the answer, under the hash of tenant, API, caller and the
//! client's key. So only a committed create has an answer. It counts for 24 hours by its stored
//! time, because DynamoDB drops expired items late.

use super::answer::StoredAnswer;
use super::insert::AnswerItem;
use super::item::{Item, decode, encode, number};
use super::{Get, StoreError, action, key};
use crate::cause::Cause;
use crate::clock::Timestamp;
use crate::id::{ApiName, TenantId};
use crate::record::Customer;
use crate::secret::SecretHash;

/// How long a stored answer counts, in seconds.
const ANSWER_LIFE_SECS: i64 = 24 * 60 * 60;

/// A request that a client named with a key, so that it is done only once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentRequest {
    tenant: TenantId,
    api: ApiName,
    name: SecretHash,
    request: SecretHash,
}

/// The status and body of an answer to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    /// The status: a success.
    pub status: u16,
    /// The body, byte for byte.
    pub body: String,
}

/// The outcome of an idempotent create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// It was done now, with this answer.
    Now(StoredAnswer),
    /// It was done before, with this answer.
    Before(StoredAnswer),
    /// The client used the key before for another request.
    OtherRequest,
}

/// A request to do only once, and how to make its answer from the new customer.
pub struct Once<'a> {
    /// The request.
    pub request: &'a IdempotentRequest,
    /// Makes the answer to store. It must not contain a token or any other secret: an API whose
    /// answers carry a token adds a fresh one each time.
    pub answer: &'a (dyn Fn(&Customer) -> Result<AnswerText, Cause> + Send + Sync),
}

/// An answer that a create's transaction is about to store.
pub(super) struct NewAnswer<'a> {
    request: &'a IdempotentRequest,
    pub(super) answered: StoredAnswer,
}

impl IdempotentRequest {
    /// The request that a caller's key names. In another tenant, at another API or from another
    /// caller, the same key names another request. Two requests are the same if their `identity` is.
    #[must_use]
    pub fn new(
        tenant: TenantId,
        api: ApiName,
        actor: &str,
        key: &[u8],
        identity: &[impl AsRef<[u8]>],
    ) -> Self {
        let of = tenant.to_string();
        let name = [of.as_bytes(), api.as_str().as_bytes(), actor.as_bytes(), key];
        let identity: Vec<&[u8]> = identity.iter().map(AsRef::as_ref).collect();
        let request = SecretHash::of_parts(&identity);
        Self { tenant, api, name: SecretHash::of_parts(&name), request }
    }

    /// The read of its stored answer.
    #[must_use]
    pub fn get(&self) -> Get<StoredAnswer> {
        Get::stored_answer(self.api, &self.name)
    }

    /// The outcome of an earlier request, from the stored answer. `None`: there was none, or its
    /// answer no longer counts.
    #[must_use]
    pub fn before(&self, found: Option<StoredAnswer>, now: Timestamp) -> Option<Created> {
        let found = found.filter(|answered| answered.at > oldest(now))?;
        Some(self.compare(found))
    }

    /// The outcome when another request stored its answer first: `item` is that answer.
    pub(super) fn lost_to(&self, item: Option<&Item>) -> Result<Created, StoreError> {
        let missing = || StoreError::Rejected(Cause::text("the stored answer was not returned"));
        Ok(self.compare(decode(item.ok_or_else(missing)?)?))
    }

    fn compare(&self, found: StoredAnswer) -> Created {
        if found.request == self.request { Created::Before(found) } else { Created::OtherRequest }
    }
}

impl<'a> Once<'a> {
    pub(super) fn answer(
        &self,
        customer: &Customer,
        now: Timestamp,
    ) -> Result<NewAnswer<'a>, StoreError> {
        let AnswerText { status, body } = (self.answer)(customer).map_err(StoreError::Rejected)?;
        let answered = StoredAnswer {
            tenant: self.request.tenant,
            customer: customer.id,
            request: self.request.request.clone(),
            at: now,
            status,
            body,
        };
        Ok(NewAnswer { request: self.request, answered })
    }
}

impl NewAnswer<'_> {
    pub(super) fn item(&self) -> Result<AnswerItem, StoreError> {
        let at = self.answered.at;
        let key = key::stored_answer(self.request.api, &self.request.name);
        let mut item = encode(key, &self.answered)?;
        item.insert("answered_at".to_owned(), number(at.as_micros()));
        item.insert("expires_at".to_owned(), action::expires_at(end_of(at)));
        Ok(AnswerItem { item, replaces_before: oldest(at) })
    }
}

/// When DynamoDB may drop an answer, in seconds since the epoch: rounded up, so that no answer
/// goes while it counts.
pub(super) fn end_of(at: Timestamp) -> i64 {
    at.plus_secs(ANSWER_LIFE_SECS + 1).as_secs()
}

/// Answers given at this time or earlier no longer count.
fn oldest(now: Timestamp) -> Timestamp {
    now.plus_secs(-ANSWER_LIFE_SECS)
}
