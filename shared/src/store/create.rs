//! Creating customers.

use super::action::{Part, Transaction};
use super::item::{Item, number_of};
use super::transact::{Refusal, pause_before};
use super::{ClaimKind, Get, Origin, Store, StoreError, key, layout};
use crate::id::{CustomerId, CustomerUuid, TenantId, Version};
use crate::record::Customer;
use crate::record::index::{self, Claim};

/// How many account numbers are looked at in one read when a number made from an id is taken.
const ACCOUNTS_AT_ONCE: u64 = 50;

/// Where a new customer's account number comes from.
#[derive(Debug, Clone, Copy)]
pub enum Accounts {
    /// From what the caller filled in, if anything.
    AsFilled,
    /// Where nothing was filled in, made from the id. An id whose number another customer
    /// already took by hand is passed over.
    Automatic(fn(CustomerId) -> String),
}

/// Where in the list a customer comes.
#[derive(Debug, Clone, Copy)]
enum Seat {
    /// At the tail that was read (`None`: there is none yet), or a little behind it.
    Tail { read: Option<u64>, id: CustomerId },
    /// At an id it brings; `moves` tells whether the tail must move behind it.
    Brought { id: CustomerId, moves: bool },
}

impl Store {
    /// Creates a customer under the tenant's next id: one transaction. `fill` gets a blank
    /// customer and may be called several times, for another id each time.
    pub async fn create<E: From<StoreError>>(
        &self,
        tenant: TenantId,
        origin: &Origin,
        accounts: Accounts,
        mut fill: impl FnMut(&mut Customer) -> Result<(), E> + Send,
    ) -> Result<Customer, E> {
        let uuid = CustomerUuid(uuid::Uuid::now_v7());
        let mut read = match self.tails.get(tenant) {
            Some(next) => Some(next),
            None => self.read_tail(tenant).await?,
        };
        let mut id = first_id(read)?;
        let mut attempt = 0;
        loop {
            let mut customer = Customer::blank(id, uuid, self.clock.now());
            fill(&mut customer)?;
            let automatic = match accounts {
                Accounts::Automatic(make) if customer.account_number.is_none() => Some(make),
                Accounts::Automatic(_) | Accounts::AsFilled => None,
            };
            customer.account_number =
                customer.account_number.or_else(|| automatic.map(|make| make(id)));
            let refusal =
                match self.insert(tenant, origin, &customer, Seat::Tail { read, id }).await {
                    Ok(()) => {
                        self.tails.set(tenant, id.get() + 1);
                        return Ok(customer);
                    }
                    Err(refusal) => refusal,
                };
            let brought = match refusal {
                Refusal::Failed(error) => return Err(error.into()),
                Refusal::Conflict => None,
                Refusal::Conditions(failed) => match (tail_of(&failed)?, automatic) {
                    (Some(tail), _) => Some(tail),
                    (None, Some(make)) if is_taken_account(&failed) => {
                        id = self.first_free(tenant, id, make).await?;
                        continue;
                    }
                    (None, _) if failed.iter().any(|(part, _)| *part == Part::Record) => {
                        id = id.next().map_err(super::item::corrupt)?;
                        continue;
                    }
                    (None, _) => return Err(meaning(&failed).into()),
                },
            };
            // The first lost race goes on with the tail that the failed condition brought; every
            // later one waits and reads again, since others are at work.
            read = match brought {
                Some(tail) if attempt == 0 => tail,
                _ if !pause_before(origin.deadline, attempt).await => {
                    return Err(StoreError::Contended.into());
                }
                _ => self.read_tail(tenant).await?,
            };
            id = first_id(read)?;
            attempt += 1;
        }
    }

