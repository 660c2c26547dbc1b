//! Reads rows, or records where rows do not tell enough, and keeps what a filter accepts.
//!
//! The rows of an aisle are a partition. They are read in slices, so that a Query reads about half
//! a megabyte, and at most four Queries run at once.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use tokio::task::JoinSet;

use super::facts::{Lookups, RecordFacts, RowFacts};
use super::filter::{Facts, Field, Filter, FilterError, SortField, SortKey};
use super::item::{Item, corrupt, decode, text, text_of};
use super::key::{self, AISLE_IDS};
use super::metered::{AT_ONCE, Meter, lost};
use super::sieve::Sieve;
use super::{Store, StoreError};
use crate::id::{CustomerId, MAX_ID, TenantId};
use crate::record::Customer;
use crate::record::row::CUT;

/// How many rows a slice has, about: half a megabyte, so that one Query reads it.
const SLICE_ROWS: u64 = 2_048;
/// The first slice of a list that ends as soon as its page is full. Each next one is twice as large.
const FIRST_SLICE_ROWS: u64 = 256;
/// The most rows with cut texts that are decided on their records.
const MAX_CUT_ROWS: usize = 1_000;

/// A customer that the filter accepts, with the values that it is sorted by.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) id: CustomerId,
    values: Vec<SortValue>,
}

/// A value to sort by. One that is not set is less than every other.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortValue {
    Text(Option<Box<str>>),
    Number(Option<i64>),
}

impl Match {
    pub(super) fn of(facts: &impl Facts, order: &[SortKey]) -> Self {
        let value = |key: &SortKey| match key.field {
            SortField::Text(field) => SortValue::Text(facts.text(field).map(Into::into)),
            SortField::Number(field) => SortValue::Number(facts.number(field)),
        };
        Self { id: facts.id(), values: order.iter().map(value).collect() }
    }

    /// The first value that it is sorted by, if that is a number.
    pub(super) fn number(&self) -> Option<i64> {
        match self.values.first() {
            Some(SortValue::Number(number)) => *number,
            Some(SortValue::Text(_)) | None => None,
        }
    }

    /// By the keys, then by id.
    pub(super) fn compare(&self, other: &Self, order: &[SortKey]) -> Ordering {
        let values = self.values.iter().zip(&other.values).zip(order);
        values
            .map(|((this, that), key)| if key.descending { that.cmp(this) } else { this.cmp(that) })
            .find(|order| order.is_ne())
            .unwrap_or_else(|| self.id.cmp(&other.id))
    }
}

/// What a scan found, in the order of ids.
#[derive(Debug, Default)]
pub(super) struct Matches {
    pub(super) list: Vec<Match>,
    /// Whether nothing is left to be read.
    pub(super) complete: bool,
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Rows.
    Rows,
    /// Records: more than ten times as heavy.
    Records,
}

/// A range of ids in one partition.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slice {
    pk: String,
    first: CustomerId,
    last: CustomerId,
}

/// What a slice has.
#[derive(Debug, Default)]
struct Part {
    matches: Vec<Match>,
    cut: Vec<CustomerId>,
}

/// One way through all customers of a tenant.
pub(super) struct Scan {
    pub(super) store: Store,
    pub(super) tenant: TenantId,
    pub(super) source: Source,
    pub(super) filter: Filter,
    pub(super) order: Vec<SortKey>,
    pub(super) lookups: Lookups,
    pub(super) meter: Meter,
}

