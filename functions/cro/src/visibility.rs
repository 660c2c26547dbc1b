//! Which customers of its tenant a caller can see.

use shared::id::{CustomerId, PartId, TenantId};
use shared::record::{Customer, Location};
use shared::store::principal::User;

use crate::role::Role;

/// What a caller can see of one tenant: everything that any of its roles can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visibility {
    /// Every customer.
    whole: bool,
    /// This customer and its children.
    bound: Option<CustomerId>,
    /// Customers that have an active location in this list.
    locations: Vec<PartId>,
}

impl Visibility {
    /// Everything in the tenant.
    #[cfg(test)]
    pub const WHOLE: Self = Self { whole: true, bound: None, locations: Vec::new() };

    /// What the roles let the user see in a tenant.
    ///
    /// A user is bound to a customer and to locations of its first tenant. The same number in
    /// another tenant belongs to somebody else.
    pub fn of(user: &User, roles: &[Role], tenant: TenantId) -> Self {
        let mut visibility = Self { whole: false, bound: None, locations: Vec::new() };
        let is_home = user.tenants.first() == Some(&tenant);
        for role in roles {
            match role {
                Role::Admin | Role::CrmUser | Role::Dispatcher | Role::Driver => {
                    visibility.whole = true;
                }
                Role::ClientCustomer if is_home => visibility.bound = user.customer,
                Role::ThirdPartyDispatcher | Role::ThirdPartyDriver if is_home => {
                    visibility.locations.clone_from(&user.locations);
                }
                Role::ClientCustomer
                | Role::ThirdPartyDispatcher
                | Role::ThirdPartyDriver
                | Role::Mechanic
                | Role::Public
                | Role::ThirdPartyAdmin
                | Role::ThirdPartyCrmUser => {}
            }
        }
        visibility
    }

    /// Whether the caller can see a customer.
    pub fn reaches(&self, customer: &Customer) -> bool {
        let is_active_here = |location: &Location| location.is_active && self.works_at(location);
        self.is_all(customer) || customer.locations.iter().any(is_active_here)
    }

    /// The locations of a customer that the caller can see: all, or only those where it works.
    pub fn locations<'a>(&self, customer: &'a Customer) -> impl Iterator<Item = &'a Location> {
        let is_all = self.is_all(customer);
        customer.locations.iter().filter(move |location| is_all || self.works_at(location))
    }

    /// Whether the caller can see all of a customer, whatever its locations.
    fn is_all(&self, customer: &Customer) -> bool {
        let is_its = |bound| customer.id == bound || customer.parent_id == Some(bound);
        self.whole || self.bound.is_some_and(is_its)
    }

    fn works_at(&self, location: &Location) -> bool {
        self.locations.contains(&location.location_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: u64) -> TenantId {
        TenantId::try_from(id).unwrap()
    }

    /// A user of tenants 1686 and 2001, bound to customer 10, working at locations 7 and 8.
    fn user() -> User {
        let document = serde_json::json!({
            "id": 5, "api": "cro", "tenants": [1686, 2001], "customer": 10, "locations": [7, 8]
        });
        serde_json::from_value(document).unwrap()
    }

    fn customer(id: u64, parent: Option<u64>, location: Option<(u64, bool)>) -> Customer {
        let location = location.map(|(id, is_active)| {
            serde_json::json!({"location_id": id, "created_on": 0, "last_updated_on": 0,
                "is_active": is_active})
        });
        let document = serde_json::json!({
            "id": id, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1,
            "created_at": 0, "updated_at": 0, "name": "n", "is_business": true, "active": true,
            "parent_id": parent, "locations": location.into_iter().collect::<Vec<_>>()
        });
        serde_json::from_value(document).unwrap()
    }

    fn sees(role: Role, tenant_id: u64, customer: &Customer) -> bool {
        Visibility::of(&user(), &[role], tenant(tenant_id)).reaches(customer)
    }

    #[test]
    fn a_customers_user_sees_its_customer_and_its_children_alone() {
        let role = Role::ClientCustomer;
        assert!(sees(role, 1686, &customer(10, None, None)));
        assert!(sees(role, 1686, &customer(11, Some(10), None)));
        assert!(!sees(role, 1686, &customer(11, Some(12), Some((7, true)))));
        assert!(!sees(role, 1686, &customer(1, None, None)), "its parent");
        assert!(!sees(role, 2001, &customer(10, None, None)), "the same number elsewhere");
    }

    #[test]
    fn a_third_party_sees_customers_of_its_own_active_locations_alone() {
        for role in [Role::ThirdPartyDispatcher, Role::ThirdPartyDriver] {
            assert!(sees(role, 1686, &customer(20, None, Some((8, true)))));
            assert!(!sees(role, 1686, &customer(20, None, Some((8, false)))));
            assert!(!sees(role, 1686, &customer(20, None, Some((9, true)))));
            assert!(!sees(role, 1686, &customer(10, None, None)), "the bound customer");
            assert!(!sees(role, 2001, &customer(20, None, Some((8, true)))));
        }
    }

    /// Broken by showing all locations of a customer that has one of the caller's.
    #[test]
    fn a_third_party_sees_its_own_locations_alone() {
        let mut shared = customer(10, None, Some((7, true)));
        for other in [9, 8] {
            shared.locations.extend(customer(10, None, Some((other, false))).locations);
        }
        let seen = |roles: &[Role]| -> Vec<u64> {
            let visibility = Visibility::of(&user(), roles, tenant(1686));
            visibility.locations(&shared).map(|location| location.location_id.get()).collect()
        };
        assert_eq!(seen(&[Role::ThirdPartyDispatcher]), [7, 8]);
        assert_eq!(seen(&[Role::ThirdPartyDriver]), [7, 8]);
        assert_eq!(seen(&[Role::ClientCustomer, Role::ThirdPartyDriver]), [7, 9, 8]);
        assert_eq!(seen(&[Role::ThirdPartyDriver, Role::Driver]), [7, 9, 8]);
        assert_eq!(seen(&[]), [0; 0]);
    }

    #[test]
    fn the_tenants_own_people_see_the_whole_of_it() {
        for role in [Role::Admin, Role::CrmUser, Role::Dispatcher, Role::Driver] {
            for tenant in [1686, 2001] {
                assert!(sees(role, tenant, &customer(99, None, None)), "{role:?}");
            }
        }
    }

    #[test]
    fn roles_without_customers_see_none_and_several_roles_add_up() {
        for role in [Role::Mechanic, Role::Public, Role::ThirdPartyAdmin, Role::ThirdPartyCrmUser] {
            assert!(!sees(role, 1686, &customer(10, None, Some((7, true)))), "{role:?}");
        }
        let both =
            Visibility::of(&user(), &[Role::ClientCustomer, Role::ThirdPartyDriver], tenant(1686));
        assert!(both.reaches(&customer(10, None, None)));
        assert!(both.reaches(&customer(20, None, Some((7, true)))));
    }
}
