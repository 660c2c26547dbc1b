//! Filtered and sorted lists, by page number and with totals.
//!
//! Where an index entry answers, the candidates' records are judged ([`planner`](super::planner)).
//! Else rows are ([`rows`](super::rows)), and records where rows lack a field. Both ways give the
//! same list.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use tokio::time::{Instant, timeout_at};

use super::facts::{Lookups, RecordFacts};
use super::filter::{Comparison, Field, Filter, FilterError, SortField, SortKey};
use super::item::corrupt;
use super::metered::{Meter, Units};
use super::planner::Lookup;
use super::rows::{Match, Matches, Scan, Source};
use super::{PageRequest, Store, StoreError};
use crate::id::{CustomerId, TenantId};
use crate::record::Customer;
use crate::record::row::NumberField;

/// The most customers of a tenant whose records are read for a field that is in no row.
const MAX_RECORDS: u64 = 4_000;
/// How many candidates are read before it is asked whether they are enough.
const CANDIDATES_AT_ONCE: usize = 400;

/// A list to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// Which customers it shows.
    pub filter: Filter,
    /// What it is sorted by; then by id.
    pub order: Vec<SortKey>,
    /// Which page of it.
    pub page: PageRequest,
    /// Whether the number of all customers is wanted, which may cost a lot more.
    pub total: bool,
}

/// A filtered list, and what it cost whether or not there is one.
#[derive(Debug)]
pub struct Filtered {
    /// The units that were read.
    pub units: Units,
    /// The list.
    pub page: Result<FilteredPage, FilterError>,
}

/// One page of a filtered list.
#[derive(Debug, Clone, PartialEq)]
pub struct FilteredPage {
    /// Its customers.
    pub customers: Vec<Customer>,
    /// Whether there are customers after the page.
    pub more: bool,
    /// The number of customers that the filter accepts. `None` only if it was not wanted: there
    /// are more than those up to the end of this page.
    pub total: Option<u64>,
}

/// One list while it is made.
struct Run<'a> {
    store: &'a Store,
    tenant: TenantId,
    asked: &'a ListRequest,
    meter: &'a Meter,
}

impl Store {
    /// One page of the customers that a filter accepts. Waits until the deadline while DynamoDB
    /// throttles.
    pub async fn filtered(
        &self,
        tenant: TenantId,
        asked: &ListRequest,
        deadline: Instant,
    ) -> Filtered {
        let meter = Meter::default();
        let run = Run { store: self, tenant, asked, meter: &meter };
        let page = match timeout_at(deadline, run.page()).await {
            Ok(page) => page,
            Err(_elapsed) => Err(FilterError::TooSlow),
        };
        Filtered { units: meter.units(), page }
    }
}

