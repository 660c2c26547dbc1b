//! Imports customers with their ids.

use super::insert::{IdAssignment, meaning, tail_of};
use super::transact::{Refusal, pause_before};
use super::{Origin, Store, StoreError};
use crate::id::{PartId, TenantId, Version};
use crate::record::Customer;

impl Store {
    /// Stores a customer under its own id and UUID: one transaction. An id at or above the tail moves
    /// the tail past it. An id that any customer ever had is refused. Addresses and contacts get
    /// new ids.
    pub async fn import(
        &self,
        tenant: TenantId,
        origin: &Origin,
        mut customer: Customer,
    ) -> Result<Customer, StoreError> {
        customer.version = Version::FIRST;
        // Another tenant or system gave the parts their ids, so they may be taken here.
        customer.part_ids().for_each(|id| *id = PartId::NEW);
        self.give_part_ids(tenant, &mut customer).await?;
        let id = customer.id;
        let mut attempt = 0;
        loop {
            let tail = self.read_tail(tenant).await?;
            let assignment =
                IdAssignment::Brought { id, moves: tail.is_none_or(|next| next <= id.get()) };
            match self.insert(tenant, origin, &customer, assignment, None).await {
                Ok(()) => return Ok(customer),
                Err(Refusal::Failed(error)) => return Err(error),
                Err(Refusal::Conditions(failed)) if tail_of(&failed)?.is_none() => {
                    return Err(meaning(&failed));
                }
                Err(Refusal::Conditions(_) | Refusal::Conflict) => {}
            }
            if !pause_before(origin.deadline, attempt).await {
                return Err(StoreError::Contended);
            }
            attempt += 1;
        }
    }
}
