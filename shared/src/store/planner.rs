//! The planner: whether index entries answer a filter, so that a few records are read instead of
//! all rows.
//!
//! Index entries give candidates: every customer that the filter accepts, and maybe others. They
//! answer only if they are few enough for one Query of 500.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::future::Future;
use std::pin::Pin;

use super::facts::Lookups;
use super::filter::{Comparison, Filter, TextOperator, TextRule, WordsRule};
use super::item::{Item, corrupt, text_of};
use super::key::{self, AISLE_PREFIX};
use super::list::count;
use super::metered::Meter;
use super::{Store, StoreError};
use crate::id::{CustomerId, TenantId};
use crate::record::index::{IndexEntry, IndexKind, Partitioned};
use crate::record::row::{NumberField, TextField};

/// The most index entries that are read to find out whether they answer.
const MAX_ENTRIES: i32 = 500;
/// The most candidates whose records are read.
const MAX_CANDIDATES: usize = 1_000;
/// The fewest characters of a value's beginning: its partition is named by so many.
const MIN_PREFIX: usize = 2;

/// What gives the candidates for a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lookup {
    /// These customers.
    Ids(BTreeSet<CustomerId>),
    /// Those with this index entry.
    Entry(IndexEntry),
    /// Those with an entry of this kind whose value begins with this one.
    Prefix(IndexEntry),
    /// Any one of these is enough.
    OneOf(Vec<Self>),
    /// All of these together.
    EachOf(Vec<Self>),
}

impl Lookup {
    /// What gives the candidates for a filter, if anything does.
    pub(super) fn of(filter: &Filter, lookups: &Lookups) -> Option<Self> {
        match filter {
            Filter::All(rules) => {
                let mut any: Vec<_> =
                    rules.iter().filter_map(|rule| Self::of(rule, lookups)).collect();
                any.sort_by_key(Self::rank);
                (!any.is_empty()).then_some(Self::OneOf(any))
            }
            Filter::Any(rules) => {
                let each = rules.iter().map(|rule| Self::of(rule, lookups));
                each.collect::<Option<_>>().map(Self::EachOf)
            }
            Filter::Text(TextRule { field, operator, folded }) => {
                let entry = IndexEntry::folded(kind_of(*field)?, folded.clone())?;
                match operator {
                    TextOperator::Is(Comparison::Equal) => Some(Self::Entry(entry)),
                    TextOperator::BeginsWith => Self::prefix(entry),
                    TextOperator::Is(_) | TextOperator::Contains | TextOperator::EndsWith => None,
                }
            }
            Filter::OneOf(field, values) => {
                let kind = kind_of(*field)?;
                let entry = |value: &String| IndexEntry::folded(kind, value.clone());
                let each = values.iter().map(|value| entry(value).map(Self::Entry));
                each.collect::<Option<_>>().map(Self::EachOf)
            }
            Filter::Number(field, Comparison::Equal, operand) => {
                let id = u64::try_from(*operand).ok().and_then(|id| CustomerId::try_from(id).ok());
                match field {
                    NumberField::Id => Some(Self::Ids(id.into_iter().collect())),
                    NumberField::ParentId => Self::number(IndexKind::Parent, *operand),
                    NumberField::DealershipId => Self::number(IndexKind::Dealership, *operand),
                    NumberField::Active
                    | NumberField::IsBusiness
                    | NumberField::CreatedAt
                    | NumberField::UpdatedAt
                    | NumberField::Tax => None,
                }
            }
            Filter::Number(..) => None,
            Filter::Words(WordsRule { terms, .. }) => {
                // The longest begins the fewest words.
                let mut terms = terms.clone();
                terms.sort_unstable_by_key(|term| Reverse(term.len()));
                let entry = |term| IndexEntry::folded(IndexKind::Name, term);
                let prefixes: Vec<_> =
                    terms.into_iter().filter_map(entry).filter_map(Self::prefix).collect();
                (!prefixes.is_empty()).then_some(Self::OneOf(prefixes))
            }
            Filter::Location(id, _) => {
                IndexEntry::folded(IndexKind::Location, id.to_string()).map(Self::Entry)
            }
            Filter::Has(entry) => Some(Self::Entry(entry.clone())),
            Filter::IsParent(true) => Some(Self::Ids(lookups.parents.iter().copied().collect())),
            Filter::IsParent(false) => None,
        }
    }

    fn number(kind: IndexKind, number: i64) -> Option<Self> {
        IndexEntry::folded(kind, number.to_string()).map(Self::Entry)
    }

    fn prefix(entry: IndexEntry) -> Option<Self> {
        let by_beginning = entry.kind.partitioned() == Partitioned::ByFirst;
        let is_long = entry.value.chars().take(MIN_PREFIX).count() == MIN_PREFIX;
        (by_beginning && is_long).then_some(Self::Prefix(entry))
    }

