//! An API's signing keys, which a process reads from the table and renews.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::keyset::{self, KeySet, MIN_SECRET_BYTES};
use super::token::{Session, Token, TokenError};
use crate::clock::{Clock, Timestamp};
use crate::id::{ApiName, UserId};
use crate::secret::{NoRandomness, random};
use crate::store::principal::{SigningKey, SigningKeys};
use crate::store::{Get, Store, StoreError};

/// A process reads its keys again when they are this old.
pub const READ_AGAIN_AFTER_SECS: i64 = 300;
/// Unknown `kid`s make a process read its keys again at most this often.
pub const ASK_AGAIN_AFTER_SECS: i64 = 10;

/// The signing keys of one API in this process.
///
/// They are read again once they are older than `READ_AGAIN_AFTER_SECS`. If that fails, the old
/// ones stay in use. A secret shorter than `MIN_SECRET_BYTES` is never used: if one is read, the
/// process drops all keys of the API and refuses every token.
pub struct Keys {
    api: ApiName,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    set: Option<Arc<KeySet>>,
    /// When they were last read, or a read was last tried.
    read: Moment,
    /// When they were last read because of an unknown `kid`.
    asked_again: Moment,
}

/// When something was last done, if ever.
#[derive(Default)]
struct Moment(Option<Timestamp>);

impl Moment {
    /// Whether that was at least `secs` ago. Also true if the clock was set back.
    fn is_past(&self, secs: i64, now: Timestamp) -> bool {
        self.0.is_none_or(|then| {
            let ago = now.as_micros().saturating_sub(then.as_micros());
            !(0..secs.saturating_mul(1_000_000)).contains(&ago)
        })
    }
}

impl Keys {
    /// No keys yet: the first use reads them.
    #[must_use]
    pub fn unread(api: ApiName) -> Self {
        Self { api, held: Mutex::default() }
    }

    /// A new key with 256 random bits and a short name, which keeps tokens short.
    pub fn generate(clock: &Clock) -> Result<SigningKey, NoRandomness> {
        Ok(SigningKey {
            kid: format!("{:08x}", u32::from_be_bytes(random()?)),
            secret: STANDARD.encode(random::<MIN_SECRET_BYTES>()?),
            created_at: clock.now(),
        })
    }

    /// Reads the keys: the only call in INIT. An API may have none.
    ///
    /// Fails with [`StoreError::Corrupt`] if a stored secret is too short.
    pub async fn read(&self, store: &Store, clock: &Clock) -> Result<(), StoreError> {
        self.load(store, clock).await.map(|_| ())
    }

    /// Verifies a token of this API: one algorithm, a known `kid`, no `crit`, and correct registered
    /// claims. Reads the keys again if they are old or, at a limited rate, if the `kid` is unknown.
    pub async fn verify<C: DeserializeOwned>(
        &self,
        store: &Store,
        clock: &Clock,
        token: &str,
    ) -> Result<Token<C>, TokenError> {
        let kid = keyset::kid(token)?;
        let mut set = self.current(store, clock).await?;
        if set.find(&kid).is_none() && self.may_ask_again(clock.now()) {
            set = self.read_again(store, clock).await?;
        }
        set.find(&kid).ok_or(TokenError::Signature)?.verify(token, self.api, clock.now())
    }

    /// Makes a user's token for this API, of a session and with the API's own claims, and signs it
    /// with the newest key that may sign.
    pub async fn sign<C: Serialize + Sync>(
        &self,
        store: &Store,
        clock: &Clock,
        user: UserId,
        session: Session,
        own: &C,
    ) -> Result<String, TokenError> {
        let set = self.current(store, clock).await?;
        let now = clock.now();
        set.signing(now).ok_or(TokenError::NoKey)?.sign(self.api, user, session, own, now)
    }

    /// The current keys, read again if they are old.
    async fn current(&self, store: &Store, clock: &Clock) -> Result<Arc<KeySet>, StoreError> {
        let fresh = {
            let held = self.held();
            let old = held.read.is_past(READ_AGAIN_AFTER_SECS, clock.now());
            held.set.clone().filter(|_| !old)
        };
        match fresh {
            Some(set) => Ok(set),
            None => self.read_again(store, clock).await,
        }
    }

    /// Reads the keys. If that fails, the old ones stay in use.
    async fn read_again(&self, store: &Store, clock: &Clock) -> Result<Arc<KeySet>, StoreError> {
        // On the heap, because this future is large and rarely needed.
        let error = match Box::pin(self.load(store, clock)).await {
            Ok(set) => return Ok(set),
            Err(error) => error,
        };
        let Some(set) = self.held().set.clone() else { return Err(error) };
        let (api, cause) = (self.api.as_str(), error.line());
        tracing::warn!(api, cause, "the signing keys were not read again");
        Ok(set)
    }

    async fn load(&self, store: &Store, clock: &Clock) -> Result<Arc<KeySet>, StoreError> {
        self.held().read = Moment(Some(clock.now()));
        let stored = store.get(Get::signing_keys(self.api)).await?;
        let set = KeySet::of(stored.unwrap_or(SigningKeys { keys: Vec::new() })).map(Arc::new);
        // A weak key drops the old keys too.
        self.held().set = set.as_ref().ok().cloned();
        set.map_err(|weak| StoreError::Corrupt(weak.into()))
    }

    /// Whether an unknown `kid` may cause a read now. If so, the next one must wait.
    fn may_ask_again(&self, now: Timestamp) -> bool {
        let mut held = self.held();
        let may = held.asked_again.is_past(ASK_AGAIN_AFTER_SECS, now);
        if may {
            held.asked_again = Moment(Some(now));
        }
        may
    }

    /// Never held over an `await`. A panic under the lock leaves the old keys intact.
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.api)
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
