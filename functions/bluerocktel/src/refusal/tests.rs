use shared::input::fields::Rule;

use super::*;

#[track_caller]
fn is_answered(refusal: impl Into<Refusal>, status: u16, body: &str) -> Response {
    let response = refusal.into().into_response();
    assert_eq!((response.status.as_u16(), response.body.as_str()), (status, body));
    response
}

#[track_caller]
fn has_header(response: &Response, name: &'static str, value: &str) {
    assert!(response.headers.contains(&(name, value.to_owned())), "{:?}", response.headers);
}

fn cause() -> Cause {
    Cause::text("a table's secret")
}

#[test]
fn every_bad_token_is_refused_in_the_same_way() {
    for refusal in [
        Refusal::Unauthenticated,
        TokenError::Malformed.into(),
        TokenError::Signature.into(),
        TokenError::Expired.into(),
        TokenError::Rule.into(),
    ] {
        let response = is_answered(refusal, 401, r#"{"message":"Unauthenticated."}"#);
        has_header(&response, "www-authenticate", "Bearer");
    }
}

#[test]
fn a_refused_method_names_the_others() {
    let fault = Fault::NoMethod(vec![Method::GET, Method::POST]);
    let message = "The method is not supported for this route. Supported methods: GET, POST.";
    let response = is_answered(fault, 405, &format!(r#"{{"message":"{message}"}}"#));
    has_header(&response, "allow", "GET, POST");
}

#[test]
fn bad_fields_are_told_by_name_in_their_order() {
    let errors =
        vec![FieldError::new("name", Rule::Required), FieldError::new("brand_id", Rule::Integer)];
    is_invalid(
        Refusal::Invalid(errors),
        r#"{"name":["The name field is required."],"brand_id":["The brand id must be an integer."]}"#,
    );
    is_invalid(
        StoreError::Taken(ClaimKind::Account),
        r#"{"customerAccount":["The customer account has already been taken."]}"#,
    );
    is_invalid(
        KeyReused,
        r#"{"Idempotency-Key":["The idempotency key has already been used for another request."]}"#,
    );
    is_invalid(LimitError::Bytes, r#"{"comment":["The comment makes the customer too large."]}"#);
}

#[track_caller]
fn is_invalid(refusal: impl Into<Refusal>, errors: &str) {
    let body = format!(r#"{{"message":"The given data was invalid.","errors":{errors}}}"#);
    is_answered(refusal, 422, &body);
}

#[test]
fn the_status_says_why_a_body_cannot_be_read() {
    let malformed = BodyError::Malformed { line: 1, column: 2 };
    let message = r#"{"message":"The body is not valid JSON at line 1, column 2."}"#;
    is_answered(malformed, 400, message);
    is_answered(BodyError::TooLarge, 413, r#"{"message":"The body is larger than 256 KiB."}"#);
    let message = r#"{"message":"The content type is not one this endpoint reads."}"#;
    is_answered(BodyError::WrongType, 415, message);
}

#[test]
fn an_unavailable_table_is_a_503_that_says_when_to_try_again() {
    for fault in [
        Fault::OutOfTime,
        Fault::Store(StoreError::Contended),
        Fault::Store(StoreError::Unavailable(cause())),
    ] {
        let response = is_answered(fault, 503, r#"{"message":"Service Unavailable"}"#);
        has_header(&response, "retry-after", "1");
    }
}

#[test]
fn a_fault_of_the_service_is_a_500_that_tells_the_cause_to_the_operator_alone() {
    for refusal in [
        Refusal::from(Fault::Panic(cause())),
        StoreError::Rejected(cause()).into(),
        StoreError::Corrupt(cause()).into(),
        StoreError::Taken(ClaimKind::Uuid).into(),
        StoreError::Taken(ClaimKind::Contact).into(),
        StoreError::IdTaken.into(),
        TokenError::NoKey.into(),
    ] {
        let response = is_answered(refusal, 500, r#"{"message":"Server Error"}"#);
        assert!(response.cause.is_some());
    }
}
