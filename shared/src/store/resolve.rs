//! From an id as an API's clients write it to the customer.
//!
//! This is the only way to read the id in a path, a filter or a body. Today every id is the record's
//! own. Ids that other systems gave will lead to customers here, too, each in its own API.

use super::get::{Claimed, GetOne, ItemsRead};
use super::key::PrimaryKey;
use super::{Get, Store, StoreError};
use crate::id::{ApiName, CustomerId, CustomerUuid, TenantId};
use crate::record::Customer;
use crate::record::index::Claim;

/// The read of what an id leads to: one part of a [`GetAll`](super::GetAll). A text that no customer
/// can have is read as nothing.
#[derive(Debug, Clone)]
pub struct Resolve {
    tenant: TenantId,
    lead: Lead,
}

#[derive(Debug, Clone)]
enum Lead {
    Record(Get<Customer>),
    Claim(Get<Claimed>),
    Nobody,
}

/// What an id led to.
#[derive(Debug, Clone)]
pub struct Resolved {
    tenant: TenantId,
    found: Found,
}

#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a box would cost every read an allocation")]
enum Found {
    Customer(Customer),
    Holder(CustomerId),
    Nobody,
}

impl Resolve {
    /// A customer by its id in an API whose ids are numbers.
    #[must_use]
    pub fn number(tenant: TenantId, _api: ApiName, text: &str) -> Self {
        let lead = text.parse().map_or(Lead::Nobody, |id| Lead::Record(Get::customer(tenant, id)));
        Self { tenant, lead }
    }

    /// A customer by its id in an API whose ids are texts: the customer's UUID or its number.
    #[must_use]
    pub fn text(tenant: TenantId, api: ApiName, text: &str) -> Self {
        match text.parse::<CustomerUuid>() {
            Ok(uuid) => {
                let claim = Claim::Uuid(uuid.to_string());
                Self { tenant, lead: Lead::Claim(Get::claim(tenant, &claim)) }
            }
            Err(_) => Self::number(tenant, api, text),
        }
    }
}

impl GetOne for Resolve {
    type Found = Resolved;

    fn key(&self) -> Option<&PrimaryKey> {
        match &self.lead {
            Lead::Record(get) => Some(&get.key),
            Lead::Claim(get) => Some(&get.key),
            Lead::Nobody => None,
        }
    }

    fn found(&self, items: &ItemsRead) -> Result<Resolved, StoreError> {
        let found = match &self.lead {
            Lead::Record(get) => get.found(items)?.map(Found::Customer),
            Lead::Claim(get) => get.found(items)?.map(|held| Found::Holder(held.customer)),
            Lead::Nobody => None,
        };
        Ok(Resolved { tenant: self.tenant, found: found.unwrap_or(Found::Nobody) })
    }
}

impl Store {
    /// The customer that an id led to. If the id led to it by a claim, it is read now: one `GetItem`.
    pub async fn resolve(&self, resolved: Resolved) -> Result<Option<Customer>, StoreError> {
        match resolved.found {
            Found::Customer(customer) => Ok(Some(customer)),
            Found::Holder(id) => self.get(Get::customer(resolved.tenant, id)).await,
            Found::Nobody => Ok(None),
        }
    }
}
