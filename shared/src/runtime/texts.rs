//! Named texts in one allocation.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// Pairs of a name and a text, in their order: an event's headers, or its path parameters.
///
/// An event has some twenty headers. Forty small strings would cost more than reading them, so all
/// texts are stored in one string, one after another.
#[derive(Clone, Default)]
pub(super) struct Texts {
    all: String,
    /// The ends of each pair's name and value.
    ends: Vec<(usize, usize)>,
}

impl Texts {
    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All pairs in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut begin = 0;
        self.ends.iter().filter_map(move |(name_end, value_end)| {
            let name = self.all.get(begin..*name_end)?;
            let value = self.all.get(*name_end..*value_end)?;
            begin = *value_end;
            Some((name, value))
        })
    }

    fn keep(&mut self, name_end: usize) {
        self.ends.push((name_end, self.all.len()));
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Texts {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut texts = Self::default();
        for (name, value) in pairs {
            texts.all.push_str(name.as_ref());
            let name_end = texts.all.len();
            texts.all.push_str(value.as_ref());
            texts.keep(name_end);
        }
        texts
    }
}

impl<'de> Deserialize<'de> for Texts {
    /// Reads an object of texts. Null values are left out.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Texts, A::Error> {
        let mut texts = Texts { all: String::with_capacity(1_024), ends: Vec::with_capacity(24) };
        loop {
            let begin = texts.all.len();
            if fields.next_key_seed(Append(&mut texts.all))?.is_none() {
                return Ok(texts);
            }
            let name_end = texts.all.len();
            if fields.next_value_seed(AppendOrNull(&mut texts.all))? {
                texts.keep(name_end);
            } else {
                texts.all.truncate(begin);
            }
        }
    }
}

/// Appends a text.
struct Append<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Append<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Append<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }
}

/// Appends a text unless it is null; returns whether it did.
struct AppendOrNull<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for AppendOrNull<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for AppendOrNull<'_> {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or null")
    }
    fn visit_none<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        Append(self.0).deserialize(deserializer).map(|()| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(texts: &Texts) -> Vec<(&str, &str)> {
        texts.iter().collect()
    }

    #[test]
    fn an_object_is_read_in_order_and_null_is_left_out() {
        let texts: Texts =
            serde_json::from_str(r#"{"b": "1", "a": "\u00e9", "null": null, "": ""}"#).unwrap();
        assert_eq!(pairs(&texts), [("b", "1"), ("a", "é"), ("", "")]);
        assert_eq!(texts.get("a"), Some("é"));
        assert_eq!(texts.get(""), Some(""));
        assert_eq!(texts.get("null"), None);
    }

    #[test]
    fn a_whole_name_must_match_and_its_first_value_counts() {
        let texts = Texts::from_iter([("ab", "cd"), ("a", "1"), ("a", "2")]);
        assert_eq!(texts.get("a"), Some("1"));
        assert_eq!(texts.get("abc"), None);
        assert_eq!(pairs(&texts), [("ab", "cd"), ("a", "1"), ("a", "2")]);
    }

    #[test]
    fn other_values_are_refused() {
        for json in [r#"{"a": 1}"#, r#"{"a": ["b"]}"#, r#"["a"]"#, r#""a""#, "1", "null"] {
            assert!(serde_json::from_str::<Texts>(json).is_err(), "{json}");
        }
    }
}
