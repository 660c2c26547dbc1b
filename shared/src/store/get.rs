//! Reading items by key: one `GetItem`, or one `BatchGetItem` for what can be read together.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::KeysAndAttributes;
use serde::{Deserialize, Serialize};

use super::answer::StoredAnswer;
use super::error::unavailable_or_rejected;
use super::item::{Entity, Item, Stored, decode, key_attributes, text_of};
use super::key::{self, PrimaryKey};
use super::principal::{
    ApiKey, Department, Login, Organization, Pin, SigningKeys, Subscriber, Tenant, TenantLimits,
    User, VerifiedPassword,
};
use super::transact::pause;
use super::{Store, StoreError};
use crate::cause::Cause;
use crate::id::{ApiName, CustomerId, TenantId, UserId};
use crate::record::Customer;
use crate::record::index::Claim;
use crate::secret::SecretHash;

/// How many times a batch is sent at most while DynamoDB leaves keys unread.
const BATCH_ATTEMPTS: u32 = 6;

/// A key and the type of what is stored there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Get<E> {
    pub(super) key: PrimaryKey,
    entity: PhantomData<fn() -> E>,
}

/// A type that can be read from an item.
pub trait Readable: Sized {
    /// Reads it.
    fn read(item: &Item) -> Result<Self, StoreError>;
}

impl<E: Entity> Readable for E {
    fn read(item: &Item) -> Result<Self, StoreError> {
        decode(item)
    }
}

impl<E> Get<E> {
    pub(super) const fn at(key: PrimaryKey) -> Self {
        Self { key, entity: PhantomData }
    }
}

/// The customer that holds a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// The customer.
    pub customer: CustomerId,
}

impl Stored for Claimed {
    const NAME: &'static str = "claim";
}

impl Stored for Customer {
    const NAME: &'static str = "customer";
}

impl Get<Customer> {
    /// A customer of a tenant.
    #[must_use]
    pub fn customer(tenant: TenantId, id: CustomerId) -> Self {
        Self::at(key::customer(tenant, id))
    }
}

impl Get<Claimed> {
    /// The holder of a claim in a tenant.
    #[must_use]
    pub fn claim(tenant: TenantId, claim: &Claim) -> Self {
        Self::at(key::claim(tenant, claim))
    }
}

impl Get<Tenant> {
    /// A tenant.
    #[must_use]
    pub fn tenant(tenant: TenantId) -> Self {
        Self::at(key::tenant(tenant))
    }
}

impl Get<User> {
    /// A user.
    #[must_use]
    pub fn user(id: UserId) -> Self {
        Self::at(key::user(id))
    }
}

impl Get<Login> {
    /// A login for an API. `name` must already be folded.
    #[must_use]
    pub fn login(api: ApiName, name: &str) -> Self {
        Self::at(key::login(api, name))
    }
}

impl Get<ApiKey> {
    /// An API key.
    #[must_use]
    pub fn api_key(hash: &SecretHash) -> Self {
        Self::at(key::api_key(hash))
    }
}

impl Get<Subscriber> {
    /// A service subscriber.
    #[must_use]
    pub fn subscriber(username: &str) -> Self {
        Self::at(key::subscriber(username))
    }
}

impl Get<Organization> {
    /// An organization.
    #[must_use]
    pub fn organization(guid: uuid::Uuid) -> Self {
        Self::at(key::organization(&guid.hyphenated().to_string()))
    }
}

impl Get<Department> {
    /// A department.
    #[must_use]
    pub fn department(token: &str) -> Self {
        Self::at(key::department(token))
    }
}

impl Get<Pin> {
    /// The version that a client pinned in a tenant.
    #[must_use]
    pub fn pin(tenant: TenantId, client: &str) -> Self {
        Self::at(key::pin(tenant, client))
    }
}

impl Get<VerifiedPassword> {
    /// A verified password, by its name under the pepper.
    #[must_use]
    pub fn verified_password(api: ApiName, name: &SecretHash) -> Self {
        Self::at(key::verified(api, name))
    }
}

impl Get<StoredAnswer> {
    /// The stored answer to an idempotent request to an API, by the hash of its name.
    pub(super) fn stored_answer(api: ApiName, name: &SecretHash) -> Self {
        Self::at(key::stored_answer(api, name))
    }
}

impl Get<TenantLimits> {
    /// A tenant's limits.
    #[must_use]
    pub fn tenant_limits(tenant: TenantId) -> Self {
        Self::at(key::tenant_limits(tenant))
    }
}

impl Get<SigningKeys> {
    /// The signing keys of an API.
    #[must_use]
    pub fn signing_keys(api: ApiName) -> Self {
        Self::at(key::signing_keys(api))
    }
}

/// The items that a batch returned, in no order. There are at most 100, so a linear search costs
/// less than sorting.
pub struct ItemsRead(Vec<Item>);

impl ItemsRead {
    fn at(&self, key: &PrimaryKey) -> Option<&Item> {
        let has_key = |item: &&Item| {
            text_of(item, "sk").is_ok_and(|sk| sk == key.sk)
                && text_of(item, "pk").is_ok_and(|pk| pk == key.pk)
        };
        self.0.iter().find(has_key)
    }
}

/// One part of a [`GetAll`]; an optional one may be left out.
pub trait GetOne {
    /// What is found.
    type Found;

    /// The key, if there is anything to read.
    fn key(&self) -> Option<&PrimaryKey>;

    /// Reads what was found.
    fn found(&self, items: &ItemsRead) -> Result<Self::Found, StoreError>;
}

impl<E: Readable> GetOne for Get<E> {
    type Found = Option<E>;

