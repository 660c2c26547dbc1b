//! JSON whose objects keep the order of their keys: what clients see is compared in order.

use std::fmt::{self, Write as _};

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The longest line that JSON is laid out in.
const WIDTH: usize = 100;

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

    /// Writes it in one line where that fits, else each of its parts in lines of their own, but for
    /// numbers, booleans and nulls that follow one another.
    /// `indent` spaces and `taken` bytes of the line are used already.
    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize, taken: usize) -> fmt::Result {
        let line = self.in_one_line();
        let (open, close) = match self {
            Self::Array(_) => ('[', ']'),
            Self::Object(_) => ('{', '}'),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => {
                return f.write_str(&line);
            }
        };
        if taken + line.len() <= WIDTH {
            return f.write_str(&line);
        }
        f.write_char(open)?;
        let inner = indent + 2;
        let mut used = WIDTH;
        let mut follows_text = true;
        for (at, (key, value)) in self.parts().into_iter().enumerate() {
            let key = key.map(|key| quoted(key) + ": ").unwrap_or_default();
            let length = key.len() + value.in_one_line().len();
            let is_short = !matches!(value, Self::Text(_) | Self::Array(_) | Self::Object(_));
            let comma = if at > 0 { "," } else { "" };
            if is_short && !follows_text && used + length + 2 <= WIDTH {
                write!(f, "{comma} {key}")?;
                used += length + 2;
            } else {
                write!(f, "{comma}\n{:inner$}{key}", "")?;
                used = inner + length;
            }
            follows_text = !is_short;
            value.write(f, inner, inner + key.len())?;
        }
        write!(f, "\n{:indent$}{close}", "")
    }

    fn in_one_line(&self) -> String {
        let parts = || {
            let parts = self.parts().into_iter().map(|(key, value)| {
                key.map(|key| quoted(key) + ": ").unwrap_or_default() + &value.in_one_line()
            });
            parts.collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => quoted(text),
            Self::Array(_) => format!("[{}]", parts()),
            Self::Object(_) => format!("{{{}}}", parts()),
        }
    }

    /// The values of an array, or those of an object with their keys.
    fn parts(&self) -> Vec<(Option<&str>, &Self)> {
        match self {
            Self::Array(values) => values.iter().map(|value| (None, value)).collect(),
            Self::Object(fields) => {
                fields.iter().map(|(key, value)| (Some(key.as_str()), value)).collect()
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => Vec::new(),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl fmt::Display for Json {
    /// Lines of at most 100 bytes where the values allow it; two spaces a level.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0, 0)
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
