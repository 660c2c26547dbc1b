//! Creating customers.

use super::{Origin, Store, StoreError};
use crate::id::{CustomerId, TenantId};
use crate::record::Customer;

/// Where a new customer's account number comes from.
#[derive(Debug, Clone, Copy)]
pub enum Accounts {
    /// From what the caller filled in, if anything.
    AsFilled,
    /// Where nothing was filled in, made from the id. An id whose number another customer
    /// already took by hand is passed over.
    Automatic(fn(CustomerId) -> String),
}

impl Store {
    /// Creates a customer under the tenant's next id: one transaction. `fill` gets a blank
    /// customer and may be called several times, for another id each time.
    pub async fn create<E: From<StoreError>>(
        &self,
        _tenant: TenantId,
        _origin: &Origin,
        _accounts: Accounts,
        _fill: impl FnMut(&mut Customer) -> Result<(), E> + Send,
    ) -> Result<Customer, E> {
        Err(StoreError::Contended.into())
    }

    /// Stores a customer under the id and uuid it brings: one transaction. An id at or above the
    /// tail moves the tail behind it; an id that a customer ever had is refused.
    pub async fn import(
        &self,
        _tenant: TenantId,
        _origin: &Origin,
        _customer: Customer,
    ) -> Result<Customer, StoreError> {
        Err(StoreError::Contended)
    }
}
