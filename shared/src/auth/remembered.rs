//! Recently verified credentials.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{Context, SHA256};

use crate::clock::Timestamp;

/// How long a verified credential is remembered, in seconds.
pub const REMEMBER_SECS: i64 = 60;
/// The most credentials that are remembered.
pub const REMEMBER_AT_MOST: usize = 256;

/// The verified credentials that a process remembers for up to a minute, by the SHA-256 of what they
/// say. How a header spells that does not matter. Refusals are not remembered.
#[derive(Default)]
pub struct Remembered {
    entries: Mutex<HashMap<CredentialHash, Entry>>,
}

/// The SHA-256 of what a caller's credentials say.
type CredentialHash = [u8; 32];

struct Entry {
    since: Timestamp,
    verified: Arc<dyn Any + Send + Sync>,
}

impl Remembered {
    /// What is remembered for these texts: the parts of the credentials in a fixed order.
    #[must_use]
    pub fn get<T: Send + Sync + 'static>(
        &self,
        presented: &[&str],
        now: Timestamp,
    ) -> Option<Arc<T>> {
        let entries = self.entries();
        let entry = entries.get(&digest(presented)?)?;
        if !entry.is_fresh(now) {
            return None;
        }
        Arc::clone(&entry.verified).downcast().ok()
    }

    /// Remembers a verified credential.
    pub fn put<T: Send + Sync + 'static>(
        &self,
        presented: &[&str],
        now: Timestamp,
        verified: Arc<T>,
    ) {
        let Some(presented) = digest(presented) else { return };
        let mut entries = self.entries();
        if entries.len() >= REMEMBER_AT_MOST {
            entries.retain(|_, entry| entry.is_fresh(now));
        }
        if entries.len() >= REMEMBER_AT_MOST {
            entries.clear();
        }
        entries.insert(presented, Entry { since: now, verified });
    }

    /// A panic under the lock leaves the entries intact: each is written in one step.
    fn entries(&self) -> MutexGuard<'_, HashMap<CredentialHash, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn is_fresh(&self, now: Timestamp) -> bool {
        let age = now.as_micros().saturating_sub(self.since.as_micros());
        (0..REMEMBER_SECS * 1_000_000).contains(&age)
    }
}

/// Hashes each text after its length, so that different lists have different hashes.
fn digest(presented: &[&str]) -> Option<CredentialHash> {
    let mut context = Context::new(&SHA256);
    for text in presented {
        context.update(&u64::try_from(text.len()).ok()?.to_le_bytes());
        context.update(text.as_bytes());
    }
    context.finish().as_ref().try_into().ok()
}

impl std::fmt::Debug for Remembered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remembered")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    #[test]
    fn a_credential_is_remembered_for_less_than_a_minute() {
        let remembered = Remembered::default();
        remembered.put(&["token"], NOW, Arc::new(7_u64));
        let get = |now| remembered.get::<u64>(&["token"], now);
        assert_eq!(get(NOW).as_deref(), Some(&7));
        assert_eq!(
            get(Timestamp::from_micros(NOW.plus_secs(60).as_micros() - 1)).as_deref(),
            Some(&7)
        );
        assert_eq!(get(NOW.plus_secs(60)), None);
        assert_eq!(get(NOW.plus_secs(-1)), None);
    }

    #[test]
    fn only_the_same_texts_in_the_same_order_are_remembered() {
        let remembered = Remembered::default();
        remembered.put(&["ab", "c"], NOW, Arc::new(7_u64));
        for other in [&["a", "bc"][..], &["abc"], &["ab"], &["c", "ab"], &["ab", "c", ""], &[]] {
            assert_eq!(remembered.get::<u64>(other, NOW), None, "{other:?}");
        }
        assert!(remembered.get::<u64>(&["ab", "c"], NOW).is_some());
    }

    #[test]
    fn a_credential_of_another_type_is_not_returned() {
        let remembered = Remembered::default();
        remembered.put(&["a"], NOW, Arc::new(7_u64));
        assert_eq!(remembered.get::<String>(&["a"], NOW), None);
    }

    #[test]
    fn at_most_the_allowed_number_is_kept() {
        let remembered = Remembered::default();
        for n in 0..10 * REMEMBER_AT_MOST {
            remembered.put(&[&n.to_string()], NOW, Arc::new(n));
            assert!(remembered.entries().len() <= REMEMBER_AT_MOST);
        }
    }

    #[test]
    fn old_credentials_are_dropped_before_fresh_ones() {
        let remembered = Remembered::default();
        for n in 0..REMEMBER_AT_MOST - 1 {
            remembered.put(&[&n.to_string()], NOW, Arc::new(n));
        }
        let later = NOW.plus_secs(REMEMBER_SECS);
        remembered.put(&["fresh"], later, Arc::new(1_usize));
        remembered.put(&["last"], later, Arc::new(2_usize));
        assert_eq!(remembered.entries().len(), 2);
        assert!(remembered.get::<usize>(&["fresh"], later).is_some());
    }
}
