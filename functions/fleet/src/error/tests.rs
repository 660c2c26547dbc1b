use shared::store::ClaimKind;

use super::*;

fn answered(problem: Problem) -> (u16, String) {
    let response = Error::from(problem).into_response();
    (response.status.as_u16(), response.body)
}

#[track_caller]
fn is_answered(problem: impl Into<Problem>, status: u16, desc: &str, text: &str) {
    let body = format!(r#"{{"status":{status},"status_desc":"{desc}","errors":["{text}"]}}"#);
    assert_eq!(answered(problem.into()), (status, body));
}

const fn room(remaining: u64) -> Remaining {
    Remaining { limit: 300, remaining }
}

/// The two headers: the limit, and what is left of it.
fn left(response: &Response) -> (&str, &str) {
    let header = |name| {
        let found = response.headers.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    (header("x-ratelimit-limit"), header("x-ratelimit-remaining"))
}

fn cause() -> Cause {
    Cause::text("a table's secret")
}

#[test]
fn credentials_are_refused_with_403_and_the_documented_texts() {
    const FAILED: &str = "Your credentials/token could not be authenticated";
    for (problem, text) in [
        (Problem::NoToken, "No token has been set"),
        (TokenError::Expired.into(), "Token Expired"),
        (TokenError::Signature.into(), "Token Signature Invalid"),
        (TokenError::Malformed.into(), FAILED),
        (TokenError::Rule.into(), FAILED),
        (Problem::Credentials, FAILED),
        (Problem::Disabled, "Your user has been disabled"),
    ] {
        is_answered(problem, 403, "Forbidden", text);
    }
}

#[test]
fn an_authenticated_callers_refusal_ends_with_a_fresh_token() {
    let auth = Auth::new("fresh".to_owned());
    let texts = vec!["a is required".to_owned(), "b must be a string".to_owned()];
    let response = Error::of_caller(Problem::Invalid(texts), auth, room(7)).into_response();
    assert_eq!(
        response.body,
        concat!(
            r#"{"status":422,"status_desc":"Unprocessable Entity","#,
            r#""errors":["a is required","b must be a string"],"#,
            r#""auth":{"data":{"token":"fresh"}}}"#
        )
    );
    assert_eq!(left(&response), ("300", "7"));
}

#[test]
fn every_answer_tells_what_is_left_and_nobody_has_used_anything() {
    assert_eq!(left(&Error::from(Problem::NoToken).into_response()), ("300", "300"));
    assert_eq!(left(&Error::from(Fault::NoRoute).into_response()), ("300", "300"));
}

#[test]
fn who_calls_too_often_is_told_when_to_come_back() {
    let exceeded = Exceeded { room: room(0), retry_after_secs: 17 };
    let response = Error::from(Problem::from(exceeded)).into_response();
    assert_eq!(response.status.as_u16(), 429);
    assert!(response.headers.contains(&("retry-after", "17".to_owned())));
    assert_eq!(left(&response), ("300", "0"));
    let text = "You have been rate limited, retry after 17 seconds";
    is_answered(exceeded, 429, "Too Many Requests", text);
}

#[test]
fn a_token_is_not_printed_with_the_error_that_carries_it() {
    let error = Error::of_caller(Problem::NoCustomer, Auth::new("fresh".to_owned()), room(7));
    assert!(!format!("{error:?}").contains("fresh"));
}

#[test]
fn bodies_that_cannot_be_read_have_a_status_each() {
    let malformed = BodyError::Malformed { line: 1, column: 2 };
    let text = "the body is not valid JSON at line 1, column 2";
    is_answered(malformed, 400, "Bad Request", text);
    is_answered(BodyError::TooDeep, 400, "Bad Request", "the body nests deeper than 64 levels");
    is_answered(BodyError::DuplicateKey, 400, "Bad Request", "the body has a key twice");
    is_answered(BodyError::NotAnObject, 400, "Bad Request", "the body is not a JSON object");
    is_answered(BodyError::TooLarge, 413, "Payload Too Large", "the body is larger than 256 KiB");
    is_answered(
        BodyError::WrongType,
        415,
        "Unsupported Media Type",
        "the content type is not one this endpoint reads",
    );
}

#[test]
fn a_store_that_is_not_there_is_503_with_a_time_to_come_back() {
    for fault in [
        Fault::OutOfTime,
        Fault::Store(StoreError::Contended),
        Fault::Store(StoreError::Unavailable(cause())),
    ] {
        let response = Error::from(fault).into_response();
        assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers.contains(&("retry-after", "1".to_owned())));
        assert!(response.body.contains("Service Unavailable"));
    }
}

#[test]
fn a_fault_of_ours_is_500_and_says_nothing_of_the_inside() {
    for fault in [
        Fault::Panic(cause()),
        Fault::Store(StoreError::Rejected(cause())),
        Fault::Store(StoreError::Corrupt(cause())),
        Fault::Store(StoreError::Taken(ClaimKind::Account)),
        Fault::Store(StoreError::IdTaken),
    ] {
        let response = Error::from(fault).into_response();
        assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.cause.is_some(), "the operator is told");
        assert_eq!(
            response.body,
            r#"{"status":500,"status_desc":"Internal Server Error","errors":["Internal Server Error"]}"#
        );
    }
    let response = Error::from(Problem::from(TokenError::NoKey)).into_response();
    assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn routes_and_limits_are_refused_in_the_envelope_too() {
    is_answered(Problem::NoCustomer, 404, "Not Found", "Customer does not exist");
    is_answered(Problem::Fault(Fault::NoRoute), 404, "Not Found", "Not Found");
    is_answered(LimitError::Bytes, 422, "Unprocessable Entity", "a record has at most 150 KB");
    let event = Problem::Fault(Fault::Event(cause()));
    is_answered(event, 400, "Bad Request", "the request cannot be read");

    let fault = Fault::NoMethod(vec![Method::GET, Method::PUT]);
    let response = Error::from(fault).into_response();
    assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(response.headers.contains(&("allow", "GET, PUT".to_owned())));
}
