//! The one reader of request bodies.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
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
        /// The column, from 1; 0 right after a line break.
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

/// Reads JSON with or without a content type; an empty body is `None` whatever its content type.
///
/// Refused are, in this order: more than [`MAX_BYTES`], a content type that is another than
/// JSON's, anything malformed, nesting over [`MAX_DEPTH`] or a key twice in one object at any
/// depth (whichever comes first in the text), and anything but an object.
///
/// A number that is no integer of 64 bits is kept as a float: `as_u64` and `as_i64` of it are
/// `None`, so that whoever wants an integer refuses it.
pub fn json(content_type: Option<&str>, body: &[u8]) -> Result<Option<Document>, BodyError> {
    if body.is_empty() {
        return Ok(None);
    }
    within_limit(body)?;
    match ContentType::of(content_type) {
        ContentType::Json => read(body).map(Some),
        ContentType::Form | ContentType::Other => Err(BodyError::WrongType),
    }
}

/// Reads JSON as [`json`] does, and `application/x-www-form-urlencoded` as a form.
pub fn json_or_form(
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Option<JsonOrForm>, BodyError> {
    if body.is_empty() {
        return Ok(None);
    }
    within_limit(body)?;
    match ContentType::of(content_type) {
        ContentType::Json => read(body).map(|document| Some(JsonOrForm::Json(document))),
        ContentType::Form => {
            Ok(Some(JsonOrForm::Form(Pairs::parse(&String::from_utf8_lossy(body)))))
        }
        ContentType::Other => Err(BodyError::WrongType),
    }
}

fn within_limit(body: &[u8]) -> Result<(), BodyError> {
    if body.len() > MAX_BYTES { Err(BodyError::TooLarge) } else { Ok(()) }
}

/// What a body claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ContentType {
    /// JSON, or no claim at all.
    Json,
    Form,
    Other,
}

impl ContentType {
    fn of(header: Option<&str>) -> Self {
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
        } else {
            Self::Other
        }
    }
}

/// `application/vnd.api+json` and its like.
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