impl Scan {
    /// The customers that the filter accepts. Ends as soon as there are `enough`, with those that
    /// have the lowest ids. `aisles`: each aisle with the number of its customers.
    pub(super) async fn run(
        self: &Arc<Self>,
        aisles: &[(u64, u64)],
        enough: Option<usize>,
    ) -> Result<Matches, FilterError> {
        let slices = match self.source {
            Source::Rows => slices(self.tenant, aisles, enough.is_some())?,
            Source::Records => vec![everything(self.tenant)?],
        };
        let expressions = Arc::new(self.expressions());
        let mut slices = slices.into_iter().enumerate();
        let (mut found, mut cut) = (Matches::default(), 0);
        let (mut done, mut next) = (BTreeMap::new(), 0);
        let mut at_once = if enough.is_some() { 1 } else { AT_ONCE };
        let mut running = JoinSet::new();
        loop {
            while running.len() < at_once
                && let Some((number, slice)) = slices.next()
            {
                let (scan, expressions) = (Arc::clone(self), Arc::clone(&expressions));
                let reading = async move { scan.part(&slice, &expressions, enough).await };
                running.spawn(async move { (number, reading.await) });
            }
            let Some(read) = running.join_next().await else {
                found.complete = true;
                return Ok(found);
            };
            let (number, part) = read.map_err(lost)?;
            let part = part?;
            cut += part.cut.len();
            if cut > MAX_CUT_ROWS {
                return Err(FilterError::TooManyCut);
            }
            done.insert(number, part.matches);
            while let Some(matches) = done.remove(&next) {
                found.list.extend(matches);
                next += 1;
            }
            if enough.is_some_and(|enough| found.list.len() >= enough) {
                return Ok(found);
            }
            at_once = (at_once * 2).min(AT_ONCE);
        }
    }

    /// Reads a slice to its end. An empty page is not the end.
    async fn part(
        &self,
        slice: &Slice,
        expressions: &Expressions,
        enough: Option<usize>,
    ) -> Result<Part, FilterError> {
        let mut part = Part::default();
        let mut start: Option<HashMap<String, AttributeValue>> = None;
        loop {
            let query = expressions.query(&self.store, slice).set_exclusive_start_key(start);
            let output = self.store.query_page(query, &self.meter).await?;
            for item in output.items() {
                self.judge(item, &mut part)?;
            }
            let has_enough = enough.is_some_and(|enough| part.matches.len() >= enough);
            start = output.last_evaluated_key;
            if start.is_none() || has_enough {
                break;
            }
            if part.cut.len() > MAX_CUT_ROWS {
                return Err(FilterError::TooManyCut);
            }
        }
        self.judge_cut(&mut part).await?;
        Ok(part)
    }

    fn judge(&self, item: &Item, part: &mut Part) -> Result<(), StoreError> {
        if self.source == Source::Records {
            self.judge_record(&decode(item)?, part);
            return Ok(());
        }
        let id = text_of(item, "sk")?.parse().map_err(corrupt)?;
        if item.contains_key(CUT) {
            part.cut.push(id);
            return Ok(());
        }
        let facts = RowFacts { id, item, lookups: &self.lookups };
        if self.filter.accepts(&facts) {
            part.matches.push(Match::of(&facts, &self.order));
        }
        Ok(())
    }

    fn judge_record(&self, customer: &Customer, part: &mut Part) {
        let facts = RecordFacts { customer, lookups: &self.lookups };
        if self.filter.accepts(&facts) {
            part.matches.push(Match::of(&facts, &self.order));
        }
    }

    /// Decides the slice's cut rows on their records.
    async fn judge_cut(&self, part: &mut Part) -> Result<(), FilterError> {
        if part.cut.is_empty() {
            return Ok(());
        }
        if part.cut.len() > MAX_CUT_ROWS {
            return Err(FilterError::TooManyCut);
        }
        let records = self.store.customers(self.tenant, &part.cut, &self.meter).await?;
        for customer in records.values() {
            self.judge_record(customer, part);
        }
        part.matches.sort_unstable_by_key(|one| one.id);
        Ok(())
    }

    fn expressions(&self) -> Expressions {
        let fields = self.filter.fields().into_iter();
        let fields: BTreeSet<Field> =
            fields.chain(self.order.iter().map(|key| key.field.field())).collect();
        match self.source {
            Source::Rows => Expressions::new(Sieve::of(&self.filter), &fields),
            Source::Records => Expressions::default(),
        }
    }
}

/// What every Query of a scan asks for.
#[derive(Debug, Default)]
struct Expressions {
    sieve: Option<Sieve>,
    /// `None`: everything.
    projection: Option<String>,
}

