//! Creating once, however often a client asks for it.
//!
//! The answer to a create is kept in the create's own transaction, under all that makes two
//! requests one wish: tenant, API, caller and the client's key. Only what was committed is kept,
//! for 24 hours by the time that was stored with it: DynamoDB drops expired items late.

use serde::{Deserialize, Serialize};

use super::insert::AnswerItem;
use super::item::{Item, Stored, decode, encode, number};
use super::{Get, StoreError, action, key};
use crate::auth::secret::SecretHash;
use crate::clock::Timestamp;
use crate::id::{ApiName, CustomerId, TenantId};
use crate::record::Customer;
use crate::runtime::{Cause, IdempotencyKey, Request, Response};

/// How long an answer is kept, in seconds.
pub const KEEP_ANSWERS_SECS: i64 = 24 * 60 * 60;

/// What one caller wants done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    tenant: TenantId,
    name: SecretHash,
    request: SecretHash,
}

/// An answer that was given, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The tenant that the wish was made in.
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

/// A wish, and how its answer is made from the customer.
pub struct Once<'a> {
    /// The wish.
    pub wish: &'a Wish,
    /// Makes the answer, whose status and body are kept. It must hold no token and no other
    /// secret: an API whose answers carry a token puts a fresh one into what it gives out, the
    /// first time as every other.
    pub answer: &'a (dyn Fn(&Customer) -> Response + Send + Sync),
}

/// An answer on its way into a create's transaction.
pub(super) struct Kept<'a> {
    wish: &'a Wish,
    pub(super) answered: Answered,
}

impl Wish {
    /// The wish that a caller's key names. Another tenant, API or caller makes another wish of
    /// the same key; what is asked for may only be the same [request](Request::identity).
    #[must_use]
    pub fn new(
        tenant: TenantId,
        api: ApiName,
        actor: &str,
        key: &IdempotencyKey,
        request: &Request,
    ) -> Self {
        let of = tenant.to_string();
        let name = [of.as_bytes(), api.as_str().as_bytes(), actor.as_bytes(), key.as_bytes()];
        let request = SecretHash::of_parts(&request.identity());
        Self { tenant, name: SecretHash::of_parts(&name), request }
    }

    /// Where its answer stands.
    #[must_use]
    pub fn get(&self) -> Get<Answered> {
        Get::answered(&self.name)
    }

    /// What an answer that was found says of this wish; `None` where there is none, or one too
    /// old to count.
    #[must_use]
    pub fn before(&self, found: Option<Answered>, now: Timestamp) -> Option<Created> {
        let found = found.filter(|answered| answered.at > oldest(now))?;
        Some(self.compare(found))
    }

    /// What the answer says that kept this wish's from being stored.
    pub(super) fn lost_to(&self, item: Option<&Item>) -> Result<Created, StoreError> {
        let missing = || StoreError::Rejected(Cause::text("an answer that stands was not shown"));
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
        let Response { status, body, cause, .. } = (self.answer)(customer);
        if !status.is_success() {
            let unknown = || Cause::text("a new customer's answer is no success");
            return Err(StoreError::Rejected(cause.unwrap_or_else(unknown)));
        }
        let answered = Answered {
            tenant: self.wish.tenant,
            customer: customer.id,
            request: self.wish.request.clone(),
            at: now,
            status: status.as_u16(),
            body,
        };
        Ok(Kept { wish: self.wish, answered })
    }
}

impl Kept<'_> {
    pub(super) fn item(&self) -> Result<AnswerItem, StoreError> {
        let at = self.answered.at;
        let mut item = encode(key::answered(&self.wish.name), &self.answered)?;
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
