//! Reads the fields of JSON objects by name and type, and notes every bad one.

use serde_json::{Map, Value};
use shared::input::fields::{Flags, Given, Strictness};
use shared::input::{Document, Field};

use crate::field_error::{FieldError, FieldRule};
use crate::warning::{Warning, WarningCode};

/// The most characters of a text.
const MAX_TEXT: usize = 256;
/// The most characters of an id.
const MAX_ID: usize = 64;
/// The most errors of an answer, so that no answer is larger than the body that it answers.
const MAX_ERRORS: usize = 100;
/// How strict this API is.
const STRICTNESS: Strictness = Strictness { numbers_as_texts: true, flags: Flags::Names };

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
/// Its methods read one field each. Null counts as absent. A field of a wrong type is noted and
/// read as absent.
#[derive(Debug)]
pub(super) struct Object<'a> {
    /// `None`: an empty object, written as `[]`.
    fields: Option<&'a Map<String, Value>>,
    path: String,
}

impl<'a> Object<'a> {
    /// The body itself.
    pub const fn root(body: &'a Document) -> Self {
        Self { fields: Some(&body.0), path: String::new() }
    }

    /// The path of one of its fields.
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A text of at most [`MAX_TEXT`] characters.
    pub fn text(&self, name: &str, notes: &mut Notes) -> Option<String> {
        given(self.read(name, notes, |value| text(value, MAX_TEXT)))
    }

    /// An id: a text of at most [`MAX_ID`] characters. An empty one counts as absent.
    pub fn id(&self, name: &str, notes: &mut Notes) -> Option<String> {
        let id = given(self.read(name, notes, |value| text(value, MAX_ID)));
        id.filter(|id| !id.is_empty())
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str, notes: &mut Notes) -> Option<bool> {
        given(self.read(name, notes, |value| Ok(STRICTNESS.flag(Given::Json(value))?))).flatten()
    }

    /// One of several words, exactly as written, and what it stands for. An empty text counts as
    /// absent.
    pub fn choice<T: Copy>(&self, name: &str, words: &[(&str, T)], notes: &mut Notes) -> Option<T> {
        let choice = self.read(name, notes, |value| {
            let text = text(value, MAX_TEXT)?;
            if text.is_empty() {
                return Ok(None);
            }
            let found = words.iter().find(|(word, _)| *word == text);
            found.map(|(_, choice)| Some(*choice)).ok_or_else(|| {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                FieldRule::OneOf(words.join(", "))
            })
        });
        given(choice).flatten()
    }

    /// An object.
    pub fn object(&self, name: &str, notes: &mut Notes) -> Option<Object<'a>> {
        let fields = given(self.read(name, notes, object))?;
        Some(Object { fields, path: self.path_of(name) })
    }

    /// An array of at most so many objects. If it is too long or has another entry, that is noted
    /// and the array is read as absent. Null is not absent here: some lists are deleted by it.
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
    ) -> Option<Vec<(String, String)>> {
        given(self.entries(name, most, notes, |value| text(value, MAX_TEXT)))
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
        match self.fields.and_then(|fields| fields.get(name)) {
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

fn text(value: &Value, most: usize) -> Result<String, FieldRule> {
    Ok(STRICTNESS.text(Given::Json(value), most)?.into_owned())
}

/// The fields of an object. PHP writes an empty object as `[]`.
fn object(value: &Value) -> Result<Option<&Map<String, Value>>, FieldRule> {
    match value {
        Value::Object(fields) => Ok(Some(fields)),
        Value::Array(entries) if entries.is_empty() => Ok(None),
        _ => Err(FieldRule::Object),
    }
}
