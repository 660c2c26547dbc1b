//! Items, and the types that they are read into.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::key::PrimaryKey;
use crate::cause::Cause;

/// The attributes of one item.
pub type Item = HashMap<String, AttributeValue>;

/// A type that is stored as one item: a JSON document with the entity's name and schema.
///
/// The document is one text attribute, not a tree of attributes. It is read directly into the type,
/// which costs a tenth of reading a tree, and it is smaller.
pub trait Entity: Sized {
    /// The attribute `entity`: the type of the item.
    const NAME: &'static str;

    /// The attribute `schema`: the version that is written. All older ones stay readable.
    const SCHEMA: u32;

    /// Reads the document of an item with the given schema.
    fn read(schema: u32, document: &str) -> Result<Self, serde_json::Error>;

    /// Writes the document.
    fn write(&self) -> Result<String, serde_json::Error>;
}

/// An [`Entity`] with only one schema, read and written by serde.
pub trait Stored: Serialize + DeserializeOwned {
    /// The attribute `entity`.
    const NAME: &'static str;
}

impl<T: Stored> Entity for T {
    const NAME: &'static str = T::NAME;
    const SCHEMA: u32 = 1;

    fn read(_schema: u32, document: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(document)
    }

    fn write(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// A number attribute.
pub(super) fn number(n: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(n.to_string())
}

/// A text attribute.
pub(super) fn text(s: impl Into<String>) -> AttributeValue {
    AttributeValue::S(s.into())
}

/// The attributes of a key.
pub(super) fn key_attributes(key: PrimaryKey) -> Item {
    with_capacity(key, 3)
}

/// The whole item of an entity.
pub(super) fn encode<E: Entity>(key: PrimaryKey, entity: &E) -> Result<Item, StoreError> {
    let document = entity.write().map_err(corrupt)?;
    let mut item = with_capacity(key, 7);
    item.insert("entity".to_owned(), text(E::NAME));
    item.insert("schema".to_owned(), number(E::SCHEMA));
    item.insert("document".to_owned(), text(document));
    Ok(item)
}

/// The attributes of a key, in a map with space for others so that it need not grow.
fn with_capacity(key: PrimaryKey, attributes: usize) -> Item {
    let mut item = HashMap::with_capacity(attributes);
    item.insert("pk".to_owned(), text(key.pk));
    item.insert("sk".to_owned(), text(key.sk));
    item
}

/// Reads an entity from its item.
pub(super) fn decode<E: Entity>(item: &Item) -> Result<E, StoreError> {
    let entity = text_of(item, "entity")?;
    if entity != E::NAME {
        return Err(StoreError::Corrupt(Cause::text(format!(
            "found a {} instead of a {}",
            entity,
            E::NAME
        ))));
    }
    let schema = u32::try_from(number_of(item, "schema")?).map_err(corrupt)?;
    if schema > E::SCHEMA {
        return Err(StoreError::Corrupt(Cause::text(format!(
            "a {} of schema {schema}, newer than this program's {}",
            E::NAME,
            E::SCHEMA
        ))));
    }
    E::read(schema, text_of(item, "document")?).map_err(|error| unreadable(E::NAME, &error))
}

/// The error for an unreadable document. The parser's own text would quote the document.
fn unreadable(entity: &str, error: &serde_json::Error) -> StoreError {
    let (kind, line, column) = (error.classify(), error.line(), error.column());
    StoreError::Corrupt(Cause::text(format!(
        "a {entity} that cannot be read: {kind:?} at line {line}, column {column}"
    )))
}

/// The value of a number attribute.
pub(super) fn number_of(item: &Item, name: &str) -> Result<u64, StoreError> {
    match item.get(name) {
        Some(AttributeValue::N(digits)) => digits.parse().map_err(corrupt),
        _ => Err(missing(name)),
    }
}

/// The value of a text attribute.
pub(super) fn text_of<'a>(item: &'a Item, name: &str) -> Result<&'a str, StoreError> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Ok(text),
        _ => Err(missing(name)),
    }
}

fn missing(name: &str) -> StoreError {
    StoreError::Corrupt(Cause::text(format!("an item without a readable {name}")))
}

pub(super) fn corrupt(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Corrupt(error.into())
}
