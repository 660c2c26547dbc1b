//! Reads the fields of JSON objects by name and type, and notes every bad one.

use serde_json::{Map, Value};
use shared::input::fields::{Flags, Given, Strictness};
use shared::input::{Document, Field};
use uuid::Uuid;

use crate::field_error::{FieldError, FieldRule};
use crate::warning::{Warning, WarningCode};

/// The most characters of a text.
const MAX_TEXT: usize = 256;
/// The most errors of an answer, so that no answer is larger than the body that it answers.
pub(super) const MAX_ERRORS: usize = 100;
/// How strict this API is.
const STRICTNESS: Strictness = Strictness { numbers_as_texts: false, flags: Flags::Booleans };

/// What the reader found: bad fields, and what it left out.
#[derive(Debug, Default)]
pub(super) struct Notes {
    errors: Vec<FieldError>,
    warnings: Vec<Warning>,
}

impl Notes {
    /// Notes a bad field by its path.
    pub fn error(&mut self, path: String, rule: FieldRule) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(FieldError::new(path, rule));
        }
    }

    /// Notes what was left out at a path.
    pub fn warning(&mut self, code: WarningCode, path: &str, what: &str) {
        self.warnings.push(Warning::new(code, format!("{path} {what}")));
    }

    /// The warnings, or the errors if there are any.
    pub fn finish(self) -> Result<Vec<Warning>, Vec<FieldError>> {
        if self.errors.is_empty() { Ok(self.warnings) } else { Err(self.errors) }
    }
}

/// A JSON object and its path in the body: `customer.emails[0]`.
///
/// Its methods read one field each. A field of a wrong type is noted and read as absent.
#[derive(Debug)]
pub(super) struct Object<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

impl<'a> Object<'a> {
    /// The body itself.
    pub const fn root(body: &'a Document) -> Self {
        Self { fields: &body.0, path: String::new() }
    }

    /// The path of one of its fields.
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A text of at most [`MAX_TEXT`] characters.
    pub fn text(&self, name: &str, notes: &mut Notes) -> Field<String> {
        self.read(name, notes, text)
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str, notes: &mut Notes) -> Field<bool> {
        match self.read(name, notes, |value| Ok(STRICTNESS.flag(Given::Json(value))?)) {
            Field::Value(Some(flag)) => Field::Value(flag),
            Field::Null => Field::Null,
            Field::Value(None) | Field::Absent => Field::Absent,
        }
    }

    /// A UUID with its hyphens.
    pub fn uuid(&self, name: &str, notes: &mut Notes) -> Field<Uuid> {
        self.read(name, notes, |value| {
            let text = text(value)?;
            let uuid = (text.len() == 36).then(|| Uuid::try_parse(&text).ok()).flatten();
            uuid.ok_or(FieldRule::Uuid)
        })
    }

    /// One of several words, exactly as written, and what it stands for.
    pub fn choice<T: Copy>(&self, name: &str, words: &[(&str, T)], notes: &mut Notes) -> Field<T> {
        self.read(name, notes, |value| {
            let text = text(value)?;
            let found = words.iter().find(|(word, _)| *word == text);
            found.map(|(_, choice)| *choice).ok_or_else(|| {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                FieldRule::OneOf(words.join(", "))
            })
        })
    }

    /// An object.
    pub fn object(&self, name: &str, notes: &mut Notes) -> Field<Object<'a>> {
        self.read(name, notes, object).map(|fields| Object { fields, path: self.path_of(name) })
    }

    /// An array of at most so many objects. If it is too long or has another entry, that is noted
    /// and the array is read as absent.
    pub fn objects(&self, name: &str, most: usize, notes: &mut Notes) -> Field<Vec<Object<'a>>> {
        let object = |(path, fields)| Object { fields, path };
        self.entries(name, most, notes, self::object)
            .map(|entries| entries.into_iter().map(object).collect())
    }

    /// An array of at most so many texts, each with its path.
    pub fn texts(
        &self,
        name: &str,
        most: usize,
        notes: &mut Notes,
    ) -> Field<Vec<(String, String)>> {
        self.entries(name, most, notes, text)
    }

    fn entries<T>(
        &self,
        name: &str,
        most: usize,
        notes: &mut Notes,
        of_value: impl Fn(&'a Value) -> Result<T, FieldRule>,
    ) -> Field<Vec<(String, T)>> {
        let list = match self.read(name, notes, |value| value.as_array().ok_or(FieldRule::Array)) {
            Field::Value(list) => list,
            Field::Null => return Field::Null,
            Field::Absent => return Field::Absent,
        };
        let path = self.path_of(name);
        if list.len() > most {
            notes.error(path, FieldRule::AtMostEntries(most));
            return Field::Absent;
        }
        let mut entries = Vec::with_capacity(list.len());
        for (at, value) in list.iter().enumerate() {
            let path = format!("{path}[{at}]");
            match of_value(value) {
                Ok(value) => entries.push((path, value)),
                Err(rule) => notes.error(path, rule),
            }
        }
        if entries.len() == list.len() { Field::Value(entries) } else { Field::Absent }
    }

    fn read<T>(
        &self,
        name: &str,
        notes: &mut Notes,
        of_value: impl FnOnce(&'a Value) -> Result<T, FieldRule>,
    ) -> Field<T> {
        match self.fields.get(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => match of_value(value) {
                Ok(value) => Field::Value(value),
                Err(rule) => {
                    notes.error(self.path_of(name), rule);
                    Field::Absent
                }
            },
        }
    }
}

/// The value where absent and null mean the same.
pub(super) fn given<T>(field: Field<T>) -> Option<T> {
    field.written().flatten()
}

fn text(value: &Value) -> Result<String, FieldRule> {
    Ok(STRICTNESS.text(Given::Json(value), MAX_TEXT)?.into_owned())
}

fn object(value: &Value) -> Result<&Map<String, Value>, FieldRule> {
    value.as_object().ok_or(FieldRule::Object)
}
