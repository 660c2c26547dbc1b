//! The items of a customer, derived from its record alone, so that writes, the check and seeding
//! agree on them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::action::expires_at;
pub use super::change::Change;
pub(super) use super::change::{Step, change};
use super::get::Claimed;
use super::item::{Item, Stored, encode, key_attributes, number, text};
use super::key::{self, AISLE_IDS, PrimaryKey, SHELF_IDS};
use super::{Origin, StoreError};
use crate::clock::Timestamp;
use crate::id::{CustomerId, CustomerUuid, TenantId, Version};
use crate::record::index::{self, Claim, IndexEntry};
use crate::record::row::{CUT, Row};
use crate::record::{Customer, LimitError, MAX_RECORD_BYTES};

/// How long a deleted customer's record is kept, in seconds.
const KEEP_DELETED_SECS: i64 = 90 * 24 * 60 * 60;

/// What stays of a deleted customer for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Its id, which is never used again.
    pub id: CustomerId,
    /// Its UUID.
    pub uuid: CustomerUuid,
    /// The version that the deletion created.
    pub version: Version,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// Who deleted it.
    pub deleted_by: String,
}

impl Stored for Tombstone {
    const NAME: &'static str = "tombstone";
}

/// The item of a record. Its version is an attribute of its own, for conditions.
pub fn record(tenant: TenantId, customer: &Customer) -> Result<Item, StoreError> {
    let mut item = encode(key::customer(tenant, customer.id), customer)?;
    if document_bytes(&item) > MAX_RECORD_BYTES {
        return Err(LimitError::Bytes.into());
    }
    item.insert("version".to_owned(), number(customer.version.0));
    Ok(item)
}

/// The length of an item's document.
pub(super) fn document_bytes(item: &Item) -> usize {
    item.get("document").and_then(|document| document.as_s().ok()).map_or(0, String::len)
}

/// The item of a claim.
pub(super) fn claim(
    tenant: TenantId,
    claim: &Claim,
    customer: CustomerId,
) -> Result<Item, StoreError> {
    encode(key::claim(tenant, claim), &Claimed { customer })
}

/// The item of an index entry, which has only a key.
pub(super) fn index_entry(tenant: TenantId, entry: &IndexEntry, id: CustomerId) -> Item {
    key_attributes(key::index_entry(tenant, entry, id))
}

/// The item of a customer's row.
pub(super) fn row(tenant: TenantId, customer: &Customer) -> Item {
    let Row { texts, numbers, cut } = Row::of(customer);
    let mut item = key_attributes(key::row(tenant, customer.id));
    item.reserve(texts.len() + numbers.len() + 1);
    item.extend(texts.into_iter().map(|(name, value)| (name.to_owned(), text(value))));
    item.extend(numbers.into_iter().map(|(name, value)| (name.to_owned(), number(value))));
    if cut {
        item.insert(CUT.to_owned(), number(1));
    }
    item
}

/// The two items that stay of a deleted customer: the tombstone, and the record with an expiry.
pub(super) fn remains(
    tenant: TenantId,
    customer: &Customer,
    deleted_at: Timestamp,
    deleted_by: &str,
) -> Result<[Item; 2], StoreError> {
    let tombstone = Tombstone {
        id: customer.id,
        uuid: customer.uuid,
        version: customer.version.next(),
        deleted_at,
        deleted_by: deleted_by.to_owned(),
    };
    let tombstone = encode(key::tombstone(tenant, customer.id), &tombstone)?;
    let mut record = encode(key::deleted_record(tenant, customer.id), customer)?;
    record.insert("expires_at".to_owned(), expires_at(end_of_deleted(deleted_at)));
    Ok([tombstone, record])
}

/// When DynamoDB may drop a deleted customer's record, in seconds since the epoch.
pub(super) fn end_of_deleted(deleted_at: Timestamp) -> i64 {
    deleted_at.plus_secs(KEEP_DELETED_SECS).as_secs()
}

/// The shelf of an id and its bit there.
#[must_use]
pub fn place(id: CustomerId) -> (u64, u32) {
    let bit = u32::try_from(id.get() % SHELF_IDS).unwrap_or(0);
    (id.get() / SHELF_IDS, bit)
}

/// The aisle of an id.
#[must_use]
pub const fn aisle_of(id: CustomerId) -> u64 {
    id.get() / AISLE_IDS
}

/// The counts of a tenant's living ids: shelves, aisles and the tail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Each shelf's living ids, as bits.
    pub shelves: BTreeMap<u64, u64>,
    /// Each aisle's number of living ids.
    pub aisles: BTreeMap<u64, u64>,
    /// The highest id ever given.
    pub highest: u64,
}

impl Counts {
    /// Counts a living id.
    pub fn add(&mut self, id: CustomerId) {
        let (shelf, bit) = place(id);
        *self.shelves.entry(shelf).or_default() |= 1 << bit;
        *self.aisles.entry(aisle_of(id)).or_default() += 1;
        self.seen(id);
    }

    /// Notes an id that lives or lived.
    pub fn seen(&mut self, id: CustomerId) {
        self.highest = self.highest.max(id.get());
    }

    /// The items that hold these counts.
    #[must_use]
    pub fn items(&self, tenant: TenantId) -> Vec<Item> {
        let live = |key: PrimaryKey, live: u64| {
            let mut item = key_attributes(key);
            item.insert("live".to_owned(), number(live));
            item
        };
        let shelves = self.shelves.iter().map(|(n, bits)| live(key::shelf(tenant, *n), *bits));
        let aisles = self.aisles.iter().map(|(n, count)| live(key::aisle(tenant, *n), *count));
        let mut tail = key_attributes(key::tail(tenant));
        tail.insert("next".to_owned(), number(self.highest + 1));
        shelves.chain(aisles).chain([tail]).collect()
    }
}

/// Every item of a new customer except the tenant's counts, for seeding.
pub fn items_of_new(
    tenant: TenantId,
    origin: &Origin,
    customer: &Customer,
) -> Result<Vec<Item>, StoreError> {
    let mut items = vec![record(tenant, customer)?, row(tenant, customer)];
    for held in index::claims(customer) {
        items.push(claim(tenant, &held, customer.id)?);
    }
    items.extend(index::entries(customer).iter().map(|e| index_entry(tenant, e, customer.id)));
    items.push(change(tenant, origin, customer.created_at, Step::Created(customer))?);
    Ok(items)
}

/// Every item that stays of a customer that was created and then deleted.
pub fn items_of_deleted(
    tenant: TenantId,
    origin: &Origin,
    customer: &Customer,
    deleted_at: Timestamp,
) -> Result<Vec<Item>, StoreError> {
    let mut items = vec![
        change(tenant, origin, customer.created_at, Step::Created(customer))?,
        change(tenant, origin, deleted_at, Step::Deleted(customer))?,
    ];
    items.extend(remains(tenant, customer, deleted_at, &origin.actor)?);
    Ok(items)
}
