//! Deleting customers.

use super::action::{Part, Transaction};
use super::transact::Refusal;
use super::{Origin, Store, StoreError, key, layout};
use crate::id::TenantId;
use crate::record::{Customer, index};

impl Store {
    /// Deletes a customer in one transaction. A tombstone stays for ever and the record for 90 days;
    /// claims and index entries are deleted. If others changed the customer meanwhile, the changed
    /// one is deleted. Returns `false` if it was already deleted.
    pub async fn delete(
        &self,
        tenant: TenantId,
        origin: &Origin,
        current: Customer,
    ) -> Result<bool, StoreError> {
        let id = current.id;
        let mut current = current;
        let mut attempt = 0;
        loop {
            let refusal = match self.remove(tenant, origin, &current).await {
                Ok(()) => return Ok(true),
                Err(refusal) => refusal,
            };
            match self.fresh(tenant, id, origin, refusal, attempt).await? {
                Some(fresh) => current = fresh,
                None => return Ok(false),
            }
            attempt += 1;
        }
    }

    async fn remove(
        &self,
        tenant: TenantId,
        origin: &Origin,
        customer: &Customer,
    ) -> Result<(), Refusal> {
        let id = customer.id;
        let now = self.clock.now().max(customer.updated_at.next());
        let mut write = Transaction::new(&self.table);
        write.delete_version(key::customer(tenant, id), customer.version.0)?;
        write.delete(key::row(tenant, id))?;
        for item in layout::remains(tenant, customer, now, &origin.actor)? {
            write.put(item)?;
        }
        for claim in index::claims(customer) {
            write.delete(key::claim(tenant, &claim))?;
        }
        for entry in index::entries(customer) {
            write.delete(key::index_entry(tenant, &entry, id))?;
        }
        let (shelf, bit) = layout::place(id);
        write.add_live(key::shelf(tenant, shelf), -(1 << bit))?;
        write.add_live(key::aisle(tenant, layout::aisle_of(id)), -1)?;
        let change = layout::change(tenant, origin, now, layout::Step::Deleted(customer))?;
        write.put_new(Part::Change, change)?;
        self.transact(write, origin.deadline).await
    }
}
