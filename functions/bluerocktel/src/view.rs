//! The customer as this API shows it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use shared::record::Customer;
use shared::runtime::{Response, StatusCode};

use crate::keys::{KEYS, Key, Shown};

/// 200 with a customer: under `customer`, and its keys again at the root, as older and newer
/// clients read them.
#[must_use]
pub fn found(customer: &Customer) -> Response {
    Response::json(StatusCode::OK, &Found(customer))
}

/// 200 with a new customer: its id under `response`, and its keys at the root.
#[must_use]
pub fn created(customer: &Customer) -> Response {
    Response::json(StatusCode::OK, &Created(customer))
}

struct Found<'a>(&'a Customer);

impl Serialize for Found<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(KEYS.len() + 1))?;
        map.serialize_entry("customer", &Wrapped(self.0))?;
        at_root(&mut map, self.0)?;
        map.end()
    }
}

struct Created<'a>(&'a Customer);

impl Serialize for Created<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(KEYS.len() + 1))?;
        map.serialize_entry("response", &self.0.id)?;
        at_root(&mut map, self.0)?;
        map.end()
    }
}

/// A customer's keys in the documented order, under a wrapper's key.
struct Wrapped<'a>(&'a Customer);

impl Serialize for Wrapped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(KEYS.iter().map(|key| (key.name, (key.show)(self.0))))
    }
}

/// A customer's keys in the documented order, at the root: there `suppliers` is never null, since
/// typed clients read it as a text.
fn at_root<M: SerializeMap>(map: &mut M, customer: &Customer) -> Result<(), M::Error> {
    for Key { name, show, .. } in &KEYS {
        match (*name, show(customer)) {
            ("suppliers", Shown::Null) => map.serialize_entry(name, "")?,
            (_, shown) => map.serialize_entry(name, &shown)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
