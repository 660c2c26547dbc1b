//! Removing a tenant with everything that belongs to it. Only the operator's command does this.

use std::collections::HashSet;

use super::error::unavailable_or_rejected;
use super::item::{Entity, Item, decode, key_attributes, text_of};
use super::key::{self, PrimaryKey};
use super::principal::{ApiKey, Department, Login, Organization, Subscriber, User};
use super::{Store, StoreError};
use crate::id::{TenantId, UserId};

impl Store {
    /// Removes a tenant: its items, limits and pins, its organization and departments, its users with
    /// their logins and API keys, and the subscribers that have no grant in another tenant. Users that
    /// may act in other tenants, too, stay. What ends by itself stays until then: counts, stored
    /// answers, and verified passwords, which let nobody in without their login.
    ///
    /// Reads the whole table. Items go one by one, the tenant's own last, so that an interrupted removal
    /// can be repeated. Returns how many items it removed.
    pub async fn remove_tenant(&self, tenant: TenantId) -> Result<usize, StoreError> {
        let mut belongings = Belongings::of(tenant);
        self.each_item(|item| belongings.see(item)).await?;
        let keys = belongings.keys();
        let removed = keys.len();
        for key in keys {
            self.client
                .delete_item()
                .table_name(&self.table)
                .set_key(Some(key_attributes(key)))
                .send()
                .await
                .map_err(unavailable_or_rejected)?;
        }
        Ok(removed)
    }
}

/// What belongs to a tenant, as far as it was seen.
struct Belongings {
    tenant: TenantId,
    keys: Vec<PrimaryKey>,
    users: HashSet<UserId>,
    departments: HashSet<String>,
    /// Logins and API keys of all users: whose, and where.
    of_users: Vec<(UserId, PrimaryKey)>,
    /// All subscribers: the departments that each is granted, and where it is.
    subscribers: Vec<(Vec<String>, PrimaryKey)>,
}

impl Belongings {
    fn of(tenant: TenantId) -> Self {
        Self {
            tenant,
            keys: Vec::new(),
            users: HashSet::new(),
            departments: HashSet::new(),
            of_users: Vec::new(),
            subscribers: Vec::new(),
        }
    }

    fn see(&mut self, item: &Item) -> Result<(), StoreError> {
        let text = |name| text_of(item, name).map(str::to_owned);
        let key = PrimaryKey { pk: text("pk")?, sk: text("sk")? };
        if key == key::tenant(self.tenant) {
            // It is known already, and goes last.
            return Ok(());
        }
        if self.is_in_own_partition(&key.pk) {
            self.keys.push(key);
            return Ok(());
        }
        // Of other tenants' items, only who may call has to be read.
        match item.get("entity").and_then(|entity| entity.as_s().ok()).map(String::as_str) {
            Some(User::NAME) => {
                let user: User = decode(item)?;
                if user.tenants == [self.tenant] {
                    self.users.insert(user.id);
                    self.keys.push(key);
                }
            }
            Some(Login::NAME) => self.of_users.push((decode::<Login>(item)?.user, key)),
            Some(ApiKey::NAME) => self.of_users.push((decode::<ApiKey>(item)?.user, key)),
            Some(Organization::NAME) => {
                if decode::<Organization>(item)?.tenant == self.tenant {
                    self.keys.push(key);
                }
            }
            Some(Department::NAME) => {
                let department: Department = decode(item)?;
                if department.tenant == self.tenant {
                    self.departments.insert(department.token);
                    self.keys.push(key);
                }
            }
            Some(Subscriber::NAME) => {
                let grants = decode::<Subscriber>(item)?.grants;
                let departments = grants.into_iter().map(|grant| grant.department);
                self.subscribers.push((departments.collect(), key));
            }
            Some(_) | None => {}
        }
        Ok(())
    }

    fn is_in_own_partition(&self, pk: &str) -> bool {
        ["TENANT", "PIN", "LIMITS"].into_iter().any(|kind| {
            let rest = pk.strip_prefix(&format!("{kind}#{}", self.tenant));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
        })
    }

    /// All keys, the tenant's own last.
    fn keys(self) -> Vec<PrimaryKey> {
        let Self { tenant, mut keys, users, departments, of_users, subscribers } = self;
        let theirs = of_users.into_iter().filter(|(user, _)| users.contains(user));
        keys.extend(theirs.map(|(_, key)| key));
        let only_here = |granted: &[String]| {
            !granted.is_empty() && granted.iter().all(|token| departments.contains(token))
        };
        let theirs = subscribers.into_iter().filter(|(granted, _)| only_here(granted));
        keys.extend(theirs.map(|(_, key)| key));
        keys.push(key::tenant(tenant));
        keys
    }
}
