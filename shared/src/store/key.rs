//! The keys of every item.
//!
//! Numbers are zero-padded so that they sort. In free text `%`, `#` and control characters are
//! percent-encoded, so that two different inputs never make the same key.

use std::fmt::Write as _;

use super::subject::Subject;
use crate::id::{ApiName, CustomerId, NotAnId, TenantId, UserId, Version};
use crate::record::index::{Claim, IndexEntry, IndexKind, Partitioned};
use crate::secret::SecretHash;

/// How many ids one shelf holds.
pub const SHELF_IDS: u64 = 64;
/// How many ids one aisle holds.
pub const AISLE_IDS: u64 = 16_384;

/// The primary key of one item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrimaryKey {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
}

impl PrimaryKey {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }
}

/// Escapes free text for a key.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '%' || c == '#' || c.is_control() {
            let mut utf8 = [0; 4];
            for byte in c.encode_utf8(&mut utf8).bytes() {
                // Writing to a String cannot fail.
                write!(escaped, "%{byte:02X}").unwrap_or_default();
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// A customer id in a key: 16 digits.
#[must_use]
pub fn padded(id: CustomerId) -> String {
    format!("{:016}", id.get())
}

/// The signing keys of an API.
#[must_use]
pub fn signing_keys(api: ApiName) -> PrimaryKey {
    PrimaryKey::new(format!("KEYS#{api}"), "KEYS")
}

/// A tenant.
#[must_use]
pub fn tenant(tenant: TenantId) -> PrimaryKey {
    PrimaryKey::new(format!("TENANT#{tenant}"), "TENANT")
}

/// The partition of a tenant's list: the tail, the aisles and the parts' counter.
#[must_use]
pub fn list(tenant: TenantId) -> String {
    format!("TENANT#{tenant}#LIST")
}

/// A tenant's list tail, which holds the next id.
#[must_use]
pub fn tail(tenant: TenantId) -> PrimaryKey {
    PrimaryKey::new(list(tenant), "TAIL")
}

/// A tenant's counter of parts, which holds how many ids were given to addresses and contacts.
#[must_use]
pub fn parts(tenant: TenantId) -> PrimaryKey {
    PrimaryKey::new(list(tenant), "PARTS")
}

/// The start of every aisle's sort key.
pub const AISLE_PREFIX: &str = "AISLE#";

/// An aisle, which holds how many of its ids live.
#[must_use]
pub fn aisle(tenant: TenantId, aisle: u64) -> PrimaryKey {
    PrimaryKey::new(list(tenant), format!("{AISLE_PREFIX}{aisle:012}"))
}

/// The start of every shelf's sort key.
pub const SHELF_PREFIX: &str = "SHELF#";

/// A shelf, which holds which of its ids live.
#[must_use]
pub fn shelf(tenant: TenantId, shelf: u64) -> PrimaryKey {
    let aisle = shelf / (AISLE_IDS / SHELF_IDS);
    PrimaryKey::new(shelves(tenant, aisle), format!("{SHELF_PREFIX}{shelf:014}"))
}

/// The partition of an aisle's shelves.
#[must_use]
pub fn shelves(tenant: TenantId, aisle: u64) -> String {
    format!("TENANT#{tenant}#AISLE#{aisle:012}")
}

/// The partition of a tenant's customers.
#[must_use]
pub fn customers(tenant: TenantId) -> String {
    format!("TENANT#{tenant}#CUSTOMERS")
}

/// A customer.
#[must_use]
pub fn customer(tenant: TenantId, id: CustomerId) -> PrimaryKey {
    PrimaryKey::new(customers(tenant), padded(id))
}

/// The partition of an aisle's rows.
#[must_use]
pub fn rows(tenant: TenantId, aisle: u64) -> String {
    format!("TENANT#{tenant}#ROWS#{aisle:012}")
}

/// A customer's row.
#[must_use]
pub fn row(tenant: TenantId, id: CustomerId) -> PrimaryKey {
    PrimaryKey::new(rows(tenant, id.get() / AISLE_IDS), padded(id))
}

/// What stays of a deleted customer for ever.
#[must_use]
pub fn tombstone(tenant: TenantId, id: CustomerId) -> PrimaryKey {
    PrimaryKey::new(format!("TENANT#{tenant}#TOMBSTONES"), padded(id))
}

/// The record of a deleted customer, for 90 days.
#[must_use]
pub fn deleted_record(tenant: TenantId, id: CustomerId) -> PrimaryKey {
    PrimaryKey::new(format!("TENANT#{tenant}#TOMBSTONES"), format!("{}#RECORD", padded(id)))
}

/// A claim: a value that only one customer of the tenant may have.
#[must_use]
pub fn claim(tenant: TenantId, claim: &Claim) -> PrimaryKey {
    let pk = match claim {
        Claim::Account(number) => format!("TENANT#{tenant}#CLAIM#account#{}", escape(number)),
        Claim::Uuid(uuid) => format!("TENANT#{tenant}#CLAIM#uuid#{}", escape(uuid)),
        Claim::Contact(id) => format!("TENANT#{tenant}#CLAIM#contact#{:016}", id.get()),
    };
    PrimaryKey::new(pk, "CLAIM")
}

/// An index entry: a value that finds a customer.
#[must_use]
pub fn index_entry(tenant: TenantId, entry: &IndexEntry, id: CustomerId) -> PrimaryKey {
    PrimaryKey::new(
        index_partition(tenant, entry),
        format!("{}{}", index_prefix(entry), padded(id)),
    )
}

/// The start of the sort keys of all customers with this value.
#[must_use]
pub fn index_prefix(entry: &IndexEntry) -> String {
    format!("{}#{}#", escape(&entry.value), entry.kind.as_str())
}

/// The customer that an index entry's sort key names, if it is of this kind.
pub(super) fn indexed(sk: &str, kind: IndexKind) -> Option<Result<CustomerId, NotAnId>> {
    let (entry, id) = sk.rsplit_once('#')?;
    let (_, found) = entry.rsplit_once('#')?;
    (found == kind.as_str()).then(|| id.parse())
}

/// The partition of an index entry: two characters of its value, the first or the last ones.
///
/// A search by the beginning of a value finds the same partition, if it has two characters or more.
#[must_use]
pub fn index_partition(tenant: TenantId, entry: &IndexEntry) -> String {
    let value = &entry.value;
    let two: String = match entry.kind.partitioned() {
        Partitioned::ByFirst => value.chars().take(2).collect(),
        Partitioned::ByLast => {
            value.char_indices().rev().nth(1).map_or(&**value, |(at, _)| &value[at..]).to_owned()
        }
    };
    format!("TENANT#{tenant}#FIND#{}", escape(&two))
}

/// One change of a customer.
#[must_use]
pub fn change(tenant: TenantId, id: CustomerId, version: Version) -> PrimaryKey {
    PrimaryKey::new(
        format!("TENANT#{tenant}#CUSTOMER#{}", padded(id)),
        format!("CHANGE#{:010}", version.0),
    )
}

/// A user.
#[must_use]
pub fn user(id: UserId) -> PrimaryKey {
    PrimaryKey::new(format!("USER#{:016}", id.get()), "USER")
}

/// A login: a user's name and password for one API. `name` must already be folded.
#[must_use]
pub fn login(api: ApiName, name: &str) -> PrimaryKey {
    PrimaryKey::new(format!("LOGIN#{api}#{}", escape(name)), "LOGIN")
}

/// An API key, by its hash.
#[must_use]
pub fn api_key(hash: &SecretHash) -> PrimaryKey {
    PrimaryKey::new(format!("APIKEY#{}", hash.as_str()), "APIKEY")
}

/// A service subscriber, by its user name.
#[must_use]
pub fn subscriber(username: &str) -> PrimaryKey {
    PrimaryKey::new(format!("SUBSCRIBER#{}", escape(username)), "SUBSCRIBER")
}

/// An organization, by its GUID in capital letters.
#[must_use]
pub fn organization(guid: &str) -> PrimaryKey {
    PrimaryKey::new(format!("ORGANIZATION#{}", escape(&guid.to_uppercase())), "ORGANIZATION")
}

/// A department, by its token.
#[must_use]
pub fn department(token: &str) -> PrimaryKey {
    PrimaryKey::new(format!("DEPARTMENT#{}", escape(token)), "DEPARTMENT")
}

/// The API version that a client pinned in a tenant.
#[must_use]
pub fn pin(tenant: TenantId, client: &str) -> PrimaryKey {
    PrimaryKey::new(format!("PIN#{tenant}#{}", escape(client)), "PIN")
}

/// A tenant's limits.
#[must_use]
pub fn tenant_limits(tenant: TenantId) -> PrimaryKey {
    PrimaryKey::new(format!("LIMITS#{tenant}"), "LIMITS")
}

/// The count of a caller's requests of one kind in a window of `secs` seconds that starts at
/// `start`.
#[must_use]
pub fn rate(subject: &Subject, kind: &str, secs: i64, start: i64) -> PrimaryKey {
    PrimaryKey::new(format!("RATE#{}", subject.as_str()), format!("{kind}#{secs:06}#{start:012}"))
}

/// That a password was verified, by the name that it has under the pepper.
#[must_use]
pub fn verified(api: ApiName, name: &SecretHash) -> PrimaryKey {
    PrimaryKey::new(format!("VERIFIED#{api}#{}", name.as_str()), "VERIFIED")
}

/// The count of wrong passwords in a window, by the hash of the account or address.
#[must_use]
pub fn guesses(api: ApiName, whose: &SecretHash, start: i64) -> PrimaryKey {
    PrimaryKey::new(format!("GUESSES#{api}#{}", whose.as_str()), format!("{start:012}"))
}

/// The start of the partition keys of stored answers to idempotent requests.
pub const ANSWERED_PREFIX: &str = "IDEMPOTENCY#";

/// The stored answer to an idempotent request to an API, by the hash of its name.
#[must_use]
pub fn stored_answer(api: ApiName, hash: &SecretHash) -> PrimaryKey {
    PrimaryKey::new(format!("{ANSWERED_PREFIX}{api}#{}", hash.as_str()), "IDEMPOTENCY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::id::CustomerUuid;
    use crate::record::index::IndexKind;
    use crate::record::{Customer, Email, index};

    /// Broken by not cutting values: the key had 3,118 bytes.
    #[test]
    fn the_longest_value_fits_a_sort_key() {
        let id = CustomerId::try_from(1).unwrap();
        let uuid = CustomerUuid(uuid::Uuid::nil());
        let mut customer = Customer::blank(id, uuid, Timestamp::default());
        customer.emails = vec![Email { address: "#".repeat(1_000), ..Email::default() }];
        let entries = index::entries(&customer);
        assert_eq!(entries.len(), 1);
        for entry in entries {
            let key = index_entry(TenantId::try_from(1).unwrap(), &entry, id);
            assert!(key.sk.len() <= 1_024, "{} bytes", key.sk.len());
        }
    }

    /// Broken by the first two characters for all: every North American phone was in one partition.
    #[test]
    fn values_found_whole_lie_by_their_last_two_characters() {
        let tenant = TenantId::try_from(1).unwrap();
        let partition = |kind, value| {
            index_partition(tenant, &IndexEntry::of(kind, value).expect("something to find"))
        };
        assert_eq!(partition(IndexKind::Phone, "+1 234 567 8901"), "TENANT#1#FIND#01");
        assert_eq!(partition(IndexKind::Email, "Ann@mail.example"), "TENANT#1#FIND#an");
        assert_eq!(partition(IndexKind::Key, "a#\u{e9}"), "TENANT#1#FIND#%23\u{c9}");
        for kind in [IndexKind::Location, IndexKind::Account] {
            assert_eq!(partition(kind, "7"), "TENANT#1#FIND#7");
        }
    }
}
