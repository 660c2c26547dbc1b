//! Reads request bodies.

mod parts;

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

pub(crate) use self::parts::without_boundary;
use super::query::Pairs;

/// The largest body that is accepted, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 64;

/// Why a body or a query cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// More than 256 KiB.
    #[error("the body is larger than 256 KiB")]
    TooLarge,
    /// A content type that the endpoint does not read.
    #[error("the content type is not one this endpoint reads")]
    WrongType,
    /// Not JSON, a number out of range, or not UTF-8; with the position.
    #[error("the body is not valid JSON at line {line}, column {column}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1; 0 right after a line break.
        column: usize,
    },
    /// A form that is not UTF-8.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// A query that is not UTF-8.
    #[error("the query is not UTF-8")]
    QueryNotUtf8,
    /// A `multipart/form-data` whose parts cannot be told apart.
    #[error("the body is not valid multipart/form-data")]
    Multipart,
    /// Nested deeper than 64 levels.
    #[error("the body nests deeper than 64 levels")]
    TooDeep,
    /// An object or a form has a key twice.
    #[error("the body has a key twice")]
    DuplicateKey,
    /// JSON, but not an object.
    #[error("the body is not a JSON object")]
    NotAnObject,
}

/// A JSON object, read strictly.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document(pub serde_json::Map<String, Value>);

/// A field of an object. Absent and null are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field<T> {
    /// The key is missing.
    Absent,
    /// The value is null.
    Null,
    /// Any other value.
    Value(T),
}

/// A body in one of the formats that web frameworks read.
#[derive(Debug, Clone)]
pub enum JsonOrForm {
    /// JSON.
    Json(Document),
    /// `application/x-www-form-urlencoded` or `multipart/form-data`.
    Form(Form),
}

/// A form's pairs.
pub type Form = Pairs;

impl Document {
    /// The field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Field<&Value> {
        match self.0.get(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => Field::Value(value),
        }
    }
}

impl<T> Field<T> {
    /// Applies a function to the value, if there is one.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(f(value)),
        }
    }

    /// The value to store: `None` if the key is absent, `Some(None)` for null.
    pub fn written(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}

/// Reads JSON, with or without a content type. An empty body is `None`, whatever its content type.
///
/// Refuses, in this order: more than [`MAX_BYTES`]; another content type than JSON's; whichever
/// comes first of malformed text, nesting deeper than [`MAX_DEPTH`] and a key twice in one object;
/// anything but an object.
///
/// A number that does not fit an integer of 64 bits becomes a float, for which `as_u64` and
/// `as_i64` return `None`.
pub fn json(content_type: Option<&str>, body: &[u8]) -> Result<Option<Document>, BodyError> {
    if body.is_empty() {
        return Ok(None);
    }
    within_limit(body)?;
    match ContentType::of(content_type) {
        ContentType::Json => read(body).map(Some),
        ContentType::Form | ContentType::Multipart | ContentType::Other => {
            Err(BodyError::WrongType)
        }
    }
}

/// Reads JSON as [`json`] does, and `application/x-www-form-urlencoded` and `multipart/form-data` as
/// forms. The JSON `[]`, which is how PHP writes an empty object, is an empty body. A form's key may
/// be repeated only if it ends in `[]`, which is how forms write lists.
pub fn json_or_form(
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Option<JsonOrForm>, BodyError> {
    if body.is_empty() {
        return Ok(None);
    }
    within_limit(body)?;
    match ContentType::of(content_type) {
        ContentType::Json if is_empty_array(body) => Ok(None),
        ContentType::Json => read(body).map(|document| Some(JsonOrForm::Json(document))),
        ContentType::Form => form(body).map(|form| Some(JsonOrForm::Form(form))),
        ContentType::Multipart => {
            let form = parts::read(content_type.unwrap_or_default(), body)?;
            without_repeats(form).map(|form| Some(JsonOrForm::Form(form)))
        }
        ContentType::Other => Err(BodyError::WrongType),
    }
}

fn is_empty_array(body: &[u8]) -> bool {
    let inner = body.trim_ascii().strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
    inner.is_some_and(|inner| inner.trim_ascii().is_empty())
}

fn form(body: &[u8]) -> Result<Form, BodyError> {
    let text = std::str::from_utf8(body).map_err(|_| BodyError::NotUtf8)?;
    without_repeats(Pairs::parse(text).map_err(|_| BodyError::NotUtf8)?)
}

fn without_repeats(form: Form) -> Result<Form, BodyError> {
    let mut keys: Vec<&str> = form.iter().map(|(key, _)| key).collect();
    keys.retain(|key| !key.ends_with("[]"));
    keys.sort_unstable();
    let all = keys.len();
    keys.dedup();
    if keys.len() == all { Ok(form) } else { Err(BodyError::DuplicateKey) }
}

fn within_limit(body: &[u8]) -> Result<(), BodyError> {
    if body.len() > MAX_BYTES { Err(BodyError::TooLarge) } else { Ok(()) }
}

/// The format that a content type names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentType {
    /// JSON, or no content type.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Anything else.
    Other,
}

impl ContentType {
    pub(crate) fn of(header: Option<&str>) -> Self {
        let essence = header.and_then(|header| header.split(';').next()).unwrap_or("").trim();
        let is = |name: &str| essence.eq_ignore_ascii_case(name);
        if essence.is_empty()
            || is("application/json")
            || is("text/json")
            || is_json_suffix(essence)
        {
            Self::Json
        } else if is("application/x-www-form-urlencoded") {
            Self::Form
        } else if is("multipart/form-data") {
            Self::Multipart
        } else {
            Self::Other
        }
    }
}

/// Whether it ends in `+json`, like `application/vnd.api+json`.
fn is_json_suffix(essence: &str) -> bool {
    const SUFFIX: &str = "+json";
    essence
        .len()
        .checked_sub(SUFFIX.len())
        .and_then(|at| essence.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(SUFFIX))
}

fn read(body: &[u8]) -> Result<Document, BodyError> {
    let broken = Cell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = Strict { depth: 0, broken: &broken }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    match value {
        Ok(Value::Object(fields)) => Ok(Document(fields)),
        Ok(_) => Err(BodyError::NotAnObject),
        Err(error) => Err(broken
            .take()
            .unwrap_or(BodyError::Malformed { line: error.line(), column: error.column() })),
    }
}

/// Reads a value in one pass and checks its depth and keys on the way.
#[derive(Clone, Copy)]
struct Strict<'a> {
    /// The number of arrays and objects around it.
    depth: usize,
    /// The rule of ours that was broken, which the parser's error type cannot hold.
    broken: &'a Cell<Option<BodyError>>,
}

impl Strict<'_> {
    fn refuse<E: de::Error>(self, error: BodyError) -> E {
        let text = E::custom(&error);
        self.broken.set(Some(error));
        text
    }

    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(BodyError::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut read = Vec::new();
        while let Some(element) = elements.next_element_seed(inner)? {
            read.push(element);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut read = serde_json::Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if read.contains_key(&name) {
                return Err(self.refuse(BodyError::DuplicateKey));
            }
            read.insert(name, fields.next_value_seed(inner)?);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
