//! Which tokens are accepted, and why others are refused. The attack suite sends many more forged
//! ones; here are the exact bounds and the kind of each refusal.

use super::*;

async fn verdict(header: &Value, claims: &Value) -> Result<Token<Own>, TokenError> {
    Process::new(&[key("a", NOW)]).verify(&forge(header, claims, &secret("a"))).await
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name);
    object
}

async fn signed(process: &Process, session: Session, own: &Own) -> String {
    process.keys.sign(&process.store, &process.clock, user(), session, own).await.unwrap()
}

/// Broken by giving every token a whole day.
#[tokio::test]
async fn no_token_outlives_its_session() {
    let process = Process::new(&[key("a", NOW)]);
    let began = NOW.plus_secs(-100);
    let session = |secs| Session::Renewed { began, ends: began.plus_secs(secs) };
    let last = signed(&process, session(200), &OWN).await;
    assert_eq!(process.verify(&last).await.unwrap().session, began);
    let day = signed(&process, session(90_000), &OWN).await;
    process.clock.set(NOW.plus_secs(129));
    assert!(process.verify(&last).await.is_ok());
    process.clock.set(NOW.plus_secs(130));
    assert!(matches!(process.verify(&last).await, Err(TokenError::Expired)));
    assert!(process.verify(&day).await.is_ok());
    process.clock.set(NOW.plus_secs(86_430));
    assert!(matches!(process.verify(&day).await, Err(TokenError::Expired)));
}

#[tokio::test]
async fn a_signed_token_has_the_registered_claims_and_the_apis_own_and_verifies() {
    let process = Process::new(&[key("a", NOW)]);
    let own = Own { more: Some("own".to_owned()) };
    let token = signed(&process, Session::Token, &own).await;
    let signed: Vec<&str> = token.split('.').collect();
    let signed = String::from_utf8(URL_SAFE_NO_PAD.decode(signed[1]).unwrap()).unwrap();
    let expected = r#"{"iss":"customers","aud":"cro","sub":"7","iat":1700000000,"exp":1700086400,"more":"own"}"#;
    assert_eq!(signed, expected);
    assert_eq!(process.verify(&token).await.unwrap(), Token { user: user(), session: NOW, own });
    assert_eq!(process.reads(), 1);
}

#[tokio::test]
async fn a_signed_token_with_short_claims_fits_into_256_characters() {
    let made = Keys::generate(&Clock::fixed(NOW)).unwrap();
    let token = Process::new(&[made]).sign().await.unwrap();
    assert!("bearer ".len() + token.len() <= 256, "{}", token.len());
}

/// Broken by a leeway of 29 seconds.
#[tokio::test]
async fn what_is_just_within_the_rules_is_accepted() {
    let now = NOW.as_secs();
    for (name, value) in [("exp", now - 29), ("exp", now + 86_430), ("iat", now + 30)] {
        let accepted = verdict(&header(), &with(claims(), name, json!(value))).await;
        assert!(accepted.is_ok(), "{name} {value}: {accepted:?}");
    }
    assert!(verdict(&header(), &with(claims(), "nbf", json!(now + 30))).await.is_ok());
    assert!(verdict(&with(header(), "typ", json!("other")), &claims()).await.is_ok());
}

/// Broken by passing over `crit`.
#[tokio::test]
async fn each_broken_rule_is_refused_as_what_it_is() {
    let now = NOW.as_secs();
    let of_header = |name, value| (with(header(), name, value), claims());
    let of_claim = |name, value| (header(), with(claims(), name, value));
    let mut cases = vec![
        ("Signature", of_header("alg", json!("none"))),
        ("Signature", of_header("alg", json!("HS512"))),
        ("Signature", (without(header(), "alg"), claims())),
        ("Signature", of_header("kid", json!("z"))),
        ("Signature", of_header("kid", Value::Null)),
        ("Rule", of_header("crit", json!([]))),
        ("Rule", of_claim("iss", json!("other"))),
        ("Rule", of_claim("aud", json!("fleet"))),
        ("Rule", of_claim("sub", json!("0"))),
        ("Rule", of_claim("exp", json!(now + 86_431))),
        ("Rule", of_claim("iat", json!(now + 31))),
        ("Rule", of_claim("nbf", json!(now + 31))),
        ("Rule", of_claim("sst", json!(now + 1))),
        ("Expired", of_claim("exp", json!(now - 30))),
        ("Expired", of_claim("exp", json!(i64::MIN))),
        ("Malformed", of_claim("aud", json!(["cro", "fleet"]))),
    ];
    for name in ["iss", "aud", "sub", "iat", "exp"] {
        cases.push(("Rule", (header(), without(claims(), name))));
    }
    for name in ["iat", "exp", "nbf", "sst"] {
        cases.push(("Malformed", of_claim(name, json!("1700000000"))));
        cases.push(("Malformed", of_claim(name, json!(u64::MAX))));
    }
    for (expected, (header, claims)) in cases {
        let refused = verdict(&header, &claims).await.unwrap_err();
        assert_eq!(format!("{refused:?}"), expected, "{header} {claims}");
    }
}

#[tokio::test]
async fn another_keys_signature_is_refused() {
    let process = Process::new(&[key("a", NOW), key("b", NOW)]);
    let crossed = forge(&header(), &claims(), &secret("b"));
    assert!(matches!(process.verify(&crossed).await, Err(TokenError::Signature)));
}

#[tokio::test]
async fn what_is_no_token_is_refused_without_a_read() {
    let process = Process::new(&[key("a", NOW)]);
    let twice = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","alg":"HS256","kid":"a"}"#);
    for text in ["", ".", "..", "a.b.c", "e30", "\u{e9}.e30.e30", &format!("{twice}.e30.x")] {
        assert!(process.verify(text).await.is_err(), "{text}");
    }
    assert_eq!(process.reads(), 0);
}
