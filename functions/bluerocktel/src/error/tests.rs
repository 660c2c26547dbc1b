use super::*;

#[track_caller]
fn is_answered(error: impl Into<Error>, status: u16, message: &str) {
    let response = error.into().into_response();
    let body = format!(r#"{{"message":"{message}"}}"#);
    assert_eq!((response.status.as_u16(), response.body), (status, body));
}

#[track_caller]
fn is_invalid(error: impl Into<Error>, errors: &str) {
    let response = error.into().into_response();
    let body = format!(r#"{{"message":"The given data was invalid.","errors":{errors}}}"#);
    assert_eq!((response.status.as_u16(), response.body), (422, body));
}

fn cause() -> Cause {
    Cause::text("a table's secret")
}

#[test]
fn no_token_and_a_bad_one_are_one_and_the_same_refusal() {
    for error in [
        Error::Unauthenticated,
        TokenError::Malformed.into(),
        TokenError::Signature.into(),
        TokenError::Expired.into(),
        TokenError::Rule.into(),
    ] {
        is_answered(error, 401, "Unauthenticated.");
    }
    let response = Error::Unauthenticated.into_response();
    assert!(response.headers.contains(&("www-authenticate", "Bearer".to_owned())));
}

#[test]
fn refusals_have_the_documented_messages() {
    is_answered(Error::Unauthorized, 403, "This action is unauthorized.");
    is_answered(Error::NoCustomer, 404, "Customer not found.");
    is_answered(Fault::NoRoute, 404, "Not Found.");
    is_answered(
        BadIdempotencyKey,
        400,
        "The Idempotency-Key header is not 1 to 255 printable ASCII characters, bare or in double \
         quotes.",
    );
    is_answered(Fault::Event(cause()), 400, "The request cannot be read.");
    let response = Error::from(Fault::NoMethod(vec![Method::POST])).into_response();
    assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(response.headers.contains(&("allow", "POST".to_owned())));
}

#[test]
fn invalid_data_names_its_parameters() {
    let mut broken = Broken::one("name", Rule::Required);
    broken.add("vip", Rule::Boolean);
    is_invalid(
        Error::Invalid(broken),
        r#"{"name":["The name field is required."],"vip":["The vip field must be true or false."]}"#,
    );
    is_invalid(
        StoreError::Taken(ClaimKind::Account),
        r#"{"customerAccount":["The customer account has already been taken."]}"#,
    );
    is_invalid(
        Error::OtherRequest,
        r#"{"Idempotency-Key":["The idempotency key has already been used for another request."]}"#,
    );
    is_invalid(LimitError::Bytes, r#"{"comment":["The comment makes the customer too large."]}"#);
}

#[test]
fn bodies_that_cannot_be_read_have_a_status_each() {
    let malformed = BodyError::Malformed { line: 1, column: 2 };
    is_answered(malformed, 400, "The body is not valid JSON at line 1, column 2.");
    is_answered(BodyError::TooDeep, 400, "The body nests deeper than 64 levels.");
    is_answered(BodyError::DuplicateKey, 400, "The body has a key twice.");
    is_answered(BodyError::NotAnObject, 400, "The body is not a JSON object.");
    is_answered(BodyError::TooLarge, 413, "The body is larger than 256 KiB.");
    is_answered(BodyError::WrongType, 415, "The content type is not one this endpoint reads.");
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
        assert_eq!(response.body, r#"{"message":"Service Unavailable"}"#);
    }
}

#[test]
fn a_fault_of_ours_is_500_and_says_nothing_of_the_inside() {
    for error in [
        Error::from(Fault::Panic(cause())),
        StoreError::Rejected(cause()).into(),
        StoreError::Corrupt(cause()).into(),
        StoreError::Taken(ClaimKind::Uuid).into(),
        StoreError::Taken(ClaimKind::Contact).into(),
        StoreError::IdTaken.into(),
        TokenError::NoKey.into(),
    ] {
        let response = error.into_response();
        assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.cause.is_some(), "the operator is told");
        assert_eq!(response.body, r#"{"message":"Server Error"}"#);
    }
}
