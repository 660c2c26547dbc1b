use shared::store::ClaimKind;

use super::*;

fn cause() -> Cause {
    Cause::text("a secret of the table")
}

fn has(response: &Response, name: &'static str, value: &str) -> bool {
    response.headers.contains(&(name, value.to_owned()))
}

#[track_caller]
fn is_answered(refusal: impl Into<Refusal>, status: u16, desc: &str, text: &str) {
    let response = refusal.into().into_response();
    let body = format!(r#"{{"status":{status},"status_desc":"{desc}","errors":["{text}"]}}"#);
    assert_eq!((response.status.as_u16(), response.body), (status, body));
}

#[test]
fn bad_credentials_are_403_with_the_documented_texts() {
    const FAILED: &str = "Your credentials/token could not be authenticated";
    for (refusal, text) in [
        (Refusal::NoToken, "No token has been set"),
        (TokenError::Expired.into(), "Token Expired"),
        (TokenError::Signature.into(), "Token Signature Invalid"),
        (TokenError::Malformed.into(), FAILED),
        (TokenError::Rule.into(), FAILED),
        (Refusal::Credentials, FAILED),
        (Refusal::Disabled, "Your user has been disabled"),
        (Refusal::RoleNotAllowed, "You don't have sufficient permission to view this."),
    ] {
        is_answered(refusal, 403, "Forbidden", text);
    }
}

#[test]
fn each_bad_field_has_its_text_with_spaces_in_its_name() {
    use shared::input::fields::Rule;
    let error = |rule| FieldError { name: "a_b", rule };
    let rules = [Rule::Required, Rule::Integer, Rule::AtMost(3), Rule::Email];
    let response = Refusal::Invalid(rules.map(error).to_vec()).into_response();
    assert_eq!(
        response.body,
        concat!(
            r#"{"status":422,"status_desc":"Unprocessable Entity","errors":["a b is required","#,
            r#""a b must be numeric","a b must not be longer than 3 characters","#,
            r#""Your supplied a b is not valid"]}"#
        )
    );
}

#[test]
fn a_caller_that_calls_too_often_is_told_when_to_come_back() {
    let response = Refusal::TooMany { retry_after_secs: 17 }.into_response();
    assert!(has(&response, "retry-after", "17"));
    let text = "You have been rate limited, retry after 17 seconds";
    is_answered(Refusal::TooMany { retry_after_secs: 17 }, 429, "Too Many Requests", text);
}

#[test]
fn a_body_that_cannot_be_read_has_its_own_status() {
    for (error, status, desc) in [
        (BodyError::Malformed { line: 1, column: 2 }, 400, "Bad Request"),
        (BodyError::NotAnObject, 400, "Bad Request"),
        (BodyError::TooLarge, 413, "Payload Too Large"),
        (BodyError::WrongType, 415, "Unsupported Media Type"),
    ] {
        let text = error.to_string();
        is_answered(Fault::Body(error), status, desc, &text);
    }
}

#[test]
fn a_table_that_is_unavailable_is_503_with_a_time_to_come_back() {
    for fault in [
        Fault::OutOfTime,
        Fault::Store(StoreError::Contended),
        Fault::Store(StoreError::Unavailable(cause())),
    ] {
        let response = Refusal::from(fault).into_response();
        assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(has(&response, "retry-after", "1"));
        assert!(response.body.contains("Service Unavailable"));
    }
}

#[test]
fn an_error_of_ours_is_500_and_tells_its_cause_only_to_the_operator() {
    for refusal in [
        Fault::Panic(cause()).into(),
        StoreError::Rejected(cause()).into(),
        StoreError::Corrupt(cause()).into(),
        StoreError::Taken(ClaimKind::Account).into(),
        Refusal::from(TokenError::NoKey),
    ] {
        let response = refusal.into_response();
        assert!(response.cause.is_some());
        let body = r#"{"status":500,"status_desc":"Internal Server Error","errors":["Internal Server Error"]}"#;
        assert_eq!(response.body, body);
    }
}

#[test]
fn paths_and_limits_are_refused_in_the_envelope_too() {
    is_answered(Refusal::NotFound, 404, "Not Found", "Customer does not exist");
    is_answered(Fault::NoRoute, 404, "Not Found", "Not Found");
    is_answered(LimitError::Bytes, 422, "Unprocessable Entity", "a customer may have at most 150 KB of data");
    is_answered(Fault::Event(cause()), 400, "Bad Request", "the request cannot be read");
    let response = Refusal::from(Fault::NoMethod(vec![Method::GET, Method::PUT])).into_response();
    assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(has(&response, "allow", "GET, PUT"));
}
