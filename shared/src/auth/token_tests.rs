//! What is accepted as a token, and what is refused and why.

use super::*;

async fn verdict(header: &Value, claims: &Value) -> Result<Token<Own>, TokenError> {
    Process::new(&[key("a", NOW)]).verify(&forge(header, claims, &secret("a"))).await
}

async fn verdict_on_claim(name: &str, value: impl Into<Value>) -> Result<Token<Own>, TokenError> {
    verdict(&header(), &with(claims(), name, value.into())).await
}

#[tokio::test]
async fn what_is_signed_verifies() {
    let process = Process::new(&[key("a", NOW)]);
    let token = process.sign().await.unwrap();
    let verified = process.verify(&token).await.unwrap();
    assert_eq!(verified, Token { user: user(), own: OWN });
    assert_eq!(verdict(&header(), &claims()).await.unwrap(), verified);
    assert_eq!(process.reads(), 1);
}

#[tokio::test]
async fn a_token_has_the_registered_claims_and_those_of_its_api() {
    let process = Process::new(&[key("a", NOW)]);
    let own = Own { more: Some("own".to_owned()) };
    let token = process.keys.sign(&process.store, &process.clock, user(), &own).await.unwrap();
    let signed: Vec<&str> = token.split('.').collect();
    let signed = String::from_utf8(URL_SAFE_NO_PAD.decode(signed[1]).unwrap()).unwrap();
    let expected = r#"{"iss":"customers","aud":"cro","sub":"7","iat":1700000000,"exp":1700086400,"more":"own"}"#;
    assert_eq!(signed, expected);
    assert_eq!(process.verify(&token).await.unwrap().own, own);
}

#[tokio::test]
async fn a_signed_token_with_short_claims_fits_into_256_characters() {
    let made = Keys::generate(&Clock::fixed(NOW)).unwrap();
    let token = Process::new(&[made]).sign().await.unwrap();
    assert!("bearer ".len() + token.len() <= 256, "{}", token.len());
}

#[tokio::test]
async fn another_algorithm_is_refused_whoever_signed() {
    for alg in ["none", "None", "NONE", "HS384", "HS512", "RS256", "ES256", "EdDSA", "hs256", ""] {
        let refused = verdict(&with(header(), "alg", json!(alg)), &claims()).await;
        assert!(matches!(refused, Err(TokenError::Signature)), "{alg}: {refused:?}");
    }
    let absent = verdict(&json!({"kid": "a"}), &claims()).await;
    assert!(matches!(absent, Err(TokenError::Signature)));
}

#[tokio::test]
async fn a_token_without_a_signature_is_refused() {
    let process = Process::new(&[key("a", NOW)]);
    let token = process.sign().await.unwrap();
    let message = &token[..=token.rfind('.').unwrap()];
    assert!(matches!(process.verify(message).await, Err(TokenError::Signature)));
    let none = forge(&with(header(), "alg", json!("none")), &claims(), b"");
    let none = &none[..=none.rfind('.').unwrap()];
    assert!(matches!(process.verify(none).await, Err(TokenError::Signature)));
}

#[tokio::test]
async fn any_other_claims_header_or_key_is_refused() {
    let process = Process::new(&[key("a", NOW), key("b", NOW)]);
    let token = process.sign().await.unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (head, _) = message.split_once('.').unwrap();
    let others = with(claims(), "sub", json!("8")).to_string();
    let swapped = format!("{head}.{}.{signature}", URL_SAFE_NO_PAD.encode(others));
    assert!(matches!(process.verify(&swapped).await, Err(TokenError::Signature)));
    let crossed = forge(&header(), &claims(), &secret("b"));
    assert!(matches!(process.verify(&crossed).await, Err(TokenError::Signature)));
}

#[tokio::test]
async fn an_unknown_or_absent_key_name_is_refused() {
    for kid in [json!("z"), json!(""), json!(1), Value::Null] {
        let refused = verdict(&with(header(), "kid", kid.clone()), &claims()).await;
        assert!(matches!(refused, Err(TokenError::Signature)), "{kid}: {refused:?}");
    }
}

#[tokio::test]
async fn any_critical_header_is_refused_and_typ_is_of_no_matter() {
    for crit in [json!(["b64"]), json!([]), Value::Null] {
        let refused = verdict(&with(header(), "crit", crit), &claims()).await;
        assert!(matches!(refused, Err(TokenError::Rule)), "{refused:?}");
    }
    assert!(verdict(&with(header(), "typ", json!("other")), &claims()).await.is_ok());
}

#[tokio::test]
async fn every_registered_claim_is_required() {
    for name in ["iss", "aud", "sub", "iat", "exp"] {
        let mut without = claims();
        without.as_object_mut().unwrap().remove(name);
        let refused = verdict(&header(), &without).await;
        assert!(matches!(refused, Err(TokenError::Rule)), "{name}: {refused:?}");
    }
}

#[tokio::test]
async fn issuer_audience_and_subject_must_be_right() {
    for (name, value) in
        [("iss", "other"), ("aud", "fleet"), ("sub", ""), ("sub", "x"), ("sub", "0")]
    {
        let refused = verdict_on_claim(name, value).await;
        assert!(matches!(refused, Err(TokenError::Rule)), "{name}: {refused:?}");
    }
    let several = verdict_on_claim("aud", json!(["cro", "fleet"])).await;
    assert!(matches!(several, Err(TokenError::Malformed)), "{several:?}");
}

#[tokio::test]
async fn a_token_ends_with_its_leeway() {
    let now = NOW.as_secs();
    assert!(verdict_on_claim("exp", now - 29).await.is_ok());
    for exp in [now - 30, 0, -1, i64::MIN] {
        let refused = verdict_on_claim("exp", exp).await;
        assert!(matches!(refused, Err(TokenError::Expired)), "{exp}: {refused:?}");
    }
}

#[tokio::test]
async fn a_token_lives_no_longer_than_the_rules_say() {
    let longest = NOW.as_secs() + 86_400 + 30;
    assert!(verdict_on_claim("exp", longest).await.is_ok());
    for exp in [longest + 1, i64::MAX] {
        let refused = verdict_on_claim("exp", exp).await;
        assert!(matches!(refused, Err(TokenError::Rule)), "{exp}: {refused:?}");
    }
}

#[tokio::test]
async fn a_token_of_the_future_is_refused() {
    let now = NOW.as_secs();
    for name in ["iat", "nbf"] {
        assert!(verdict_on_claim(name, now + 30).await.is_ok(), "{name}");
        for time in [now + 31, i64::MAX] {
            let refused = verdict_on_claim(name, time).await;
            assert!(matches!(refused, Err(TokenError::Rule)), "{name} {time}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn times_are_whole_numbers() {
    for name in ["iat", "exp", "nbf"] {
        for value in [json!("1700000000"), json!(1_700_000_000.5), json!(u64::MAX), json!([])] {
            let refused = verdict_on_claim(name, value.clone()).await;
            assert!(matches!(refused, Err(TokenError::Malformed)), "{name} {value}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused_without_a_read() {
    let process = Process::new(&[key("a", NOW)]);
    let twice = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","alg":"HS256","kid":"a"}"#);
    for text in ["", ".", "..", "a.b.c", "e30", "\u{e9}.e30.e30", &format!("{twice}.e30.x")] {
        assert!(process.verify(text).await.is_err(), "{text}");
    }
    assert_eq!(process.reads(), 0);
    let token = process.sign().await.unwrap();
    for text in [format!("{token}.x"), format!(".{token}"), token.replace('.', "")] {
        assert!(matches!(process.verify(&text).await, Err(TokenError::Malformed)), "{text}");
    }
}
