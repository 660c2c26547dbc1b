//! Reading fields of JSON objects by their names and types, and telling every bad one.

use serde_json::{Map, Value};
use shared::input::body::{Document, Field};
use uuid::Uuid;

use crate::error::Problem;
use crate::warning::{Warning, WarningCode};

/// The most characters of a text.
pub const MAX_TEXT: usize = 256;
/// The most problems that are told at once, so that no body makes an answer larger than itself.
pub const MAX_PROBLEMS: usize = 100;

/// What reading found: bad fields, and what was passed over.
#[derive(Debug, Default)]
pub struct Notes {
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
}

impl Notes {
    /// Notes a bad field by its path.
    pub fn problem(&mut self, path: &str, what: &str) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem::new(path, what));
        }
    }

    /// Notes what was passed over at a path.
    pub fn warning(&mut self, code: WarningCode, path: &str, what: &str) {
        self.warnings.push(Warning::new(code, format!("{path} {what}")));
    }

    /// The warnings, or the problems where there are any.
    pub fn finish(self) -> Result<Vec<Warning>, Vec<Problem>> {
        if self.problems.is_empty() { Ok(self.warnings) } else { Err(self.problems) }
    }
}

/// A JSON object and where it stands in the body: `customer.emails[0]`.
///
/// Its methods read one field each. A field of another type is noted, and read as absent.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

impl<'a> Object<'a> {
    /// The body itself.
    #[must_use]
    pub fn root(body: &'a Document) -> Self {
        Self { fields: &body.0, path: String::new() }
    }

    /// The path of one of its fields.
    #[must_use]
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Its own path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A text of at most [`MAX_TEXT`] characters.
    pub fn text(&self, name: &str, notes: &mut Notes) -> Field<String> {
        self.read(name, notes, checked_text).map(str::to_owned)
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str, notes: &mut Notes) -> Field<bool> {
        self.read(name, notes, |value| value.as_bool().ok_or("must be a boolean"))
    }

    /// A UUID in its hyphenated form.
    pub fn uuid(&self, name: &str, notes: &mut Notes) -> Field<Uuid> {
        self.read(name, notes, |value| {
            let text = checked_text(value)?;
            let uuid = (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten();
            uuid.ok_or("must be a UUID")
        })
    }

    /// One of several words, exactly as written; `expected` says which there are.
    pub fn choice<T>(
        &self,
        name: &str,
        expected: &'static str,
        of_word: impl Fn(&str) -> Option<T>,
        notes: &mut Notes,
    ) -> Field<T> {
        self.read(name, notes, |value| of_word(checked_text(value)?).ok_or(expected))
    }

    /// An object.
    pub fn object(&self, name: &str, notes: &mut Notes) -> Field<Object<'a>> {
        self.read(name, notes, |value| value.as_object().ok_or("must be an object"))
            .map(|fields| Object { fields, path: self.path_of(name) })
    }

    /// An array of at most so many objects. One that is too long or has anything else in it is
    /// noted, and read as absent.
    pub fn objects(&self, name: &str, most: usize, notes: &mut Notes) -> Field<Vec<Object<'a>>> {
        self.entries(name, most, notes, |value| value.as_object().ok_or("must be an object")).map(
            |entries| entries.into_iter().map(|(path, fields)| Object { fields, path }).collect(),
        )
    }

    /// An array of at most so many texts, each with its path.
    pub fn texts(
        &self,
        name: &str,
        most: usize,
        notes: &mut Notes,
    ) -> Field<Vec<(String, String)>> {
        self.entries(name, most, notes, checked_text).map(|entries| {
            entries.into_iter().map(|(path, text)| (path, text.to_owned())).collect()
        })
    }

    fn entries<T>(
        &self,
        name: &str,
        most: usize,
        notes: &mut Notes,
        of_value: impl Fn(&'a Value) -> Result<T, &'static str>,
    ) -> Field<Vec<(String, T)>> {
        let list = match self.read(name, notes, |value| value.as_array().ok_or("must be an array"))
        {
            Field::Value(list) => list,
            Field::Null => return Field::Null,
            Field::Absent => return Field::Absent,
        };
        let path = self.path_of(name);
        if list.len() > most {
            notes.problem(&path, &format!("must have at most {most} entries"));
            return Field::Absent;
        }
        let mut entries = Vec::with_capacity(list.len());
        for (at, value) in list.iter().enumerate() {
            let path = format!("{path}[{at}]");
            match of_value(value) {
                Ok(value) => entries.push((path, value)),
                Err(what) => notes.problem(&path, what),
            }
        }
        if entries.len() == list.len() { Field::Value(entries) } else { Field::Absent }
    }

    fn read<T>(
        &self,
        name: &str,
        notes: &mut Notes,
        of_value: impl FnOnce(&'a Value) -> Result<T, &'static str>,
    ) -> Field<T> {
        match self.fields.get(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => match of_value(value) {
                Ok(value) => Field::Value(value),
                Err(what) => {
                    notes.problem(&self.path_of(name), what);
                    Field::Absent
                }
            },
        }
    }
}

fn checked_text(value: &Value) -> Result<&str, &'static str> {
    let text = value.as_str().ok_or("must be a string")?;
    // A text of so many bytes has at most so many characters: most need no counting.
    if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT {
        return Err("must have at most 256 characters");
    }
    Ok(text)
}
