//! Reads single fields. Each API states as data how strict the reader is.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::{Document, Field, JsonOrForm, Pairs};

/// The longest e-mail address, in bytes.
pub const EMAIL_BYTES: usize = 254;
/// The longest part of an e-mail address before the `@`, in bytes.
const LOCAL_BYTES: usize = 64;
/// From here on, a float may have lost digits that the caller sent.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value as it was sent.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    /// In JSON.
    Json(&'a Value),
    /// In a form or a query, where every value is a text.
    Text(&'a str),
}

/// The rule that a field breaks. Each API words it itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// It is required.
    Required,
    /// It must be a text.
    Text,
    /// It may have at most this many characters.
    AtMost(usize),
    /// It must be an integer of 64 bits.
    Integer,
    /// It must be a boolean.
    Boolean,
    /// It must look like an e-mail address.
    Email,
}

/// How strictly an API reads the values of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Whether a JSON number counts as a text.
    pub numbers_as_texts: bool,
    /// What counts as a boolean.
    pub flags: Flags,
}

/// What an API accepts as a boolean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flags {
    /// Only JSON's booleans.
    Booleans,
    /// Also `true` and `false` as texts, in any case. An empty text counts as absent.
    Names,
    /// Also 0 and 1, as numbers or texts, and `true` and `false` in a form.
    Bits,
    /// Both of these: [`Names`](Self::Names) and [`Bits`](Self::Bits).
    Words,
}

impl Strictness {
    /// Reads a text of at most `most` characters.
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

    /// Reads an e-mail address or the empty text.
    pub fn email<'a>(&self, given: Given<'a>) -> Result<Cow<'a, str>, Rule> {
        let email = self.text(given, EMAIL_BYTES)?;
        if email.is_empty() || is_email(&email) { Ok(email) } else { Err(Rule::Email) }
    }

    /// Reads an integer or its text. `None`: an empty text, which counts as absent.
    pub fn integer(&self, given: Given<'_>) -> Result<Option<i64>, Rule> {
        match given {
            Given::Json(Value::Number(number)) => number.as_i64().map(Some).ok_or(Rule::Integer),
            Given::Text(text) => integer_of(text),
            Given::Json(Value::String(text)) => integer_of(text),
            Given::Json(_) => Err(Rule::Integer),
        }
    }

    /// Reads a boolean. `None`: an empty text, which counts as absent.
    pub fn flag(&self, given: Given<'_>) -> Result<Option<bool>, Rule> {
        let flag = match (given, self.flags) {
            (Given::Json(Value::Bool(flag)), _) => Some(*flag),
            (_, Flags::Booleans) => None,
            (Given::Json(Value::String(text)), Flags::Names) => return name_of(text),
            (Given::Text(text), Flags::Names) => return name_of(text),
            (Given::Json(_), Flags::Names) => None,
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
    /// A field as it was sent.
    #[must_use]
    pub fn given(&self, name: &str) -> Field<Given<'_>> {
        self.field(name).map(Given::Json)
    }
}

impl Pairs {
    /// A field as it was sent. Forms and queries have no null.
    #[must_use]
    pub fn given(&self, name: &str) -> Field<Given<'_>> {
        self.get(name).map_or(Field::Absent, |text| Field::Value(Given::Text(text)))
    }
}

impl JsonOrForm {
    /// A field as it was sent.
    #[must_use]
    pub fn given(&self, name: &str) -> Field<Given<'_>> {
        match self {
            Self::Json(document) => document.given(name),
            Self::Form(form) => form.given(name),
        }
    }
}

/// Checks that a text has at most `most` characters.
pub fn within(text: &str, most: usize) -> Result<(), Rule> {
    // No text has more characters than bytes, so most need no counting.
    if text.len() > most && text.chars().nth(most).is_some() {
        return Err(Rule::AtMost(most));
    }
    Ok(())
}

/// Whether a text can be an e-mail address: at most 254 bytes, no spaces or control characters but
/// around it, one `@`, and a domain of at least two labels that are not empty. Every API has this
/// rule.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let address = text.trim();
    let Some((local, domain)) = address.split_once('@') else { return false };
    text.len() <= EMAIL_BYTES
        && !address.chars().any(|c| c.is_whitespace() || c.is_control())
        && (1..=LOCAL_BYTES).contains(&local.len())
        && !domain.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}

fn is_exact(number: &Number) -> bool {
    number.is_u64() || number.is_i64() || number.as_f64().is_some_and(|float| float.abs() < EXACT)
}

fn integer_of(text: &str) -> Result<Option<i64>, Rule> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rule::Integer);
    }
    text.parse().map(Some).map_err(|_| Rule::Integer)
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

fn name_of(text: &str) -> Result<Option<bool>, Rule> {
    if text.is_empty() {
        return Ok(None);
    }
    word_of(&text.to_ascii_lowercase()).map(Some).ok_or(Rule::Boolean)
}

