//! The customers, as the reference documents show them.
//!
//! In tenant 1686 the order of ids is chosen: 2556 stands first, Nutcache's eight follow, and
//! everything else stands behind them, so that the reference's first page of ten holds its eight
//! customers in a row and a link to the next page.

mod bluerocktel;
mod cro;
mod fleet;
mod mykaarma;
mod nutcache;

use shared::clock::Timestamp;
use shared::id::{CustomerId, CustomerUuid, PartId};
use shared::record::{Address, Customer, Phone, PhoneKind};
use uuid::{Builder, Uuid};

use super::{DemoError, Side};

/// The dispatch location that CRO's third-party users work at.
pub(super) const CRO_LOCATION: u64 = 7001;

/// The ids of a tenant's customers, by what they are there for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    /// The one that fleet's users are bound to.
    pub fleet: u64,
    /// The one of Nutcache's first example.
    pub nutcache: u64,
    /// The one with an account number.
    pub bluerocktel: u64,
    /// The one that CRO's client customer is bound to.
    pub cro_parent: u64,
    /// The one with addresses, contacts, locations and a parent.
    pub cro: u64,
    /// A person with vehicles.
    pub mykaarma: u64,
    /// A business of that API's.
    pub mykaarma_business: u64,
}

impl Ids {
    /// Those of a tenant.
    pub const fn of(side: Side) -> Self {
        match side {
            Side::Main => Self {
                fleet: 2556,
                nutcache: 143_222,
                bluerocktel: 153_746,
                cro_parent: 153_747,
                cro: 153_748,
                mykaarma: 153_749,
                mykaarma_business: 153_750,
            },
            Side::Other => Self {
                fleet: 501,
                nutcache: 502,
                bluerocktel: 503,
                cro_parent: 504,
                cro: 505,
                mykaarma: 506,
                mykaarma_business: 507,
            },
        }
    }
}

/// All customers of a tenant, in the order of their ids.
pub(super) fn all(side: Side) -> Result<Vec<Customer>, DemoError> {
    let mut all = vec![fleet::customer(side)?];
    all.extend(nutcache::customers(side)?);
    all.push(bluerocktel::customer(side)?);
    all.extend(cro::customers(side)?);
    all.extend(mykaarma::customers(side)?);
    Ok(all)
}

/// A customer of whom nothing is known but when it was made.
fn blank(side: Side, id: u64, created_at: &str) -> Result<Customer, DemoError> {
    let id = CustomerId::try_from(id)?;
    let created_at: Timestamp = created_at.parse()?;
    Ok(Customer::blank(id, uuid_of(side, id, created_at), created_at))
}

/// The fixed UUID of a demo customer: version 7, from when it was made. It carries the ids of the
/// tenant and the customer where others are random.
fn uuid_of(side: Side, id: CustomerId, created_at: Timestamp) -> CustomerUuid {
    let millis = u64::try_from(created_at.as_micros() / 1_000).unwrap_or(0);
    CustomerUuid(v7(millis, side, id.get()))
}

/// The `n`th part of a demo customer as an address without any values. Its id is given on import.
fn part(customer: &Customer, side: Side, n: u64) -> Address {
    Address::blank(PartId::NEW, part_uuid(customer, side, n), customer.created_at)
}

/// The fixed universal name of the `n`th part of a demo customer.
fn part_uuid(customer: &Customer, side: Side, n: u64) -> Uuid {
    let millis = u64::try_from(customer.created_at.as_micros() / 1_000).unwrap_or(0);
    v7(millis, side, customer.id.get() | n << 40)
}

fn v7(millis: u64, side: Side, low: u64) -> Uuid {
    let tenant: u16 = match side {
        Side::Main => 1686,
        Side::Other => 2001,
    };
    let mut random = [0; 10];
    random[..2].copy_from_slice(&tenant.to_be_bytes());
    random[2..].copy_from_slice(&low.to_be_bytes());
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn phone(kind: PhoneKind, number: &str) -> Phone {
    Phone { number: number.to_owned(), kind, ..Phone::default() }
}
