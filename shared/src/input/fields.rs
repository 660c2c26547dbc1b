//! The one reader of single fields. How strict it is differs from API to API, and is data.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::{Document, Field, JsonOrForm, Pairs};

/// The most bytes of an e-mail address.
pub const EMAIL_BYTES: usize = 254;
/// The most bytes before the `@` of an e-mail address.
const LOCAL_BYTES: usize = 64;
/// From here on a float has lost digits that may have been sent.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value as it was sent.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    /// In a document of JSON.
    Json(&'a Value),
    /// In a form or a query, which know only texts.
    Text(&'a str),
}

/// The rule that a field breaks. Each API has its own words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// It must be given.
    Required,
    /// It must be a text.
    Text,
    /// It has at most so many characters.
    AtMost(usize),
    /// It must be an integer.
    Integer,
    /// It must be an integer from 0 to 4294967295.
    Range,
    /// It must be a boolean.
    Boolean,
    /// It must look like an e-mail address.
    Email,
}

/// How strictly an API reads the values of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Whether a JSON number is taken for a text.
    pub numbers_as_texts: bool,
    /// What is taken for a boolean.
    pub flags: Flags,
}

/// What an API takes for a boolean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flags {
    /// JSON's booleans alone.
    Booleans,
    /// Also 0 and 1, as numbers and as texts, and a form's `true` and `false`.
    Bits,
    /// Also `true` and `false` as texts in any case. An empty text counts as absent.
    Words,
}

impl Strictness {
    /// A text of at most so many characters.
    pub fn text<'a>(&self, given: Given<'a>, most: usize) -> Result<Cow<'a, str>, Rule> {
        let text = match given {
            Given::Text(text) => Cow::Borrowed(text),
            Given::Json(Value::String(text)) => Cow::Borrowed(text.as_str()),
            Given::Json(Value::Number(number)) if self.numbers_as_texts && is_exact(number) => {
                Cow::Owned(number.to_string())
            }
            Given::Json(_) => return Err(Rule::Text),
        };
        within(&text, most)?;
        Ok(text)
    }

    /// An e-mail address, or the empty text.
    pub fn email<'a>(&self, given: Given<'a>) -> Result<Cow<'a, str>, Rule> {
        let email = self.text(given, EMAIL_BYTES)?;
        if email.is_empty() || is_email(&email) { Ok(email) } else { Err(Rule::Email) }
    }

    /// An integer, or the text of one. An empty text counts as absent.
    pub fn integer(&self, given: Given<'_>) -> Result<Option<u32>, Rule> {
        match given {
            Given::Json(Value::Number(number)) if number.is_u64() || number.is_i64() => {
                let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
                number.map(Some).ok_or(Rule::Range)
            }
            Given::Text(text) => integer_of(text),
            Given::Json(Value::String(text)) => integer_of(text),
            Given::Json(_) => Err(Rule::Integer),
        }
    }

    /// A boolean. `None`: an empty text that counts as absent.
    pub fn flag(&self, given: Given<'_>) -> Result<Option<bool>, Rule> {
        let flag = match (given, self.flags) {
            (Given::Json(Value::Bool(flag)), _) => Some(*flag),
            (_, Flags::Booleans) => None,
            (Given::Json(Value::Number(number)), _) => number.as_u64().and_then(bit),
            (Given::Json(Value::String(text)), Flags::Bits) => bit_of(text),
            (Given::Text(text), Flags::Bits) => bit_of(text).or_else(|| word_of(text)),
            (Given::Json(Value::String(text)), Flags::Words) => return flag_of(text),
            (Given::Text(text), Flags::Words) => return flag_of(text),
            (Given::Json(_), _) => None,
        };
        flag.map(Some).ok_or(Rule::Boolean)
    }
}

impl Document {
    /// A field of the document as it was sent.
    #[must_use]
    pub fn given(&self, name: &str) -> Field<Given<'_>> {
        self.field(name).map(Given::Json)
    }
}

impl Pairs {
    /// A field of the form or query as it was sent. Neither has a null.
    #[must_use]
    pub fn given(&self, name: &str) -> Field<Given<'_>> {
        self.get(name).map_or(Field::Absent, |text| Field::Value(Given::Text(text)))
    }
}

impl JsonOrForm {
    /// A field of the body as it was sent.
    #[must_use]
    pub fn given(&self, name: &str) -> Field<Given<'_>> {
        match self {
            Self::Json(document) => document.given(name),
            Self::Form(form) => form.given(name),
        }
    }
}

/// Whether a text has at most so many characters.
pub fn within(text: &str, most: usize) -> Result<(), Rule> {
    // A text of so many bytes has at most so many characters: most need no counting.
    if text.len() > most && text.chars().nth(most).is_some() {
        return Err(Rule::AtMost(most));
    }
    Ok(())
}

/// Whether a text can be an e-mail address: at most 254 bytes, no spaces or control characters,
/// one `@`, and a domain of at least two labels, none of them empty.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= EMAIL_BYTES
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && (1..=LOCAL_BYTES).contains(&local.len())
        && !domain.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}

fn is_exact(number: &Number) -> bool {
    number.is_u64() || number.is_i64() || number.as_f64().is_some_and(|float| float.abs() < EXACT)
}

fn integer_of(text: &str) -> Result<Option<u32>, Rule> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rule::Integer);
    }
    text.parse().map(Some).map_err(|_| Rule::Range)
}

const fn bit(number: u64) -> Option<bool> {
    match number {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

fn bit_of(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

fn word_of(text: &str) -> Option<bool> {
    match text {
        "false" => Some(false),
        "true" => Some(true),
        _ => None,
    }
}

fn flag_of(text: &str) -> Result<Option<bool>, Rule> {
    if text.is_empty() {
        return Ok(None);
    }
    let lower = text.to_ascii_lowercase();
    bit_of(&lower).or_else(|| word_of(&lower)).map(Some).ok_or(Rule::Boolean)
}