fn flag_of(text: &str) -> Result<Option<bool>, Rule> {
    if text.is_empty() {
        return Ok(None);
    }
    let lower = text.to_ascii_lowercase();
    bit_of(&lower).or_else(|| word_of(&lower)).map(Some).ok_or(Rule::Boolean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const STRICT: Strictness = Strictness { numbers_as_texts: false, flags: Flags::Booleans };
    const NAMES: Strictness = Strictness { numbers_as_texts: true, flags: Flags::Names };
    const BITS: Strictness = Strictness { numbers_as_texts: true, flags: Flags::Bits };
    const WORDS: Strictness = Strictness { numbers_as_texts: true, flags: Flags::Words };

    /// Broken by counting bytes instead of characters.
    #[test]
    fn texts_are_short_enough_and_numbers_only_where_allowed() {
        for (rules, value, expected) in [
            (STRICT, json!("äöü"), Ok("äöü")),
            (STRICT, json!("äöüß"), Err(Rule::AtMost(3))),
            (STRICT, json!(12), Err(Rule::Text)),
            (BITS, json!(12), Ok("12")),
            (BITS, json!(-1), Ok("-1")),
            (BITS, json!(1.5), Ok("1.5")),
            (BITS, json!(1234), Err(Rule::AtMost(3))),
            (BITS, json!(9_007_199_254_740_992.0_f64), Err(Rule::Text)),
            (WORDS, json!(true), Err(Rule::Text)),
            (WORDS, json!(["a"]), Err(Rule::Text)),
        ] {
            let read = rules.text(Given::Json(&value), 3);
            assert_eq!(read.as_deref().map_err(|rule| *rule), expected, "{value}");
        }
        assert_eq!(STRICT.text(Given::Text("abc"), 3).as_deref(), Ok("abc"));
    }

    /// Broken by reading a number of more than 64 bits as absent.
    #[test]
    fn integers_are_numbers_or_digits_of_64_bits() {
        for (value, expected) in [
            (json!(0), Ok(Some(0))),
            (json!(i64::MAX), Ok(Some(i64::MAX))),
            (json!(i64::MIN), Ok(Some(i64::MIN))),
            (json!(9_223_372_036_854_775_808_u64), Err(Rule::Integer)),
            (json!(1.0), Err(Rule::Integer)),
            (json!("007"), Ok(Some(7))),
            (json!(""), Ok(None)),
            (json!("-1"), Ok(Some(-1))),
            (json!("9223372036854775808"), Err(Rule::Integer)),
            (json!("-"), Err(Rule::Integer)),
            (json!("+1"), Err(Rule::Integer)),
            (json!(" 1"), Err(Rule::Integer)),
            (json!(true), Err(Rule::Integer)),
        ] {
            assert_eq!(STRICT.integer(Given::Json(&value)), expected, "{value}");
            if let Value::String(text) = &value {
                assert_eq!(STRICT.integer(Given::Text(text)), expected, "{text:?} in a form");
            }
        }
    }

    /// Each row: a value, and how each kind of flag reads it. Broken by reading words as bits.
    #[test]
    fn flags_are_read_as_strictly_as_the_api_asks() {
        const NO: Result<Option<bool>, Rule> = Err(Rule::Boolean);
        const YES: Result<Option<bool>, Rule> = Ok(Some(true));
        const OFF: Result<Option<bool>, Rule> = Ok(Some(false));
        const ABSENT: Result<Option<bool>, Rule> = Ok(None);
        for (value, expected) in [
            (json!(true), [YES, YES, YES, YES]),
            (json!(0), [NO, NO, OFF, OFF]),
            (json!(1), [NO, NO, YES, YES]),
            (json!(2), [NO, NO, NO, NO]),
            (json!(1.0), [NO, NO, NO, NO]),
            (json!("1"), [NO, NO, YES, YES]),
            (json!("false"), [NO, OFF, NO, OFF]),
            (json!("TRUE"), [NO, YES, NO, YES]),
            (json!(""), [NO, ABSENT, NO, ABSENT]),
            (json!("yes"), [NO, NO, NO, NO]),
            (json!([true]), [NO, NO, NO, NO]),
        ] {
            let read = [STRICT, NAMES, BITS, WORDS].map(|rules| rules.flag(Given::Json(&value)));
            assert_eq!(read, expected, "{value}");
        }
        for (text, expected) in
            [("1", [NO, NO, YES, YES]), ("true", [NO, YES, YES, YES]), ("True", [NO, YES, NO, YES])]
        {
            let read = [STRICT, NAMES, BITS, WORDS].map(|rules| rules.flag(Given::Text(text)));
            assert_eq!(read, expected, "{text} in a form");
        }
    }

    /// Broken by a limit of 63 bytes before the `@`.
    #[test]
    fn an_email_has_one_at_sign_and_a_domain_of_several_labels() {
        let (local, label) = ("l".repeat(64), "d".repeat(186));
        let longest = format!("{local}@{label}.de");
        assert_eq!(longest.len(), EMAIL_BYTES);
        for email in ["a@b.c", " a@b.c\t", "ä+b@sub.example.com", longest.as_str()] {
            assert!(is_email(email), "{email}");
        }
        let (too_long, long_local) = (format!("{longest}x"), format!("{local}l@b.c"));
        for text in [
            "",
            "a",
            "@b.c",
            "a@",
            "a@b",
            "a@b@c.d",
            "a@b..c",
            "a@.b",
            "a@b.",
            "a b@c.d",
            "a\u{0}@b.c",
            "a@b.c d",
            " ",
            &too_long,
            &long_local,
        ] {
            assert!(!is_email(text), "{text:?}");
        }
        assert_eq!(STRICT.email(Given::Text("")).as_deref(), Ok(""));
        assert_eq!(STRICT.email(Given::Text("a@b")), Err(Rule::Email));
        assert_eq!(STRICT.email(Given::Text(&too_long)), Err(Rule::AtMost(EMAIL_BYTES)));
    }
}
