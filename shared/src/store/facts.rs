//! What a filter asks about a customer, answered from its record or from its row.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use aws_sdk_dynamodb::types::AttributeValue;

use super::filter::Facts;
use super::item::{Item, text_of};
use crate::id::CustomerId;
use crate::record::Customer;
use crate::record::index::{self, IndexEntry};
use crate::record::row::{LOCATIONS, NumberField, TextField};

/// What was looked up before customers are judged by their rows, because no row tells it.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    /// The customers that have each of these index entries.
    pub(super) holders: BTreeMap<IndexEntry, HashSet<CustomerId>>,
    /// The customers that others name as their parents.
    pub(super) parents: HashSet<CustomerId>,
}

/// A record's facts.
pub(super) struct RecordFacts<'a> {
    pub(super) customer: &'a Customer,
    pub(super) lookups: &'a Lookups,
}

impl Facts for RecordFacts<'_> {
    fn id(&self) -> CustomerId {
        self.customer.id
    }

    fn text(&self, field: TextField) -> Option<Cow<'_, str>> {
        self.customer.folded(field).map(Cow::Owned)
    }

    fn number(&self, field: NumberField) -> Option<i64> {
        self.customer.number(field)
    }

    fn locations(&self) -> Option<Cow<'_, str>> {
        self.customer.locations_text().map(Cow::Owned)
    }

    fn has(&self, entry: &IndexEntry) -> bool {
        index::entries(self.customer).contains(entry)
    }

    fn is_parent(&self) -> bool {
        self.lookups.parents.contains(&self.customer.id)
    }
}

/// A row's facts, read from its item without copying them.
pub(super) struct RowFacts<'a> {
    pub(super) id: CustomerId,
    pub(super) item: &'a Item,
    pub(super) lookups: &'a Lookups,
}

impl RowFacts<'_> {
    fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        text_of(self.item, name).ok().map(Cow::Borrowed)
    }
}

impl Facts for RowFacts<'_> {
    fn id(&self) -> CustomerId {
        self.id
    }

    fn text(&self, field: TextField) -> Option<Cow<'_, str>> {
        self.attribute(field.attribute()?)
    }

    fn number(&self, field: NumberField) -> Option<i64> {
        if field == NumberField::Id {
            return i64::try_from(self.id.get()).ok();
        }
        match self.item.get(field.attribute()?) {
            Some(AttributeValue::N(digits)) => digits.parse().ok(),
            _ => None,
        }
    }

    fn locations(&self) -> Option<Cow<'_, str>> {
        self.attribute(LOCATIONS)
    }

    fn has(&self, entry: &IndexEntry) -> bool {
        self.lookups.holders.get(entry).is_some_and(|holders| holders.contains(&self.id))
    }

    fn is_parent(&self) -> bool {
        self.lookups.parents.contains(&self.id)
    }
}