    /// Stores a customer under the id and uuid it brings: one transaction. An id at or above the
    /// tail moves the tail behind it; an id that a customer ever had is refused.
    pub async fn import(
        &self,
        tenant: TenantId,
        origin: &Origin,
        mut customer: Customer,
    ) -> Result<Customer, StoreError> {
        customer.version = Version::FIRST;
        let id = customer.id;
        let mut attempt = 0;
        loop {
            let tail = self.read_tail(tenant).await?;
            let seat = Seat::Brought { id, moves: tail.is_none_or(|next| next <= id.get()) };
            match self.insert(tenant, origin, &customer, seat).await {
                Ok(()) => {
                    self.tails.forget(tenant);
                    return Ok(customer);
                }
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

    async fn insert(
        &self,
        tenant: TenantId,
        origin: &Origin,
        customer: &Customer,
        seat: Seat,
    ) -> Result<(), Refusal> {
        customer.check_limits().map_err(StoreError::from)?;
        let mut write = Transaction::new(&self.table);
        write.put_new(Part::Record, layout::record(tenant, customer)?)?;
        for claim in index::claims(customer) {
            let item = layout::claim(tenant, &claim, customer.id)?;
            write.put_new(Part::Claim(ClaimKind::from(&claim)), item)?;
        }
        for entry in index::entries(customer) {
            write.put(layout::index_entry(tenant, &entry, customer.id))?;
        }
        let (shelf, bit) = layout::place(customer.id);
        write.add_live(&key::shelf(tenant, shelf), 1 << bit)?;
        write.add_live(&key::aisle(tenant, layout::aisle_of(customer.id)), 1)?;
        let tail = key::tail(tenant);
        match seat {
            Seat::Tail { read: Some(read), id } => {
                write.move_tail(&tail, "#next = :read", Some(read), id.get() + 1)?;
            }
            Seat::Tail { read: None, id } => {
                write.move_tail(&tail, "attribute_not_exists(#next)", None, id.get() + 1)?;
            }
            Seat::Brought { id, moves } => {
                write.check_absent(Part::Tombstone, &key::tombstone(tenant, id))?;
                if moves {
                    let condition = "attribute_not_exists(#next) OR #next <= :read";
                    write.move_tail(&tail, condition, Some(id.get()), id.get() + 1)?;
                }
            }
        }
        let step = layout::Step::Created(customer);
        write.put(layout::change(tenant, origin, customer.created_at, step)?)?;
        self.transact(write, origin.deadline).await
    }

    /// The next id at or after `from` whose automatic account number nobody holds.
    async fn first_free(
        &self,
        tenant: TenantId,
        from: CustomerId,
        make: fn(CustomerId) -> String,
    ) -> Result<CustomerId, StoreError> {
        let mut from = from.get();
        loop {
            let ids: Vec<CustomerId> = (from..from + ACCOUNTS_AT_ONCE)
                .map(|id| CustomerId::try_from(id).map_err(super::item::corrupt))
                .collect::<Result<_, _>>()?;
            let claims: Vec<_> =
                ids.iter().map(|id| Get::claim(tenant, &Claim::account(&make(*id)))).collect();
            let held = self.get_each(&claims).await?;
            let free = ids.iter().zip(held).find(|(_, held)| held.is_none());
            if let Some((id, _)) = free {
                return Ok(*id);
            }
            from += ACCOUNTS_AT_ONCE;
        }
    }
}

fn first_id(tail: Option<u64>) -> Result<CustomerId, StoreError> {
    CustomerId::try_from(tail.unwrap_or(1)).map_err(super::item::corrupt)
}

/// The tail as it is, where its condition failed.
fn tail_of(failed: &[(Part, Option<Item>)]) -> Result<Option<Option<u64>>, StoreError> {
    let tail = failed.iter().find(|(part, _)| *part == Part::Tail);
    tail.map(|(_, item)| item.as_ref().map(|item| number_of(item, "next")).transpose()).transpose()
}

fn is_taken_account(failed: &[(Part, Option<Item>)]) -> bool {
    failed.iter().any(|(part, _)| *part == Part::Claim(ClaimKind::Account))
}

/// What the first failed condition says of a new customer.
fn meaning(failed: &[(Part, Option<Item>)]) -> StoreError {
    let claim = failed.iter().find_map(|(part, _)| match part {
        Part::Claim(kind) => Some(*kind),
        Part::Record | Part::Tombstone | Part::Tail | Part::Unconditional => None,
    });
    claim.map_or(StoreError::IdTaken, StoreError::Taken)
}
