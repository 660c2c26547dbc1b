//! Changing customers.

use std::collections::BTreeSet;

use super::action::{Part, Transaction};
use super::insert::change_is_there;
use super::item::{Item, decode};
use super::transact::{Refusal, pause_before};
use super::{ClaimKind, Get, Origin, Store, StoreError, key, layout};
use crate::id::{CustomerId, TenantId};
use crate::record::{Customer, index};

impl Store {
    /// Changes a customer: one transaction, on the condition that nobody wrote since `current` was
    /// read. After a lost race it tries again with the new record, so `change` may be called several
    /// times. If nothing changes, nothing is written. `None`: the customer was deleted.
    pub async fn update<E: From<StoreError>>(
        &self,
        tenant: TenantId,
        origin: &Origin,
        current: Customer,
        mut change: impl FnMut(&mut Customer) -> Result<(), E> + Send,
    ) -> Result<Option<Customer>, E> {
        let id = current.id;
        let mut current = current;
        let mut attempt = 0;
        loop {
            let mut changed = current.clone();
            change(&mut changed)?;
            if changed == current {
                return Ok(Some(current));
            }
            self.give_part_ids(tenant, &mut changed).await?;
            changed.version = current.version.next();
            changed.updated_at = self.clock.now().max(current.updated_at.next());
            let refusal = match self.replace(tenant, origin, &current, &changed).await {
                Ok(()) => return Ok(Some(changed)),
                Err(refusal) => refusal,
            };
            match self.fresh(tenant, id, origin, refusal, attempt).await? {
                Some(fresh) => current = fresh,
                None => return Ok(None),
            }
            attempt += 1;
        }
    }

    /// The record for the next attempt. After the first lost race, it is the one that the failed
    /// condition returned. Later ones wait and read it again, because other writers are busy.
    pub(super) async fn fresh(
        &self,
        tenant: TenantId,
        id: CustomerId,
        origin: &Origin,
        refusal: Refusal,
        attempt: u32,
    ) -> Result<Option<Customer>, StoreError> {
        let returned = match refusal {
            Refusal::Failed(error) => return Err(error),
            Refusal::Conflict => None,
            Refusal::Conditions(failed) => match current_record(failed)? {
                Some(record) => Some(record),
                None => return Ok(None),
            },
        };
        if attempt == 0 && returned.is_some() {
            return Ok(returned);
        }
        if !pause_before(origin.deadline, attempt).await {
            return Err(StoreError::Contended);
        }
        self.get(Get::customer(tenant, id)).await
    }

    async fn replace(
        &self,
        tenant: TenantId,
        origin: &Origin,
        before: &Customer,
        after: &Customer,
    ) -> Result<(), Refusal> {
        let (old_entries, new_entries) = (index::entries(before), index::entries(after));
        after.check_limits(&new_entries).map_err(StoreError::from)?;
        let mut write = Transaction::new(&self.table);
        write.put_version(layout::record(tenant, after)?, before.version.0)?;
        let (old_claims, new_claims) = (index::claims(before), index::claims(after));
        for claim in difference(&old_claims, &new_claims) {
            write.delete(key::claim(tenant, claim))?;
        }
        for claim in difference(&new_claims, &old_claims) {
            let item = layout::claim(tenant, claim, after.id)?;
            write.put_new(Part::Claim(ClaimKind::from(claim)), item)?;
        }
        for entry in difference(&old_entries, &new_entries) {
            write.delete(key::index_entry(tenant, entry, after.id))?;
        }
        for entry in difference(&new_entries, &old_entries) {
            write.put(layout::index_entry(tenant, entry, after.id))?;
        }
        write.put(layout::row(tenant, after))?;
        let step = layout::Step::Changed(before, after);
        let change = layout::change(tenant, origin, after.updated_at, step)?;
        write.put_new(Part::Change, change)?;
        self.transact(write, origin.deadline).await
    }
}

fn difference<'a, T: Ord>(these: &'a BTreeSet<T>, those: &'a BTreeSet<T>) -> Vec<&'a T> {
    these.difference(those).collect()
}

/// The record that the failed condition returned; `None` if it was deleted. If only a claim failed,
/// the error says that the value is taken, and if only the change did, that the history is ahead of
/// the record.
fn current_record(failed: Vec<(Part, Option<Item>)>) -> Result<Option<Customer>, StoreError> {
    let mut taken = None;
    for (part, item) in failed {
        match part {
            Part::Record => return item.as_ref().map(decode).transpose(),
            Part::Claim(kind) => taken = Some(kind),
            Part::Change | Part::Tombstone | Part::Tail | Part::Answer | Part::Unconditional => {}
        }
    }
    Err(taken.map_or_else(change_is_there, StoreError::Taken))
}
