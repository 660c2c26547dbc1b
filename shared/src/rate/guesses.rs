//! Wrong passwords, counted.
//!
//! In a quarter of an hour, 20 wrong passwords are allowed for an account and 100 from an address.
//! After that, no password of the account is checked until the window ends, or none of an account
//! that had a wrong one from anywhere in the window. So an account whose passwords were all right
//! is never locked out by others behind its address. The answer is the same for a right and a wrong
//! password and for an unknown user, and it costs no hashing. A caller that the process remembers
//! still gets in. The table holds the counts under hashes, so no name or address can be read from
//! them.

use std::net::{IpAddr, Ipv6Addr};

use super::{Counted, Kind, Limit};
use crate::clock::Timestamp;
use crate::id::ApiName;
use crate::secret::SecretHash;
use crate::store::{Count, Counter, Get, Store};

/// The length of a window, in seconds.
const WINDOW_SECS: i64 = 15 * 60;
/// The most wrong passwords for one account in a window.
const OF_ACCOUNT: Limit =
    Limit { secs: WINDOW_SECS, most: 20, batch: 1, counted: Counted::InTable, kind: Kind::Any };
/// The most wrong passwords from one address in a window. It is higher because many users may
/// share an address.
const OF_ADDRESS: Limit = Limit { most: 100, ..OF_ACCOUNT };

/// Too many passwords were wrong: none is checked until the window ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong passwords: try again in {retry_after_secs} s")]
pub struct TooManyWrong {
    /// The seconds until then, rounded up.
    pub retry_after_secs: u64,
}

/// The wrong passwords for one account and from one address in the current window.
#[derive(Debug)]
pub struct Guesses {
    account: Counter,
    address: Option<Counter>,
    retry_after_secs: u64,
}

impl Guesses {
    /// The counts for an account and for the address that a request came from. `account` is
    /// everything that is sent with the password: the key and the user name as the API folds it. So
    /// a wrong guess with another key never locks anybody out.
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
            retry_after_secs: OF_ACCOUNT.secs_left(now),
        }
    }

    /// The reads of both counts.
    #[must_use]
    pub fn gets(&self) -> (Get<Count>, Option<Get<Count>>) {
        (Get::count(&self.account), self.address.as_ref().map(Get::count))
    }

    /// Refuses to check another password if too many were wrong.
    pub fn check(
        &self,
        account: Option<Count>,
        address: Option<Count>,
    ) -> Result<(), TooManyWrong> {
        let wrong = |count: Option<Count>| count.map_or(0, |count| count.0);
        let (account, address) = (wrong(account), wrong(address));
        let by_address = account > 0 && address >= OF_ADDRESS.most;
        if account >= OF_ACCOUNT.most || by_address {
            return Err(TooManyWrong { retry_after_secs: self.retry_after_secs });
        }
        Ok(())
    }

    /// Counts a wrong password. If that fails, the password is still wrong.
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

/// The part of an address that one caller owns: all of an IPv4 address, the first half of an IPv6
/// address.
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
    fn an_ipv6_address_stands_for_its_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network(""), None);
    }

    #[test]
    fn passwords_are_refused_once_either_count_is_reached() {
        let guesses = Guesses::of(ApiName::new("a"), &["me"], "192.0.2.1", NOW.plus_secs(1));
        let check = |account, address| guesses.check(Some(Count(account)), Some(Count(address)));
        assert!(check(19, 99).is_ok());
        assert!(guesses.check(None, None).is_ok());
        assert_eq!(check(20, 0).map_err(|e| e.retry_after_secs), Err(899));
        assert!(check(1, 100).is_err());
        assert!(check(1, 99).is_ok());
    }

    /// Broken by refusing everybody behind an address.
    #[test]
    fn an_account_without_a_wrong_password_is_not_refused_for_its_address() {
        let guesses = Guesses::of(ApiName::new("a"), &["me"], "192.0.2.1", NOW);
        assert!(guesses.check(None, Some(Count(10_000))).is_ok());
    }
}
