//! Lists: finds a page by counts, without reading the pages before it.

use super::error::unavailable_or_rejected;
use super::item::{Item, corrupt, decode, key_attributes, number_of, text, text_of};
use super::key::{self, AISLE_PREFIX, SHELF_IDS, SHELF_PREFIX};
use super::{Store, StoreError};
use crate::id::{CustomerId, TenantId};
use crate::record::Customer;

/// A page number and size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// The page's number, from 1.
    pub page: u64,
    /// Customers per page: 1 to 1000.
    pub size: u64,
}

/// One page of a tenant's customers, in the order of their ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its customers.
    pub customers: Vec<Customer>,
    /// The number of customers in the tenant.
    pub total: u64,
}

impl Store {
    /// One page of a tenant's customers. Reads the aisles' counts, the shelves of the page's aisles,
    /// and then only the page's records. After the last page there are no customers, only the total.
    pub async fn page(&self, tenant: TenantId, page: PageRequest) -> Result<Page, StoreError> {
        let aisles = self.aisles(tenant).await?;
        let total = aisles.iter().map(|(_, live)| live).sum();
        let from = page.page.saturating_sub(1).saturating_mul(page.size);
        let ids = self.ids(tenant, &aisles, from, page.size).await?;
        let customers = match (ids.first(), ids.last()) {
            (Some(first), Some(last)) => self.between(tenant, *first, *last, ids.len()).await?,
            _ => Vec::new(),
        };
        Ok(Page { customers, total })
    }

    /// The tenant's next id; `None` if it never had a customer.
    pub(super) async fn read_tail(&self, tenant: TenantId) -> Result<Option<u64>, StoreError> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_attributes(key::tail(tenant))))
            .consistent_read(true)
            .send()
            .await
            .map_err(unavailable_or_rejected)?;
        output.item.as_ref().map(|item| number_of(item, "next")).transpose()
    }

    /// The number of living customers in each aisle, in order.
    async fn aisles(&self, tenant: TenantId) -> Result<Vec<(u64, u64)>, StoreError> {
        let items = self.counts(key::list(tenant), AISLE_PREFIX).await?;
        items.iter().map(|item| count(item, AISLE_PREFIX)).collect()
    }

    /// The living ids at positions `from .. from + size` of the list.
    async fn ids(
        &self,
        tenant: TenantId,
        aisles: &[(u64, u64)],
        from: u64,
        size: u64,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let mut ids = Vec::new();
        let mut skip = from;
        for (aisle, live) in aisles {
            if skip >= *live {
                skip -= live;
                continue;
            }
            let shelves = self.counts(key::shelves(tenant, *aisle), SHELF_PREFIX).await?;
            for item in &shelves {
                let (shelf, mut bits) = count(item, SHELF_PREFIX)?;
                let on_shelf = u64::from(bits.count_ones());
                if skip >= on_shelf {
                    skip -= on_shelf;
                    continue;
                }
                while bits != 0 {
                    let id = shelf * SHELF_IDS + u64::from(bits.trailing_zeros());
                    bits &= bits - 1;
                    if skip > 0 {
                        skip -= 1;
                        continue;
                    }
                    ids.push(CustomerId::try_from(id).map_err(corrupt)?);
                    if ids.len() as u64 == size {
                        return Ok(ids);
                    }
                }
            }
            // If the shelves have fewer ids than the aisle counted, some were deleted meanwhile.
            skip = 0;
        }
        Ok(ids)
    }

    /// The items of a partition with the number `live`: one `Query`, strongly consistent.
    async fn counts(&self, pk: String, prefix: &str) -> Result<Vec<Item>, StoreError> {
        self.client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(prefix))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<_, _>>()
            .await
            .map_err(unavailable_or_rejected)
    }

    /// The first `most` customers from one id to another.
    async fn between(
        &self,
        tenant: TenantId,
        first: CustomerId,
        last: CustomerId,
        most: usize,
    ) -> Result<Vec<Customer>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(key::customers(tenant)))
            .expression_attribute_values(":first", text(key::padded(first)))
            .expression_attribute_values(":last", text(key::padded(last)))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut customers = Vec::with_capacity(most);
        while let Some(item) = items.next().await {
            customers.push(decode(&item.map_err(unavailable_or_rejected)?)?);
        }
        // An import between the reads may have added one.
        customers.truncate(most);
        Ok(customers)
    }
}

/// The number of a shelf or an aisle from its sort key, and its count.
pub(super) fn count(item: &Item, prefix: &str) -> Result<(u64, u64), StoreError> {
    let sk = text_of(item, "sk")?;
    let number = sk.strip_prefix(prefix).unwrap_or_default().parse().map_err(corrupt)?;
    Ok((number, number_of(item, "live")?))
}
