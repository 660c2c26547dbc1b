//! Checks whether a tenant's items agree: records, rows, claims, index entries, shelves, aisles, the
//! tail, change items and stored answers. `admin verify` prints the result, and tests end with it.
//!
//! The records determine all other items. Everything in the tenant's partitions is compared with
//! them, so the check finds both missing and stray items.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::answer::StoredAnswer;
use super::get::Claimed;
use super::item::{Item, decode, number_of, text_of};
use super::key::{self, AISLE_PREFIX, ANSWERED_PREFIX, PrimaryKey, SHELF_PREFIX};
use super::layout::{self, Change, Counts, Tombstone};
use super::list::count;
use super::once::end_of;
use super::{Store, StoreError};
use crate::id::{CustomerId, PartId, TenantId, Version};
use crate::record::{Customer, index};

/// The most problems that are reported.
const MAX_PROBLEMS: usize = 100;

/// The counts and problems of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Living customers.
    pub customers: u64,
    /// Tombstones.
    pub tombstones: u64,
    /// All items of the tenant.
    pub items: u64,
    /// The first hundred problems, each in a sentence that names its keys.
    pub problems: Vec<String>,
}

impl Report {
    /// Whether there are no problems.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&mut self, problem: impl FnOnce() -> String) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem());
        }
    }
}

impl Store {
    /// Checks one tenant. Reads the whole table with a `Scan`, which no function may do.
    pub async fn verify(&self, tenant: TenantId) -> Result<Report, StoreError> {
        let mut check = Check::new(tenant);
        self.each_item(|item| {
            check.item(item);
            Ok(())
        })
        .await?;
        Ok(check.finish())
    }
}

/// A running check. Items come in any order.
#[derive(Debug)]
pub struct Check {
    tenant: TenantId,
    partition: String,
    report: Report,
    expected: Counts,
    shelves: BTreeMap<u64, u64>,
    aisles: BTreeMap<u64, u64>,
    next: Option<u64>,
    /// How many ids the parts' counter gave.
    given: u64,
    parts: HashSet<PartId>,
    /// Claims and index entries that the records require and that were not seen yet.
    missing: HashMap<PrimaryKey, CustomerId>,
    /// Claims and index entries that were seen before their record.
    unmatched: HashMap<PrimaryKey, CustomerId>,
    rows: Rows,
    versions: HashMap<CustomerId, Version>,
    deleted: HashSet<CustomerId>,
    history: HashMap<CustomerId, Versions>,
    deleted_records: BTreeSet<CustomerId>,
    /// Customers whose create has a stored answer.
    answered: BTreeSet<CustomerId>,
}

/// The rows that the records require, and those that were seen, by the hashes of their contents: the
/// rows themselves would not fit into memory.
#[derive(Debug, Default)]
struct Rows {
    required: HashMap<PrimaryKey, u64>,
    seen: HashMap<PrimaryKey, u64>,
}

impl Rows {
    fn require(&mut self, at: PrimaryKey, row: &Item) {
        let hash = hash_of(row);
        if self.seen.get(&at) == Some(&hash) {
            self.seen.remove(&at);
        } else {
            self.required.insert(at, hash);
        }
    }

    fn found(&mut self, at: PrimaryKey, row: &Item) {
        let hash = hash_of(row);
        if self.required.get(&at) == Some(&hash) {
            self.required.remove(&at);
        } else {
            self.seen.insert(at, hash);
        }
    }

    /// The keys of rows that are missing, or are other than required.
    fn differing(self) -> BTreeSet<PrimaryKey> {
        self.required.into_keys().chain(self.seen.into_keys()).collect()
    }
}

/// A hash of an item's attributes, which come in any order.
fn hash_of(item: &Item) -> u64 {
    let mut hasher = DefaultHasher::new();
    let attributes = item.iter().map(|(name, value)| (name, format!("{value:?}")));
    attributes.collect::<BTreeSet<_>>().hash(&mut hasher);
    hasher.finish()
}

/// The versions of one customer's change items.
#[derive(Debug, Default)]
struct Versions {
    count: u64,
    last: u64,
    /// Those that have an end.
    ending: Vec<u64>,
}