    fn key(&self) -> Option<&PrimaryKey> {
        Some(&self.key)
    }

    fn found(&self, items: &ItemsRead) -> Result<Option<E>, StoreError> {
        items.at(&self.key).map(E::read).transpose()
    }
}

impl<E: Readable> GetOne for Option<Get<E>> {
    type Found = Option<E>;

    fn key(&self) -> Option<&PrimaryKey> {
        self.as_ref().map(|get| &get.key)
    }

    fn found(&self, items: &ItemsRead) -> Result<Option<E>, StoreError> {
        self.as_ref().map_or(Ok(None), |get| get.found(items))
    }
}

/// Several [`Get`]s that one call reads. No two may have the same key.
pub trait GetAll {
    /// What is found, in the order of the [`Get`]s.
    type Found;

    /// The keys.
    fn keys(&self) -> Vec<&PrimaryKey>;

    /// Reads what was found.
    fn found(&self, items: &ItemsRead) -> Result<Self::Found, StoreError>;
}

/// Two groups of [`Get`]s in one call, for instance an API's and its endpoint's.
#[derive(Debug, Clone, Copy)]
pub struct Both<A, B>(pub A, pub B);

impl<A: GetAll, B: GetAll> GetAll for Both<A, B> {
    type Found = (A::Found, B::Found);

    fn keys(&self) -> Vec<&PrimaryKey> {
        let mut keys = self.0.keys();
        keys.extend(self.1.keys());
        keys
    }

    fn found(&self, items: &ItemsRead) -> Result<Self::Found, StoreError> {
        Ok((self.0.found(items)?, self.1.found(items)?))
    }
}

impl GetAll for () {
    type Found = ();

    fn keys(&self) -> Vec<&PrimaryKey> {
        Vec::new()
    }

    fn found(&self, _: &ItemsRead) -> Result<(), StoreError> {
        Ok(())
    }
}

macro_rules! get_all {
    ($($one:ident $at:tt),+) => {
        impl<$($one: GetOne),+> GetAll for ($($one,)+) {
            type Found = ($($one::Found,)+);

            fn keys(&self) -> Vec<&PrimaryKey> {
                [$(self.$at.key()),+].into_iter().flatten().collect()
            }

            fn found(&self, items: &ItemsRead) -> Result<Self::Found, StoreError> {
                Ok(($(self.$at.found(items)?,)+))
            }
        }
    };
}

get_all!(A 0);
get_all!(A 0, B 1);
get_all!(A 0, B 1, C 2);
get_all!(A 0, B 1, C 2, D 3);
get_all!(A 0, B 1, C 2, D 3, E 4);
get_all!(A 0, B 1, C 2, D 3, E 4, F 5);

impl Store {
    /// Reads one item: one `GetItem`, strongly consistent.
    pub async fn get<E: Readable>(&self, get: Get<E>) -> Result<Option<E>, StoreError> {
        self.item(key_attributes(get.key)).await?.as_ref().map(E::read).transpose()
    }

    async fn item(&self, key: Item) -> Result<Option<Item>, StoreError> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key))
            .consistent_read(true)
            .send()
            .await
            .map_err(unavailable_or_rejected)?;
        Ok(output.item)
    }

    /// Reads several items in one `BatchGetItem`, strongly consistent; a single one by `GetItem`.
    pub async fn get_all<G: GetAll>(&self, gets: &G) -> Result<G::Found, StoreError> {
        let mut keys: Vec<Item> = gets.keys().into_iter().cloned().map(key_attributes).collect();
        match keys.len() {
            0 => gets.found(&ItemsRead(Vec::new())),
            1 => gets.found(&ItemsRead(self.item(keys.remove(0)).await?.into_iter().collect())),
            _ => gets.found(&self.batch(keys).await?),
        }
    }

    /// Reads up to 100 items of one type in one `BatchGetItem`, strongly consistent. The result has
    /// the order of `gets`.
    pub async fn get_each<E: Entity>(&self, gets: &[Get<E>]) -> Result<Vec<Option<E>>, StoreError> {
        let items =
            self.batch(gets.iter().map(|get| key_attributes(get.key.clone())).collect()).await?;
        gets.iter().map(|get| items.at(&get.key).map(decode).transpose()).collect()
    }

    /// The customer that holds a claim: two reads, because the claim gives the id.
    pub async fn customer_by_claim(
        &self,
        tenant: TenantId,
        claim: &Claim,
    ) -> Result<Option<Customer>, StoreError> {
        match self.get(Get::claim(tenant, claim)).await? {
            Some(held) => self.get(Get::customer(tenant, held.customer)).await,
            None => Ok(None),
        }
    }

    async fn batch(&self, keys: Vec<Item>) -> Result<ItemsRead, StoreError> {
        let mut found = ItemsRead(Vec::with_capacity(keys.len()));
        let mut unread = keys;
        for attempt in 0..BATCH_ATTEMPTS {
            let asked = KeysAndAttributes::builder()
                .set_keys(Some(unread))
                .consistent_read(true)
                .build()
                .map_err(|error| StoreError::Rejected(error.into()))?;
            let output = self
                .client
                .batch_get_item()
                .request_items(&self.table, asked)
                .send()
                .await
                .map_err(unavailable_or_rejected)?;
            found.0.extend(output.responses.unwrap_or_default().into_values().flatten());
            unread = output
                .unprocessed_keys
                .unwrap_or_default()
                .into_values()
                .flat_map(|left| left.keys)
                .collect();
            if unread.is_empty() {
                return Ok(found);
            }
            pause(attempt).await;
        }
        Err(StoreError::Unavailable(Cause::text("DynamoDB left keys of a batch unread every time")))
    }
}