impl Expressions {
    /// Rows that pass a sieve, with only these fields.
    fn new(sieve: Option<Sieve>, fields: &BTreeSet<Field>) -> Self {
        let has_texts = fields.iter().any(|field| !matches!(field, Field::Number(_)));
        let attributes = fields.iter().filter_map(|field| field.attribute());
        // Whether a row was cut matters only if texts do.
        let attributes = attributes.chain(has_texts.then_some(CUT));
        let projection = attributes.fold("sk".to_owned(), |all, one| all + "," + one);
        Self { sieve, projection: Some(projection) }
    }

    fn query(&self, store: &Store, slice: &Slice) -> QueryFluentBuilder {
        let mut query = store
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(&slice.pk))
            .expression_attribute_values(":first", text(key::padded(slice.first)))
            .expression_attribute_values(":last", text(key::padded(slice.last)))
            .set_projection_expression(self.projection.clone());
        if let Some(sieve) = &self.sieve {
            query = query.filter_expression(&sieve.expression);
            for (name, value) in &sieve.values {
                query = query.expression_attribute_values(name, value.clone());
            }
        }
        query
    }
}

/// The slices of all aisles that have customers. If the list may end early, the first slices are
/// small, and as wide as if every id lived.
fn slices(
    tenant: TenantId,
    aisles: &[(u64, u64)],
    may_end_early: bool,
) -> Result<Vec<Slice>, StoreError> {
    let mut rows = if may_end_early { FIRST_SLICE_ROWS } else { SLICE_ROWS };
    let mut slices = Vec::new();
    for (aisle, live) in aisles.iter().filter(|(_, live)| *live > 0) {
        let pk = key::rows(tenant, *aisle);
        let end = (aisle + 1) * AISLE_IDS;
        let mut from = aisle * AISLE_IDS;
        while from < end {
            let width = if rows < SLICE_ROWS { rows } else { (AISLE_IDS * rows).div_ceil(*live) };
            let to = end.min(from + width);
            slices.push(slice(pk.clone(), from, to - 1)?);
            from = to;
            rows = SLICE_ROWS.min(rows * 2);
        }
    }
    Ok(slices)
}

/// All records.
fn everything(tenant: TenantId) -> Result<Slice, StoreError> {
    slice(key::customers(tenant), 1, MAX_ID)
}

fn slice(pk: String, first: u64, last: u64) -> Result<Slice, StoreError> {
    let id = |number: u64| CustomerId::try_from(number.clamp(1, MAX_ID)).map_err(corrupt);
    Ok(Slice { pk, first: id(first)?, last: id(last)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn borders(aisles: &[(u64, u64)], may_end_early: bool) -> Vec<(u64, u64)> {
        let tenant = TenantId::try_from(1).unwrap();
        let slices = slices(tenant, aisles, may_end_early).unwrap();
        slices.iter().map(|slice| (slice.first.get(), slice.last.get())).collect()
    }

    /// Broken by leaving out the end of an aisle that is not a multiple of the width.
    #[test]
    fn slices_cover_every_aisle_that_has_customers() {
        assert_eq!(borders(&[(0, 100), (1, 0), (2, 1)], false), [(1, 16_383), (32_768, 49_151)]);
        let full = borders(&[(0, AISLE_IDS)], false);
        assert_eq!((full.len(), full[0], full[7]), (8, (1, 2_047), (14_336, 16_383)));
        let third = borders(&[(0, 5_000)], false);
        assert_eq!(third, [(1, 6_710), (6_711, 13_421), (13_422, 16_383)]);
    }

    #[test]
    fn a_list_that_may_end_early_begins_with_small_slices() {
        let growing = borders(&[(0, AISLE_IDS), (1, AISLE_IDS)], true);
        assert_eq!(growing[..3], [(1, 255), (256, 767), (768, 1_791)]);
        assert_eq!(growing.last(), Some(&(30_720, 32_767)));
        let meet = growing.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0);
        assert!(meet, "{growing:?}");
    }
}
