//! The one reader of request bodies.

use serde_json::Value;

use super::query::Pairs;
use super::request::JsonOrForm;

/// The largest body that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 64;

/// Why a body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// More than 256 KiB.
    #[error("the body is larger than 256 KiB")]
    TooLarge,
    /// The content type is none this endpoint reads.
    #[error("the content type is not one this endpoint reads")]
    WrongType,
    /// Not JSON, or a number out of range, or not UTF-8; says where.
    #[error("the body is not valid JSON at line {line}, column {column}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Nested deeper than 64 levels.
    #[error("the body nests deeper than 64 levels")]
    TooDeep,
    /// A key stands twice in one object.
    #[error("the body has a key twice")]
    DuplicateKey,
    /// JSON, but not an object.
    #[error("the body is not a JSON object")]
    NotAnObject,
}

/// A JSON object, read strictly.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document(pub serde_json::Map<String, Value>);

/// A field of an object: absent and null are different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field<T> {
    /// The key is not there.
    Absent,
    /// The key is there, with null.
    Null,
    /// The key is there, with a value.
    Value(T),
}

/// A form's pairs.
pub type Form = Pairs;

impl Document {
    /// The field of that name.
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
    /// The same with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(f(value)),
        }
    }

    /// `None` where the key is absent, else what the field is to become.
    pub fn written(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}

/// Reads JSON with or without a content type. Refused are: more than [`MAX_BYTES`], a content
/// type that is another than JSON's, anything malformed, nesting over [`MAX_DEPTH`], a key twice
/// in one object at any depth, and anything but an object.
pub fn json(_content_type: Option<&str>, _body: &[u8]) -> Result<Option<Document>, BodyError> {
    Ok(None)
}

/// Reads JSON as [`json`] does, and `application/x-www-form-urlencoded` as a form.
pub fn json_or_form(
    _content_type: Option<&str>,
    _body: &[u8],
) -> Result<Option<JsonOrForm>, BodyError> {
    Ok(None)
}