    /// Those that give fewer candidates come first.
    const fn rank(&self) -> u8 {
        match self {
            Self::Ids(_) => 0,
            Self::Entry(_) => 1,
            Self::OneOf(_) | Self::EachOf(_) => 2,
            Self::Prefix(_) => 3,
        }
    }
}

/// The index entries that a text has, if any. Each whole value has one.
const fn kind_of(field: TextField) -> Option<IndexKind> {
    Some(match field {
        TextField::Email => IndexKind::Email,
        TextField::Phone | TextField::MobilePhone => IndexKind::Phone,
        TextField::AccountNumber => IndexKind::Account,
        TextField::CustomerKey => IndexKind::Key,
        TextField::Postcode => IndexKind::Postcode,
        TextField::RegistrationNumber => IndexKind::Registration,
        // Names have an entry for each word.
        TextField::Name
        | TextField::Company
        | TextField::TradingName
        | TextField::FirstName
        | TextField::LastName
        | TextField::AddressLine
        | TextField::Locality
        | TextField::Region
        | TextField::CountryCode
        | TextField::ContactName
        | TextField::Locale
        | TextField::Notes => return None,
    })
}

/// The candidates that a lookup finds; `None`: too many.
type Candidates<'a> =
    Pin<Box<dyn Future<Output = Result<Option<BTreeSet<CustomerId>>, StoreError>> + Send + 'a>>;

impl Store {
    /// The candidates for a filter; `None` if index entries do not answer.
    pub(super) fn candidates<'a>(
        &'a self,
        tenant: TenantId,
        lookup: &'a Lookup,
        meter: &'a Meter,
    ) -> Candidates<'a> {
        Box::pin(async move {
            let found = match lookup {
                Lookup::Ids(ids) => Some(ids.clone()),
                Lookup::Entry(entry) => {
                    self.few(tenant, entry, &key::index_prefix(entry), meter).await?
                }
                Lookup::Prefix(entry) => {
                    self.few(tenant, entry, &key::escape(&entry.value), meter).await?
                }
                Lookup::OneOf(lookups) => {
                    let mut found = None;
                    for lookup in lookups {
                        found = self.candidates(tenant, lookup, meter).await?;
                        if found.is_some() {
                            break;
                        }
                    }
                    found
                }
                Lookup::EachOf(lookups) => {
                    let mut all = BTreeSet::new();
                    for lookup in lookups {
                        match self.candidates(tenant, lookup, meter).await? {
                            Some(found) => all.extend(found),
                            None => return Ok(None),
                        }
                    }
                    Some(all)
                }
            };
            Ok(found.filter(|ids| ids.len() <= MAX_CANDIDATES))
        })
    }

    /// The customers with entries of this kind whose sort keys begin with the prefix; `None` if
    /// there may be more than one Query of 500 shows.
    async fn few(
        &self,
        tenant: TenantId,
        entry: &IndexEntry,
        prefix: &str,
        meter: &Meter,
    ) -> Result<Option<BTreeSet<CustomerId>>, StoreError> {
        let pk = key::index_partition(tenant, entry);
        let query = self.beginning(pk, prefix).limit(MAX_ENTRIES);
        let output = self.query_page(query, meter).await?;
        if output.last_evaluated_key.is_some() {
            return Ok(None);
        }
        holders(output.items(), entry.kind).map(Some)
    }

    /// The customers that have the index entries which a filter asks for: all, however many.
    pub(super) async fn holders(
        &self,
        tenant: TenantId,
        filter: &Filter,
        meter: &Meter,
    ) -> Result<BTreeMap<IndexEntry, HashSet<CustomerId>>, StoreError> {
        let mut entries = BTreeSet::new();
        filter.each(&mut |rule| {
            if let Filter::Has(entry) = rule {
                entries.insert(entry.clone());
            }
        });
        let mut all = BTreeMap::new();
        for entry in entries {
            let pk = key::index_partition(tenant, &entry);
            let query = self.beginning(pk, &key::index_prefix(&entry));
            let items = self.query_all(query, meter).await?;
            let ids = holders(&items, entry.kind)?.into_iter().collect();
            all.insert(entry, ids);
        }
        Ok(all)
    }

    /// The number of living customers in each aisle, in order.
    pub(super) async fn aisles_metered(
        &self,
        tenant: TenantId,
        meter: &Meter,
    ) -> Result<Vec<(u64, u64)>, StoreError> {
        let query = self.beginning(key::tail(tenant).pk, AISLE_PREFIX);
        let items = self.query_all(query, meter).await?;
        items.iter().map(|item| count(item, AISLE_PREFIX)).collect()
    }
}

/// The customers that index entries of a kind name. Names, e-mail addresses and accounts share
/// partitions, so there may be others.
fn holders(items: &[Item], kind: IndexKind) -> Result<BTreeSet<CustomerId>, StoreError> {
    let mut ids = BTreeSet::new();
    for item in items {
        if let Some(id) = key::indexed(text_of(item, "sk")?, kind) {
            ids.insert(id.map_err(corrupt)?);
        }
    }
    Ok(ids)
}