impl Check {
    /// A check of one tenant, without items yet.
    #[must_use]
    pub fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            partition: key::tenant(tenant).pk,
            report: Report::default(),
            expected: Counts::default(),
            shelves: BTreeMap::new(),
            aisles: BTreeMap::new(),
            next: None,
            given: 0,
            parts: HashSet::new(),
            missing: HashMap::new(),
            unmatched: HashMap::new(),
            rows: Rows::default(),
            versions: HashMap::new(),
            deleted: HashSet::new(),
            history: HashMap::new(),
            deleted_records: BTreeSet::new(),
            answered: BTreeSet::new(),
        }
    }

    /// Adds an item of the table. Items of other tenants are skipped, except stored answers that
    /// cannot be read: only their contents name the tenant.
    pub fn item(&mut self, item: &Item) {
        if let Err(error) = self.read(item) {
            let of = |name| text_of(item, name).unwrap_or("?");
            self.report.problem(|| format!("{} {}: {}", of("pk"), of("sk"), error.line()));
        }
    }

    fn read(&mut self, item: &Item) -> Result<(), StoreError> {
        let at =
            PrimaryKey { pk: text_of(item, "pk")?.to_owned(), sk: text_of(item, "sk")?.to_owned() };
        if let Some(name) = at.pk.strip_prefix(ANSWERED_PREFIX) {
            return self.answer(&at, name, item);
        }
        let Some(rest) = at.pk.strip_prefix(&self.partition) else { return Ok(()) };
        let mut parts = rest.split('#');
        // Tenant 1 is not tenant 16: the number must end the key or precede a separator.
        if parts.next() != Some("") {
            return Ok(());
        }
        self.report.items += 1;
        match parts.next() {
            None if at == key::tenant(self.tenant) => {}
            Some("LIST") => self.list_item(&at, item)?,
            Some("AISLE") => {
                let (shelf, bits) = count(item, SHELF_PREFIX)?;
                if at != key::shelf(self.tenant, shelf) {
                    self.report.problem(|| format!("{at:?} is not where its shelf belongs"));
                }
                self.shelves.insert(shelf, bits);
            }
            Some("CUSTOMERS") => self.record(&at, &decode(item)?, number_of(item, "version")?),
            Some("ROWS") => self.rows.found(at, item),
            Some("TOMBSTONES") => self.remains(&at, item)?,
            Some("CLAIM") => self.found(at, decode::<Claimed>(item)?.customer),
            Some("FIND") => match at.sk.rsplit('#').next().map(str::parse) {
                Some(Ok(id)) => self.found(at, id),
                _ => self.report.problem(|| format!("{at:?} names no customer")),
            },
            Some("CUSTOMER") => {
                let ends = item.contains_key("expires_at");
                self.change(&at, &decode(item)?, parts.next(), ends);
            }
            None | Some(_) => self.report.problem(|| format!("{at:?} is no item of this table")),
        }
        Ok(())
    }

    fn list_item(&mut self, at: &PrimaryKey, item: &Item) -> Result<(), StoreError> {
        if at.sk.starts_with(AISLE_PREFIX) {
            let (aisle, live) = count(item, AISLE_PREFIX)?;
            self.aisles.insert(aisle, live);
        } else if *at == key::tail(self.tenant) {
            self.next = Some(number_of(item, "next")?);
        } else if *at == key::parts(self.tenant) {
            self.given = number_of(item, "given")?;
        } else {
            self.report.problem(|| format!("{at:?} is no item of this table"));
        }
        Ok(())
    }

    fn record(&mut self, at: &PrimaryKey, customer: &Customer, version: u64) {
        self.report.customers += 1;
        if *at != key::customer(self.tenant, customer.id) || version != customer.version.0 {
            self.report.problem(|| format!("{at:?} differs from the record it holds"));
        }
        self.expected.add(customer.id);
        self.version(customer.id, customer.version);
        self.rows.require(key::row(self.tenant, customer.id), &layout::row(self.tenant, customer));
        let addresses = customer.addresses.iter().map(|address| address.id);
        for part in addresses.chain(customer.contacts.iter().map(|contact| contact.id)) {
            if !self.parts.insert(part) {
                self.report.problem(|| format!("part {part} of {} is there twice", customer.id));
            }
        }
        for claim in index::claims(customer) {
            self.require(key::claim(self.tenant, &claim), customer.id);
        }
        for entry in index::entries(customer) {
            self.require(key::index_entry(self.tenant, &entry, customer.id), customer.id);
        }
    }

    fn remains(&mut self, at: &PrimaryKey, item: &Item) -> Result<(), StoreError> {
        if at.sk.ends_with("#RECORD") {
            self.deleted_records.insert(decode::<Customer>(item)?.id);
            if number_of(item, "expires_at").is_err() {
                self.report.problem(|| format!("{at:?} has no end"));
            }
            return Ok(());
        }
        let tombstone: Tombstone = decode(item)?;
        self.report.tombstones += 1;
        self.expected.seen(tombstone.id);
        self.version(tombstone.id, tombstone.version);
        self.deleted.insert(tombstone.id);
        Ok(())
    }

    fn change(&mut self, at: &PrimaryKey, change: &Change, id: Option<&str>, ends: bool) {
        let Some(Ok(id)) = id.map(str::parse::<CustomerId>) else {
            self.report.problem(|| format!("{at:?} names no customer"));
            return;
        };
        if *at != key::change(self.tenant, id, change.version) {
            self.report.problem(|| format!("{at:?} differs from the change it holds"));
        }
        let versions = self.history.entry(id).or_default();
        versions.count += 1;
        versions.last = versions.last.max(change.version.0);
        versions.ending.extend(ends.then_some(change.version.0));
    }

    /// A stored answer. Its contents name the tenant.
    fn answer(&mut self, at: &PrimaryKey, name: &str, item: &Item) -> Result<(), StoreError> {
        let answered: StoredAnswer = decode(item)?;
        if answered.tenant != self.tenant {
            return Ok(());
        }
        self.report.items += 1;
        let hash = name.rsplit('#').next().unwrap_or_default();
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is = |name, n: i64| Ok::<_, StoreError>(u64::try_from(n) == Ok(number_of(item, name)?));
        let is_dated =
            is("answered_at", answered.at.as_micros())? && is("expires_at", end_of(answered.at))?;
        if !is_hash || at.sk != "IDEMPOTENCY" || !is_dated {
            self.report.problem(|| format!("{at:?} differs from the answer it holds"));
        }
        if !(200..300).contains(&answered.status) {
            self.report.problem(|| format!("{at:?} holds the answer {}", answered.status));
        }
        self.answered.insert(answered.customer);
        Ok(())
    }

    fn version(&mut self, id: CustomerId, version: Version) {
        if self.versions.insert(id, version).is_some() {
            self.report.problem(|| format!("customer {id} both lives and is deleted"));
        }
    }

    /// A record requires this claim or index entry.
    fn require(&mut self, at: PrimaryKey, id: CustomerId) {
        match self.unmatched.remove(&at) {
            Some(seen) if seen == id => {}
            Some(seen) => self.report.problem(|| format!("{at:?} names {seen} instead of {id}")),
            None => {
                if let Some(other) = self.missing.insert(at.clone(), id) {
                    self.report.problem(|| format!("{other} and {id} both have {at:?}"));
                }
            }
        }
    }

    /// The table has this claim or index entry.
    fn found(&mut self, at: PrimaryKey, id: CustomerId) {
        match self.missing.remove(&at) {
            Some(required) if required == id => {}
            Some(required) => {
                self.report.problem(|| format!("{at:?} names {id} instead of {required}"))
            }
            None => drop(self.unmatched.insert(at, id)),
        }
    }

    /// Ends the check after the last item.
    #[must_use]
    pub fn finish(mut self) -> Report {
        for (at, id) in std::mem::take(&mut self.missing) {
            self.report.problem(|| format!("customer {id} lacks {at:?}"));
        }
        for (at, id) in std::mem::take(&mut self.unmatched) {
            self.report.problem(|| format!("{at:?} of {id} stands although no record has it"));
        }
        for at in std::mem::take(&mut self.rows).differing() {
            self.report.problem(|| format!("the row {at:?} differs from its record"));
        }
        self.compare_counts();
        self.compare_histories();
        self.report
    }

    fn compare_counts(&mut self) {
        let Self { shelves, aisles, expected, report, .. } = self;
        // An empty shelf is the same as a missing one.
        shelves.retain(|_, bits| *bits != 0);
        aisles.retain(|_, live| *live != 0);
        if *shelves != expected.shelves {
            report.problem(|| "the shelves differ from the living ids".to_owned());
        }
        if *aisles != expected.aisles {
            report.problem(|| "the aisles differ from the living ids".to_owned());
        }
        let next = self.next.unwrap_or(1);
        if next <= expected.highest {
            report.problem(|| format!("the tail {next} is not behind {}", expected.highest));
        }
        let highest = self.parts.iter().max().map_or(0, |part| part.get());
        if self.given < highest {
            let given = self.given;
            self.report.problem(|| format!("the parts' counter {given} is behind part {highest}"));
        }
    }

    fn compare_histories(&mut self) {
        for (id, version) in &self.versions {
            let seen = self.history.remove(id).unwrap_or_default();
            let is_deleted = self.deleted.contains(id);
            // The change of a deletion may be gone already.
            let last = version.0 - u64::from(is_deleted && seen.last < version.0);
            let end = is_deleted.then_some(version.0).filter(|end| *end == seen.last);
            if seen.ending != Vec::from_iter(end) {
                self.report
                    .problem(|| format!("changes {:?} of customer {id} have an end", seen.ending));
            }
            if (seen.count, seen.last) != (last, last) {
                self.report.problem(|| {
                    format!(
                        "customer {id} has version {} but {} changes up to {}",
                        version.0, seen.count, seen.last
                    )
                });
            }
        }
        for id in std::mem::take(&mut self.history).into_keys() {
            self.report.problem(|| format!("changes of {id}, which never was"));
        }
        for id in &self.answered {
            if !self.versions.contains_key(id) {
                self.report
                    .problem(|| format!("an answer tells of customer {id}, which never was"));
            }
        }
        for id in &self.deleted_records {
            if !self.versions.contains_key(id) {
                self.report.problem(|| format!("a deleted record of {id} without a tombstone"));
            }
        }
    }
}
