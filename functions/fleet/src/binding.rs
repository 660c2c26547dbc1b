//! The customer that a user is bound to.

use shared::id::{CustomerId, TenantId};
use shared::record::Customer;
use shared::store::Get;
use shared::store::principal::User;

/// A user's tenant, and the customer of that tenant that the user is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Binding {
    /// The tenant.
    pub tenant: TenantId,
    /// The customer. Some users have none.
    pub customer: Option<CustomerId>,
}

impl Binding {
    /// A user's binding. A user without a tenant has none.
    pub fn of(user: &User) -> Option<Self> {
        Some(Self { tenant: *user.tenants.first()?, customer: user.customer })
    }

    /// Reads the customer, if there is one.
    pub fn get_customer(self) -> Option<Get<Customer>> {
        self.customer.map(|id| Get::customer(self.tenant, id))
    }
}
