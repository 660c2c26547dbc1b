//! The transaction that creates a customer, and what its failed conditions mean.

use super::action::{Part, Transaction};
use super::item::{Item, number_of};
use super::transact::Refusal;
use super::{ClaimKind, Origin, Store, StoreError, key, layout};
use crate::cause::Cause;
use crate::clock::Timestamp;
use crate::id::{CustomerId, TenantId};
use crate::record::Customer;
use crate::record::index;

/// Where a new customer's id comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum IdAssignment {
    /// The tail that was read (`None`: there is none yet), or an id a little after it.
    Tail { read: Option<u64>, id: CustomerId },
    /// The customer itself. `moves`: whether the tail must move past it.
    Brought { id: CustomerId, moves: bool },
}

/// The item of an idempotent answer. It may replace one from `replaces_before` or earlier.
pub(super) struct AnswerItem {
    pub(super) item: Item,
    pub(super) replaces_before: Timestamp,
}

/// The conditions that failed, each with the current item if the action asked for it.
pub(super) type Failed = [(Part, Option<Item>)];

impl Store {
    /// Writes a new customer with all its items, and the answer of an idempotent create.
    pub(super) async fn insert(
        &self,
        tenant: TenantId,
        origin: &Origin,
        customer: &Customer,
        assignment: IdAssignment,
        answer: Option<AnswerItem>,
    ) -> Result<(), Refusal> {
        let entries = index::entries(customer);
        customer.check_limits(&entries).map_err(StoreError::from)?;
        let mut write = Transaction::new(&self.table);
        write.put_new(Part::Record, layout::record(tenant, customer)?)?;
        for claim in index::claims(customer) {
            let item = layout::claim(tenant, &claim, customer.id)?;
            write.put_new(Part::Claim(ClaimKind::from(&claim)), item)?;
        }
        for entry in entries {
            write.put(layout::index_entry(tenant, &entry, customer.id))?;
        }
        let (shelf, bit) = layout::place(customer.id);
        write.add_live(key::shelf(tenant, shelf), 1 << bit)?;
        write.add_live(key::aisle(tenant, layout::aisle_of(customer.id)), 1)?;
        let tail = key::tail(tenant);
        match assignment {
            IdAssignment::Tail { read: Some(read), id } => {
                write.move_tail(tail, "#next = :read", Some(read), id.get() + 1)?;
            }
            IdAssignment::Tail { read: None, id } => {
                write.move_tail(tail, "attribute_not_exists(#next)", None, id.get() + 1)?;
            }
            IdAssignment::Brought { id, moves } => {
                write.check_absent(Part::Tombstone, key::tombstone(tenant, id))?;
                if moves {
                    let condition = "attribute_not_exists(#next) OR #next <= :read";
                    write.move_tail(tail, condition, Some(id.get()), id.get() + 1)?;
                }
            }
        }
        write.put(layout::row(tenant, customer))?;
        let step = layout::Step::Created(customer);
        let change = layout::change(tenant, origin, customer.created_at, step)?;
        write.put_new(Part::Change, change)?;
        if let Some(answer) = answer {
            write.put_answer(answer.item, answer.replaces_before)?;
        }
        self.transact(write, origin.deadline).await
    }
}

pub(super) fn first_id(tail: Option<u64>) -> Result<CustomerId, StoreError> {
    CustomerId::try_from(tail.unwrap_or(1)).map_err(super::item::corrupt)
}

/// The current tail, if its condition failed.
pub(super) fn tail_of(failed: &Failed) -> Result<Option<Option<u64>>, StoreError> {
    let tail = failed.iter().find(|(part, _)| *part == Part::Tail);
    tail.map(|(_, item)| item.as_ref().map(|item| number_of(item, "next")).transpose()).transpose()
}

/// Whether a part's condition failed.
pub(super) fn has(failed: &Failed, part: Part) -> bool {
    failed.iter().any(|(failed, _)| *failed == part)
}

/// The error that the failed conditions of a new customer stand for.
pub(super) fn meaning(failed: &Failed) -> StoreError {
    let claim = failed.iter().find_map(|(part, _)| match part {
        Part::Claim(kind) => Some(*kind),
        Part::Record
        | Part::Tombstone
        | Part::Tail
        | Part::Answer
        | Part::Change
        | Part::Unconditional => None,
    });
    match claim {
        Some(kind) => StoreError::Taken(kind),
        None if failed.iter().all(|(part, _)| *part == Part::Change) => change_is_there(),
        None => StoreError::IdTaken,
    }
}

/// The error if nothing but the change stands in the way: no write may replace a part of a history.
pub(super) fn change_is_there() -> StoreError {
    StoreError::Corrupt(Cause::text(
        "the history already has a change of the version to be written",
    ))
}
