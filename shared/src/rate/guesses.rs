//! Wrong passwords, counted.
//!
//! Who tries passwords gets 20 wrong ones for each account and 100 from each address in a quarter of
//! an hour. After that no password is looked at, right or wrong, of
//! a user that exists or one that does not: the answer is one and the same, and costs no hashing.
//! A caller that a process remembers is let in for as long as it does. What is counted stands in the table
//! under hashes: no name and no address can be read from it.

use std::net::{IpAddr, Ipv6Addr};

use super::{Counted, Limit};
use crate::clock::Timestamp;
use crate::id::ApiName;
use crate::secret::SecretHash;
use crate::store::{Count, Counter, Get, Store};

/// How long a window is, in seconds.
const WINDOW_SECS: i64 = 15 * 60;
/// How many wrong passwords an account may get in a window.
const OF_ACCOUNT: Limit = Limit { secs: WINDOW_SECS, most: 20, counted: Counted::InTable };
/// How many wrong passwords may come from one address in a window: others may sit behind it.
const OF_ADDRESS: Limit = Limit { secs: WINDOW_SECS, most: 100, counted: Counted::InTable };

/// Too many passwords were wrong: none is looked at before the window is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong passwords: the next may come in {retry_after_secs} s")]
pub struct TooManyWrong {
    /// When that is, in seconds from now, rounded up.
    pub retry_after_secs: u64,
}

/// The wrong passwords of one account and from one address, in this window.
#[derive(Debug)]
pub struct Guesses {
    account: Counter,
    address: Option<Counter>,
    retry_after_secs: u64,
}

impl Guesses {
    /// Of an account and the address that a request came from. An account is all that is shown
    /// with the password, the user name as the API folds it: who does not have the rest of it
    /// keeps nobody out.
    #[must_use]
    pub fn of(api: ApiName, account: &[&str], source_ip: &str, now: Timestamp) -> Self {
        let counter = |kind: &str, values: &[&[u8]], limit: Limit| {
            let parts: Vec<&[u8]> =
                [kind.as_bytes()].into_iter().chain(values.iter().copied()).collect();
            let hash = SecretHash::of_parts(&parts);
            Counter::guesses(api, &hash, limit.secs, limit.start(now))
        };
        let account: Vec<&[u8]> = account.iter().map(|part| part.as_bytes()).collect();
        let address = network(source_ip);
        Self {
            account: counter("account", &account, OF_ACCOUNT),
            address: address.map(|address| counter("address", &[&address], OF_ADDRESS)),
            retry_after_secs: OF_ACCOUNT.left(now),
        }
    }

    /// Where the counts are read.
    #[must_use]
    pub fn gets(&self) -> (Get<Count>, Option<Get<Count>>) {
        (Get::count(&self.account), self.address.as_ref().map(Get::count))
    }

    /// Refuses to look at another password where too many were wrong.
    pub fn judge(
        &self,
        account: Option<Count>,
        address: Option<Count>,
    ) -> Result<(), TooManyWrong> {
        let reached =
            |count: Option<Count>, limit: Limit| count.is_some_and(|count| count.0 >= limit.most);
        if reached(account, OF_ACCOUNT) || reached(address, OF_ADDRESS) {
            return Err(TooManyWrong { retry_after_secs: self.retry_after_secs });
        }
        Ok(())
    }

    /// Counts a wrong password. Where the table cannot count, the password stays as wrong.
    pub async fn count_wrong(&self, store: &Store) {
        let address = async {
            match &self.address {
                Some(address) => store.count(address, 1).await,
                None => None,
            }
        };
        tokio::join!(store.count(&self.account, 1), address);
    }
}

/// What one caller has of addresses: a whole one of version 4, the first half of one of version 6.
fn network(source_ip: &str) -> Option<Vec<u8>> {
    match source_ip.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => Some(address.octets().to_vec()),
        IpAddr::V6(address) => Some(Ipv6Addr::octets(&address)[..8].to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_772_366_400);

    #[test]
    fn an_address_of_version_6_stands_for_its_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network(""), None);
    }

    #[test]
    fn the_last_wrong_password_of_either_count_is_the_last() {
        let guesses = Guesses::of(ApiName::new("a"), &["me"], "192.0.2.1", NOW.plus_secs(1));
        let judge = |account, address| guesses.judge(Some(Count(account)), Some(Count(address)));
        assert!(judge(19, 99).is_ok());
        assert!(guesses.judge(None, None).is_ok());
        assert_eq!(judge(20, 0).map_err(|e| e.retry_after_secs), Err(899));
        assert!(judge(0, 100).is_err());
    }
}
