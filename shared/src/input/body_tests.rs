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
fn larger_numbers_than_64_bits_are_not_read_as_integers() {
    let read = parsed(r#"{"a":18446744073709551616,"b":-9223372036854775809}"#).unwrap();
    assert_eq!(read["a"].as_u64(), None);
    assert_eq!(read["b"].as_i64(), None);
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
    assert_eq!(json(Some(PARTS), b"--x--"), Err(BodyError::WrongType));
    for content_type in ["text/plain", "application/xml", "json", "multipart/mixed", "é"] {
        assert_eq!(json(Some(content_type), b"{}"), Err(BodyError::WrongType));
        let either = json_or_form(Some(content_type), b"{}");
        assert!(matches!(either, Err(BodyError::WrongType)), "{content_type}");
    }
}

const PARTS: &str = "Multipart/Form-Data; charset=utf-8; boundary=\"x\"";

/// Reads parts, which are written with line feeds here, as a form.
fn parts(body: &str) -> Result<Vec<(String, String)>, BodyError> {
    match json_or_form(Some(PARTS), body.replace('\n', "\r\n").as_bytes())? {
        Some(JsonOrForm::Form(form)) => Ok(form.0),
        other => panic!("not read as a form: {other:?}"),
    }
}

fn part(name: &str, value: &str) -> String {
    format!("--x\nContent-Disposition: form-data; name=\"{name}\"\n\n{value}\n")
}

#[test]
fn parts_are_a_form_without_its_files() {
    let file = "--x\nContent-Disposition: form-data; name=\"logo\"; filename=\"a.png\"\n\
        Content-Type: image/png\n\n\u{1F600}--x \n";
    let nameless = "--x\nContent-Disposition: form-data\n\n1\n";
    let body = [&part("name", "Société\n& Cie"), file, nameless, &part("a[]", ""), "--x--\n"];
    let read = parts(&body.concat()).unwrap();
    let expected = [("name", "Société\r\n& Cie"), ("a[]", "")];
    assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(parts("--x--"), Ok(Vec::new()));
}

#[test]
fn parts_that_are_cut_off_repeated_or_not_utf8_are_refused() {
    let one = part("a", "1");
    for body in ["", "{}", "--y--", "--x\n", "--x\n\n--x--", &one, &format!("{one}--x")] {
        let read = json_or_form(Some(PARTS), format!("\r\n{body}").as_bytes());
        assert!(matches!(read, Err(BodyError::Multipart)), "{body:?}: {read:?}");
    }
    let read = json_or_form(Some("multipart/form-data"), b"--x--");
    assert!(matches!(read, Err(BodyError::Multipart)), "no boundary");
    assert_eq!(parts(&format!("{one}{one}--x--")), Err(BodyError::DuplicateKey));
    let list = part("a[]", "1");
    assert_eq!(parts(&format!("{list}{list}--x--")).map(|read| read.len()), Ok(2));
    let latin = [one.replace('\n', "\r\n").replace('1', "?").as_bytes(), b"--x--"].concat();
    let latin: Vec<u8> =
        latin.into_iter().map(|byte| if byte == b'?' { 0xE9 } else { byte }).collect();
    assert!(matches!(json_or_form(Some(PARTS), &latin), Err(BodyError::NotUtf8)));
}

#[test]
fn the_empty_array_of_php_is_an_empty_body_where_forms_are_read() {
    for body in ["[]", " [ \n] "] {
        assert!(matches!(json_or_form(None, body.as_bytes()), Ok(None)), "{body:?}");
        assert_eq!(parsed(body), Err(BodyError::NotAnObject));
    }
    for body in ["[[]]", "[1]", "[null]"] {
        let read = json_or_form(None, body.as_bytes());
        assert!(matches!(read, Err(BodyError::NotAnObject)), "{body:?}");
    }
}

#[test]
fn a_form_with_bad_utf8_or_a_key_twice_is_refused() {
    let form = |body: &[u8]| json_or_form(Some("application/x-www-form-urlencoded"), body);
    for body in [&b"name=Soci%E9t%E9"[..], b"name=Soci\xE9t\xE9", b"%FF=1"] {
        assert!(matches!(form(body), Err(BodyError::NotUtf8)), "{body:?}");
    }
    for body in [&b"a=1&a=0"[..], b"a=1&b=2&%61=1", b"unknown=&unknown"] {
        assert!(matches!(form(body), Err(BodyError::DuplicateKey)), "{body:?}");
    }
    assert!(matches!(form(b"a[]=1&a%5B%5D=2&b=1&B=1"), Ok(Some(JsonOrForm::Form(_)))));
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
    assert!(matches!(json(None, b"\xef\xbb\xbf{}"), Err(BodyError::Malformed { .. })));
}

#[test]
fn the_parsers_private_names_are_ordinary_names() {
    let body = r#"{"$serde_json::private::RawValue":"1","$serde_json::private::Number":"2"}"#;
    assert_eq!(parsed(body).unwrap().as_object().unwrap().len(), 2);
}