impl Run<'_> {
    async fn page(&self) -> Result<FilteredPage, FilterError> {
        let Self { store, tenant, asked, meter } = *self;
        let mut lookups = Lookups::default();
        let mut aisles = None;
        if asked.filter.asks_for_parents() {
            let all = store.aisles_metered(tenant, meter).await?;
            lookups.parents = self.parents(&all).await?;
            aisles = Some(all);
        }
        if let Some(lookup) = Lookup::of(&asked.filter, &lookups)
            && let Some(ids) = store.candidates(tenant, &lookup, meter).await?
        {
            return self.among(&ids, &lookups).await;
        }
        let aisles = match aisles {
            Some(aisles) => aisles,
            None => store.aisles_metered(tenant, meter).await?,
        };
        let source = self.source(&aisles)?;
        if source == Source::Rows {
            lookups.holders = store.holders(tenant, &asked.filter, meter).await?;
        }
        self.scanned(source, &aisles, lookups).await
    }

    /// The customers that others name as their parents: one more way through the rows.
    async fn parents(&self, aisles: &[(u64, u64)]) -> Result<HashSet<CustomerId>, FilterError> {
        let parent = NumberField::ParentId;
        let scan = self.scan(Source::Rows, Lookups::default());
        let scan = Scan {
            filter: Filter::Number(parent, Comparison::AtLeast, 1),
            order: vec![SortKey { field: SortField::Number(parent), descending: false }],
            ..scan
        };
        let children = Arc::new(scan).run(aisles, None).await?.list;
        let parents = children.iter().filter_map(Match::number);
        let ids = parents.map(|id| u64::try_from(id).map_err(corrupt)?.try_into().map_err(corrupt));
        Ok(ids.collect::<Result<_, StoreError>>()?)
    }

    /// Rows, or records if rows lack a field and there are not too many records.
    fn source(&self, aisles: &[(u64, u64)]) -> Result<Source, FilterError> {
        let sorted = self.asked.order.iter().map(|key| key.field.field());
        let mut lacking: BTreeSet<Field> = self.asked.filter.fields();
        lacking.extend(sorted);
        lacking.retain(|field| !field.is_in_rows());
        let customers: u64 = aisles.iter().map(|(_, live)| live).sum();
        match (lacking.is_empty(), customers <= MAX_RECORDS) {
            (true, _) => Ok(Source::Rows),
            (false, true) => Ok(Source::Records),
            (false, false) => Err(FilterError::Unfilterable(lacking)),
        }
    }

    fn scan(&self, source: Source, lookups: Lookups) -> Scan {
        Scan {
            store: self.store.clone(),
            tenant: self.tenant,
            source,
            filter: self.asked.filter.clone(),
            order: self.asked.order.clone(),
            lookups,
            meter: self.meter.clone(),
        }
    }

    /// The position of the page's first customer in the list.
    fn from(&self) -> usize {
        let PageRequest { page, size } = self.asked.page;
        usize::try_from(page.saturating_sub(1).saturating_mul(size)).unwrap_or(usize::MAX)
    }

    fn size(&self) -> usize {
        usize::try_from(self.asked.page.size).unwrap_or(usize::MAX)
    }

    /// How many customers, in the order of their ids, decide the page and whether there are more;
    /// `None`: only all do.
    fn enough(&self) -> Option<usize> {
        let in_order = self.asked.order.is_empty() && !self.asked.total;
        in_order.then(|| self.from().saturating_add(self.size()).saturating_add(1))
    }

    /// The page among these candidates, by their records.
    async fn among(
        &self,
        ids: &BTreeSet<CustomerId>,
        lookups: &Lookups,
    ) -> Result<FilteredPage, FilterError> {
        let Self { store, tenant, asked, meter } = *self;
        let ids: Vec<CustomerId> = ids.iter().copied().collect();
        let mut accepted = Vec::new();
        let mut complete = true;
        for some in ids.chunks(CANDIDATES_AT_ONCE) {
            if self.enough().is_some_and(|enough| accepted.len() >= enough) {
                complete = false;
                break;
            }
            for customer in store.customers(tenant, some, meter).await?.into_values() {
                let facts = RecordFacts { customer: &customer, lookups };
                if asked.filter.accepts(&facts) {
                    accepted.push((Match::of(&facts, &asked.order), customer));
                }
            }
        }
        accepted.sort_unstable_by(|(this, _), (that, _)| this.compare(that, &asked.order));
        let after = self.from().saturating_add(self.size());
        let more = accepted.len() > after;
        let total = complete.then_some(accepted.len() as u64);
        let page = accepted.into_iter().skip(self.from()).take(self.size());
        let customers = page.map(|(_, customer)| customer).collect();
        Ok(FilteredPage { customers, more, total })
    }

    /// The page of a scan. If so many of its customers disappear meanwhile that too few are left to
    /// fill it, it is scanned once more for others.
    async fn scanned(
        &self,
        source: Source,
        aisles: &[(u64, u64)],
        lookups: Lookups,
    ) -> Result<FilteredPage, FilterError> {
        let order = &self.asked.order;
        let scan = Arc::new(self.scan(source, lookups));
        let mut spare = 0;
        loop {
            let enough = self.enough().map(|enough| enough.saturating_add(spare));
            let mut matches = scan.run(aisles, enough).await?;
            if !order.is_empty() {
                matches.list.sort_unstable_by(|this, that| this.compare(that, order));
            }
            if let Some(page) = self.page_of(&matches, &scan.lookups).await? {
                return Ok(page);
            }
            spare += self.size();
        }
    }

    /// The page of these matches. Their records are judged once more: one that is gone or is
    /// accepted no longer is replaced by the next. `None`: too few are left.
    async fn page_of(
        &self,
        matches: &Matches,
        lookups: &Lookups,
    ) -> Result<Option<FilteredPage>, FilterError> {
        let Self { store, tenant, asked, meter } = *self;
        let mut rest = matches.list.get(self.from()..).unwrap_or_default();
        let mut customers = Vec::new();
        let mut gone = 0;
        while customers.len() < self.size() && !rest.is_empty() {
            let wanted = rest.len().min(self.size() - customers.len());
            let (some, others) = rest.split_at(wanted);
            let ids: Vec<CustomerId> = some.iter().map(|one| one.id).collect();
            let mut records = store.customers(tenant, &ids, meter).await?;
            for id in ids {
                let accepted =
                    |customer: &Customer| asked.filter.accepts(&RecordFacts { customer, lookups });
                match records.remove(&id).filter(accepted) {
                    Some(customer) => customers.push(customer),
                    None => gone += 1,
                }
            }
            rest = others;
        }
        if rest.is_empty() && !matches.complete {
            return Ok(None);
        }
        let total = matches.complete.then_some((matches.list.len() - gone) as u64);
        Ok(Some(FilteredPage { customers, more: !rest.is_empty(), total }))
    }
}
