//! How the API shows customers and what they refer to. Every key is always there, in the
//! documented order.

mod customer;
mod link;
mod organization;
mod reference;

pub use customer::CustomerView;
pub use link::Link;
pub use organization::OrganizationView;
pub use reference::{CountryView, CurrencyView, StateView, TaxView};

use std::collections::BTreeSet;

use serde::Serialize;

use shared::record::Customer;
use shared::store::principal::Tenant;

use crate::include::Include;

/// The body of an answer: the links of a list, the customers, and the objects to include.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Link>>,
    customers: Vec<CustomerView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organizations: Option<Vec<OrganizationView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    countries: Option<Vec<CountryView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    states: Option<Vec<StateView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxes: Option<Vec<TaxView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currencies: Option<Vec<CurrencyView<'a>>>,
    #[serde(skip)]
    tenant: &'a Tenant,
}

impl<'a> Answer<'a> {
    /// Shows customers of a tenant.
    #[must_use]
    pub fn of(tenant: &'a Tenant, customers: &'a [Customer]) -> Self {
        Self {
            links: None,
            customers: customers.iter().map(|one| CustomerView::of(tenant, one)).collect(),
            organizations: None,
            countries: None,
            states: None,
            taxes: None,
            currencies: None,
            tenant,
        }
    }

    /// The same as a page of a list, with its links.
    #[must_use]
    pub fn with_links(self, links: Vec<Link>) -> Self {
        Self { links: Some(links), ..self }
    }

    /// The same with the objects that the customers refer to, each once, in the order of their
    /// ids. All customers refer to the organization, whose currency is the tenant's first.
    #[must_use]
    pub fn including(mut self, included: &BTreeSet<Include>) -> Self {
        let tenant = self.tenant;
        let home = (!self.customers.is_empty()).then_some(tenant);
        for include in included {
            match include {
                Include::Organizations => {
                    self.organizations = Some(home.map(OrganizationView::of).into_iter().collect());
                }
                Include::Countries => {
                    let countries = self.distinct(CustomerView::country);
                    let country = |id| CountryView::of(tenant, id);
                    self.countries = Some(countries.into_iter().filter_map(country).collect());
                }
                Include::States => {
                    let ids = self.distinct(CustomerView::state);
                    let states = in_order(&tenant.states, &ids, |state| state.id);
                    self.states = Some(states.into_iter().map(StateView::of).collect());
                }
                Include::Taxes => {
                    let ids = self.distinct(CustomerView::tax);
                    let taxes = in_order(&tenant.taxes, &ids, |tax| tax.id);
                    self.taxes = Some(taxes.into_iter().map(TaxView::of).collect());
                }
                Include::Currencies => {
                    let currency = home.and_then(|tenant| tenant.currencies.first());
                    self.currencies = Some(currency.map(CurrencyView::of).into_iter().collect());
                }
            }
        }
        self
    }

    /// The customers.
    pub(crate) fn customers(&self) -> &[CustomerView<'a>] {
        &self.customers
    }

    fn distinct(&self, id: impl Fn(&CustomerView<'a>) -> Option<u64>) -> BTreeSet<u64> {
        self.customers.iter().filter_map(id).collect()
    }
}

/// The tenant's objects that have one of the ids, in the order of the ids.
fn in_order<'a, T>(all: &'a [T], ids: &BTreeSet<u64>, id_of: impl Fn(&T) -> u64) -> Vec<&'a T> {
    ids.iter().filter_map(|id| all.iter().find(|one| id_of(one) == *id)).collect()
}

#[cfg(test)]
mod tests;
