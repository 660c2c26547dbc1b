//! JSON whose objects keep the order of their keys: what clients see is compared in order.

use std::fmt::{self, Write as _};

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Any JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as it is written.
    Number(serde_json::Number),
    /// A text.
    Text(String),
    /// An array.
    Array(Vec<Self>),
    /// An object's keys and values in their order.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads a text.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What stands at a path of keys and positions: `customer.data.id`, `customers.0.id`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |json, step| match json {
            Self::Object(fields) => {
                fields.iter().find(|(key, _)| key == step).map(|(_, value)| value)
            }
            Self::Array(values) => step.parse::<usize>().ok().and_then(|at| values.get(at)),
            _ => None,
        })
    }

    /// The text at a path; empty where there is none.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        match self.at(path) {
            Some(Self::Text(text)) => text,
            _ => "",
        }
    }

    /// Fails where anything else stands at some paths than an object says under them.
    ///
    /// # Panics
    /// When something differs, or stands at no such path.
    #[track_caller]
    pub fn assert_shows(&self, expected: &serde_json::Value) {
        for (path, expected) in expected.as_object().into_iter().flatten() {
            let expected = Self::parse(&expected.to_string()).ok();
            assert_eq!(self.at(path), expected.as_ref(), "{path} in {self}");
        }
    }

    /// The keys of an object, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Self::Object(fields) => fields.iter().map(|(key, _)| key.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// Every text in it, at any depth, changed.
    pub fn map_texts(&mut self, change: &impl Fn(&str) -> Option<String>) {
        match self {
            Self::Text(text) => {
                if let Some(changed) = change(text) {
                    *text = changed;
                }
            }
            Self::Array(values) => values.iter_mut().for_each(|value| value.map_texts(change)),
            Self::Object(fields) => {
                fields.iter_mut().for_each(|(_, value)| value.map_texts(change));
            }
            Self::Null | Self::Bool(_) | Self::Number(_) => {}
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(&quoted(text)?),
            Self::Array(values) if values.is_empty() => f.write_str("[]"),
            Self::Object(fields) if fields.is_empty() => f.write_str("{}"),
            Self::Array(values) => {
                f.write_char('[')?;
                for (at, value) in values.iter().enumerate() {
                    next_line(f, at, depth + 1)?;
                    value.write(f, depth + 1)?;
                }
                write!(f, "\n{:1$}]", "", depth * 2)
            }
            Self::Object(fields) => {
                f.write_char('{')?;
                for (at, (key, value)) in fields.iter().enumerate() {
                    next_line(f, at, depth + 1)?;
                    write!(f, "{}: ", quoted(key)?)?;
                    value.write(f, depth + 1)?;
                }
                write!(f, "\n{:1$}}}", "", depth * 2)
            }
        }
    }
}

fn quoted(text: &str) -> Result<String, fmt::Error> {
    serde_json::to_string(text).map_err(|_| fmt::Error)
}

fn next_line(f: &mut fmt::Formatter<'_>, at: usize, depth: usize) -> fmt::Result {
    if at > 0 {
        f.write_char(',')?;
    }
    write!(f, "\n{:1$}", "", depth * 2)
}

impl fmt::Display for Json {
    /// Two spaces a level.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = access.next_element()? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = access.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

/// Shows every text in a JSON value, at any depth, keys apart.
pub fn texts(value: &serde_json::Value, see: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => see(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, see)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| texts(value, see)),
        _ => {}
    }
}