/// Reads a value in one pass, and checks its depth and its keys on the way.
#[derive(Clone, Copy)]
struct Strict<'a> {
    /// How many arrays and objects it stands in.
    depth: usize,
    /// The rule of ours that was broken, as the parser's own errors cannot tell it.
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
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(body: &str) -> Result<Value, BodyError> {
        json(None, body.as_bytes()).map(|document| Value::Object(document.unwrap().0))
    }

    fn nested(levels: usize) -> String {
        let inner = levels - 1;
        format!("{{\"a\":{}1{}}}", "[".repeat(inner), "]".repeat(inner))
    }

    #[test]
    fn an_object_is_read_with_all_kinds_of_values() {
        let body = r#" {"a":null,"b":[true,-1,18446744073709551615,1.5,"\u00e9\n"],"c":{"d":{}}} "#;
        assert_eq!(
            parsed(body),
            Ok(json!({"a": null, "b": [true, -1, u64::MAX, 1.5, "é\n"], "c": {"d": {}}}))
        );
    }

    #[test]
    fn absent_null_and_value_differ() {
        let document = json(None, br#"{"a":null,"b":1}"#).unwrap().unwrap();
        assert_eq!(document.field("a"), Field::Null);
        assert_eq!(document.field("b"), Field::Value(&json!(1)));
        assert_eq!(document.field("c"), Field::Absent);
        assert_eq!(document.field("a").written(), Some(None));
        assert_eq!(document.field("b").map(Value::as_u64).written(), Some(Some(Some(1))));
        assert_eq!(document.field("c").written(), None);
    }

    #[test]
    fn integers_of_more_than_64_bits_can_be_told_from_integers() {
        let read = parsed(r#"{"a":18446744073709551616,"b":-9223372036854775809}"#).unwrap();
        assert_eq!(read["a"].as_u64(), None);
        assert_eq!(read["b"].as_i64(), None);
    }

    #[test]
    fn an_empty_body_is_none_whatever_its_content_type() {
        for content_type in [None, Some("application/json"), Some("image/png")] {
            assert_eq!(json(content_type, b""), Ok(None));
            assert!(matches!(json_or_form(content_type, b""), Ok(None)));
        }
    }

    #[test]
    fn the_content_type_decides_how_a_body_is_read() {
        let json_like = [
            None,
            Some(""),
            Some("application/json"),
            Some("Application/JSON ; charset=utf-8"),
            Some("application/vnd.api+json"),
            Some("text/json"),
        ];
        for content_type in json_like {
            assert!(matches!(json(content_type, b"{}"), Ok(Some(_))), "{content_type:?}");
            let either = json_or_form(content_type, b"{}");
            assert!(matches!(either, Ok(Some(JsonOrForm::Json(_)))), "{content_type:?}");
        }
        for content_type in ["text/plain", "application/xml", "json", "multipart/form-data", "é"] {
            assert_eq!(json(Some(content_type), b"{}"), Err(BodyError::WrongType));
            let either = json_or_form(Some(content_type), b"{}");
            assert!(matches!(either, Err(BodyError::WrongType)), "{content_type}");
        }
    }

    #[test]
    fn a_form_is_read_only_where_forms_are_taken() {
        let form = "application/x-www-form-urlencoded; charset=UTF-8";
        assert_eq!(json(Some(form), b"a=1"), Err(BodyError::WrongType));
        match json_or_form(Some(form), b"a=1+2&b=%C3%A9").unwrap() {
            Some(JsonOrForm::Form(pairs)) => {
                assert_eq!(pairs.get("a"), Some("1 2"));
                assert_eq!(pairs.get("b"), Some("é"));
            }
            other => panic!("not a form: {other:?}"),
        }
    }

    #[test]
    fn the_limit_of_256_kib_is_exact() {
        let body = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
        assert_eq!(body(MAX_BYTES).len(), MAX_BYTES);
        assert!(parsed(&body(MAX_BYTES)).is_ok());
        assert_eq!(parsed(&body(MAX_BYTES + 1)), Err(BodyError::TooLarge));
        let form = Some("application/x-www-form-urlencoded");
        let large = vec![b'a'; MAX_BYTES + 1];
        assert!(matches!(json_or_form(form, &large), Err(BodyError::TooLarge)));
    }

    #[test]
    fn the_limit_of_64_levels_is_exact() {
        assert!(parsed(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parsed(&nested(MAX_DEPTH + 1)), Err(BodyError::TooDeep));
        let objects = "{\"a\":".repeat(MAX_DEPTH + 1);
        assert_eq!(parsed(&objects), Err(BodyError::TooDeep));
        assert_eq!(parsed(&"[".repeat(100_000)), Err(BodyError::TooDeep));
    }

    #[test]
    fn a_key_twice_is_refused_at_any_depth_and_however_it_is_written() {
        for body in
            [r#"{"a":1,"a":1}"#, r#"{"x":[{"y":{"a":1,"b":2,"a":null}}]}"#, r#"{"a":1,"\u0061":2}"#]
        {
            assert_eq!(parsed(body), Err(BodyError::DuplicateKey), "{body}");
        }
        assert!(parsed(r#"{"a":{"a":1},"b":[{"a":1},{"a":1}],"A":2}"#).is_ok());
    }

    #[test]
    fn malformed_bodies_say_where() {
        assert_eq!(parsed("{\n  \"a\" 1}"), Err(BodyError::Malformed { line: 2, column: 7 }));
        for body in
            ["{", " ", "{}{}", "{\"a\":01}", "{\"a\":1e999}", "{'a':1}", "{\"a\":1,}", "NaN"]
        {
            assert!(matches!(parsed(body), Err(BodyError::Malformed { .. })), "{body}");
        }
        for body in
            [&b"{\"a\":\"\xff\"}"[..], b"{\"\xff\":1}", b"{\"a\":\"\\ud800\"}", b"\xef\xbb\xbf{}"]
        {
            assert!(matches!(json(None, body), Err(BodyError::Malformed { .. })), "{body:?}");
        }
    }

    #[test]
    fn anything_but_an_object_is_refused() {
        for body in ["[]", "null", "1", "\"a\"", "true"] {
            assert_eq!(parsed(body), Err(BodyError::NotAnObject), "{body}");
        }
    }

    #[test]
    fn the_parsers_own_private_names_are_names_like_any_other() {
        let body = r#"{"$serde_json::private::RawValue":"1","$serde_json::private::Number":"2"}"#;
        assert_eq!(parsed(body).unwrap().as_object().unwrap().len(), 2);
    }
}
