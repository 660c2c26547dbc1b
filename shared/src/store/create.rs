//! Creating customers.

use super::action::Part;
use super::answer::StoredAnswer;
use super::insert::{IdAssignment, first_id, has, meaning, tail_of};
use super::once::{Created, Once};
use super::transact::{Refusal, pause_before};
use super::{ClaimKind, Get, Origin, Store, StoreError};
use crate::cause::Cause;
use crate::id::{CustomerId, CustomerUuid, TenantId};
use crate::record::Customer;
use crate::record::index::Claim;

/// How many account numbers one read checks after an automatic one was taken.
const ACCOUNTS_AT_ONCE: u64 = 50;

/// Where a new customer's account number comes from.
#[derive(Debug, Clone, Copy)]
pub enum Accounts {
    /// Only from what the caller filled in.
    AsFilled,
    /// Made from the id if nothing was filled in. Skips an id whose number another customer
    /// already has.
    Automatic(fn(CustomerId) -> String),
}

/// The outcome of a create.
enum Outcome {
    Created(Box<Customer>, Option<StoredAnswer>),
    /// Another request with the same key was faster: the outcome that its answer gives this one.
    Lost(Created),
}

/// How to try again.
enum Again {
    /// With the tail that the failed condition returned, if it returned one.
    Tail(Option<Option<u64>>),
    /// With another id and the same tail.
    Id(CustomerId),
}

impl Store {
    /// Creates a customer under the tenant's next id: one read of the tail and one transaction. `fill` fills in a blank
    /// customer. It may be called several times, each time for another id.
    pub async fn create<E: From<StoreError>>(
        &self,
        tenant: TenantId,
        origin: &Origin,
        accounts: Accounts,
        fill: impl FnMut(&mut Customer) -> Result<(), E> + Send,
    ) -> Result<Customer, E> {
        match self.create_at_tail(tenant, origin, accounts, None, fill).await? {
            Outcome::Created(customer, _) => Ok(*customer),
            Outcome::Lost(_) => Err(never_answered().into()),
        }
    }

    /// Creates a customer as [`create`](Self::create) does, and stores the answer to the idempotent
    /// request in the same transaction, so that a repeated request creates nothing. If another
    /// request stored its answer first, returns that answer.
    pub async fn create_once<E: From<StoreError>>(
        &self,
        tenant: TenantId,
        origin: &Origin,
        accounts: Accounts,
        once: &Once<'_>,
        fill: impl FnMut(&mut Customer) -> Result<(), E> + Send,
    ) -> Result<Created, E> {
        match self.create_at_tail(tenant, origin, accounts, Some(once), fill).await? {
            Outcome::Created(_, Some(answered)) => Ok(Created::Now(answered)),
            Outcome::Created(_, None) => Err(never_answered().into()),
            Outcome::Lost(before) => Ok(before),
        }
    }

    async fn create_at_tail<E: From<StoreError>>(
        &self,
        tenant: TenantId,
        origin: &Origin,
        accounts: Accounts,
        once: Option<&Once<'_>>,
        mut fill: impl FnMut(&mut Customer) -> Result<(), E> + Send,
    ) -> Result<Outcome, E> {
        let uuid = CustomerUuid(uuid::Uuid::now_v7());
        let mut read = self.read_tail(tenant).await?;
        let mut id = first_id(read)?;
        let mut attempt = 0;
        loop {
            let mut customer = Customer::blank(id, uuid, self.clock.now());
            fill(&mut customer)?;
            self.give_part_ids(tenant, &mut customer).await?;
            let automatic = match accounts {
                Accounts::Automatic(make) if customer.account_number.is_none() => Some(make),
                Accounts::Automatic(_) | Accounts::AsFilled => None,
            };
            customer.account_number =
                customer.account_number.or_else(|| automatic.map(|make| make(id)));
            let answered = once.map(|once| once.answer(&customer, self.clock.now())).transpose()?;
            let answer = answered.as_ref().map(|answered| answered.item()).transpose()?;
            let assignment = IdAssignment::Tail { read, id };
            let refusal = match self.insert(tenant, origin, &customer, assignment, answer).await {
                Ok(()) => {
                    let answered = answered.map(|new| new.answered);
                    return Ok(Outcome::Created(Box::new(customer), answered));
                }
                Err(refusal) => refusal,
            };
            if let Some(lost) = lost(once, &refusal)? {
                return Ok(Outcome::Lost(lost));
            }
            match self.again(tenant, id, automatic, refusal).await? {
                Again::Id(other) => id = other,
                Again::Tail(returned) => {
                    read = self.next_tail(tenant, origin, returned, attempt).await?;
                    id = first_id(read)?;
                    attempt += 1;
                }
            }
        }
    }

    /// What to try after a refused create; the error if nothing can help.
    async fn again(
        &self,
        tenant: TenantId,
        id: CustomerId,
        automatic: Option<fn(CustomerId) -> String>,
        refusal: Refusal,
    ) -> Result<Again, StoreError> {
        let failed = match refusal {
            Refusal::Failed(error) => return Err(error),
            Refusal::Conflict => return Ok(Again::Tail(None)),
            Refusal::Conditions(failed) => failed,
        };
        match (tail_of(&failed)?, automatic) {
            (Some(tail), _) => Ok(Again::Tail(Some(tail))),
            (None, Some(make)) if has(&failed, Part::Claim(ClaimKind::Account)) => {
                self.first_free(tenant, id, make).await.map(Again::Id)
            }
            (None, _) if has(&failed, Part::Record) => {
                id.next().map(Again::Id).map_err(super::item::corrupt)
            }
            (None, _) => Err(meaning(&failed)),
        }
    }

    /// The tail for the next attempt. After the first lost race, it is the one that the failed
    /// condition returned. Later ones wait and read it again, because other writers are busy.
    async fn next_tail(
        &self,
        tenant: TenantId,
        origin: &Origin,
        returned: Option<Option<u64>>,
        attempt: u32,
    ) -> Result<Option<u64>, StoreError> {
        match returned {
            Some(tail) if attempt == 0 => Ok(tail),
            _ if !pause_before(origin.deadline, attempt).await => Err(StoreError::Contended),
            _ => self.read_tail(tenant).await,
        }
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

/// The answer an earlier request left under the same key, if there is one. It takes precedence
/// over the other failed conditions: the create that left it holds the account number, too.
fn lost(once: Option<&Once<'_>>, refusal: &Refusal) -> Result<Option<Created>, StoreError> {
    let (Some(once), Refusal::Conditions(failed)) = (once, refusal) else { return Ok(None) };
    let answer = failed.iter().find(|(part, _)| *part == Part::Answer);
    answer.map(|(_, item)| once.request.lost_to(item.as_ref())).transpose()
}

fn never_answered() -> StoreError {
    StoreError::Rejected(Cause::text("a create stored no answer, or one that nobody asked for"))
}
