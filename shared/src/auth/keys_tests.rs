use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::hmac;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::ErrorMetadata;
use aws_sdk_dynamodb::operation::get_item::{GetItemError, GetItemOutput};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_mocks::{MockResponse, RuleMode, mock, mock_client};
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::token::ISSUER;
use super::*;

const API: ApiName = ApiName::new("cro");
const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

/// Claims of the API's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Own {
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<String>,
}

const OWN: Own = Own { more: None };

fn user() -> UserId {
    UserId::try_from(7).unwrap()
}

/// The claims of that user's token.
fn claims() -> Value {
    json!({"iss": ISSUER, "aud": "cro", "sub": "7", "iat": NOW.as_secs(),
        "exp": NOW.as_secs() + 86_400})
}

fn key(kid: &str, created_at: Timestamp) -> SigningKey {
    SigningKey { kid: kid.to_owned(), secret: STANDARD.encode(secret(kid)), created_at }
}

fn secret(kid: &str) -> [u8; 32] {
    [kid.as_bytes()[0]; 32]
}

/// A process with its keys and the table that it reads them from.
struct Process {
    keys: Keys,
    store: Store,
    clock: Clock,
    stored: Arc<Mutex<Result<Option<SigningKeys>, ()>>>,
    reads: Arc<AtomicUsize>,
}

impl Process {
    fn new(stored: &[SigningKey]) -> Self {
        let stored = Arc::new(Mutex::new(Ok(Some(SigningKeys { keys: stored.to_vec() }))));
        let reads = Arc::new(AtomicUsize::new(0));
        let (served, counted) = (Arc::clone(&stored), Arc::clone(&reads));
        let rule = mock!(Client::get_item).then_compute_response(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            match &*served.lock().unwrap() {
                Ok(keys) => MockResponse::Output(output(keys.as_ref())),
                Err(()) => MockResponse::Error(GetItemError::generic(
                    ErrorMetadata::builder().code("ThrottlingException").build(),
                )),
            }
        });
        let client = mock_client!(aws_sdk_dynamodb, RuleMode::MatchAny, [&rule], |config| {
            config.retry_config(RetryConfig::disabled())
        });
        let clock = Clock::fixed(NOW);
        let store = Store::new(client, "table", clock.clone());
        Self { keys: Keys::unread(API), store, clock, stored, reads }
    }

    fn store(&self, stored: Result<Option<SigningKeys>, ()>) {
        *self.stored.lock().unwrap() = stored;
    }

    fn store_keys(&self, keys: &[SigningKey]) {
        self.store(Ok(Some(SigningKeys { keys: keys.to_vec() })));
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    async fn verify(&self, token: &str) -> Result<Token<Own>, TokenError> {
        self.keys.verify(&self.store, &self.clock, token).await
    }

    async fn sign(&self) -> Result<String, TokenError> {
        self.keys.sign(&self.store, &self.clock, user(), Session::Token, &OWN).await
    }
}

fn output(keys: Option<&SigningKeys>) -> GetItemOutput {
    let Some(keys) = keys else { return GetItemOutput::builder().build() };
    GetItemOutput::builder()
        .item("entity", AttributeValue::S("signing keys".to_owned()))
        .item("schema", AttributeValue::N("1".to_owned()))
        .item("document", AttributeValue::S(serde_json::to_string(keys).unwrap()))
        .build()
}

/// A token with any header, claims and secret.
fn forge(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn header() -> Value {
    json!({"alg": "HS256", "kid": "a"})
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

#[tokio::test]
async fn the_newest_key_that_every_process_has_read_signs() {
    let kid = async |keys: &[SigningKey]| {
        let token = Process::new(keys).sign().await.unwrap();
        keyset::kid(&token).unwrap()
    };
    let (old, older) = (key("o", NOW.plus_secs(-5_000)), key("p", NOW.plus_secs(-9_000)));
    assert_eq!(kid(&[old.clone(), older.clone(), key("n", NOW.plus_secs(-600))]).await, "n");
    assert_eq!(kid(&[older, key("n", NOW.plus_secs(-599)), old]).await, "o");
    assert_eq!(kid(&[key("n", NOW), key("m", NOW.plus_secs(-1))]).await, "m");
}

#[tokio::test]
async fn without_a_key_nothing_is_signed_or_verified() {
    let process = Process::new(&[]);
    process.store(Ok(None));
    process.keys.read(&process.store, &process.clock).await.unwrap();
    assert!(matches!(process.sign().await, Err(TokenError::NoKey)));
    let token = forge(&header(), &claims(), &secret("a"));
    assert!(matches!(process.verify(&token).await, Err(TokenError::Signature)));
}

#[tokio::test]
async fn a_weak_secret_disables_all_keys_until_it_is_replaced() {
    let weak = |secret: &[u8]| SigningKey { secret: STANDARD.encode(secret), ..key("w", NOW) };
    let unreadable = SigningKey { secret: "?".repeat(44), ..key("w", NOW) };
    for bad in [weak(&[]), weak(&[7; 31]), unreadable] {
        let process = Process::new(&[key("a", NOW)]);
        let token = process.sign().await.unwrap();
        process.store_keys(&[key("a", NOW), bad]);
        let read = process.keys.read(&process.store, &process.clock).await;
        assert!(matches!(read, Err(StoreError::Corrupt(_))));
        let refused = process.verify(&token).await;
        assert!(matches!(refused, Err(TokenError::Store(StoreError::Corrupt(_)))), "{refused:?}");
        process.store_keys(&[key("a", NOW)]);
        assert!(process.verify(&token).await.is_ok());
    }
}

#[tokio::test]
async fn keys_are_read_again_when_they_are_old() {
    let process = Process::new(&[key("a", NOW)]);
    let token = process.sign().await.unwrap();
    process.store_keys(&[]);
    process.clock.set(NOW.plus_secs(299));
    assert!(process.verify(&token).await.is_ok());
    assert_eq!(process.reads(), 1);
    process.clock.set(NOW.plus_secs(300));
    assert!(matches!(process.verify(&token).await, Err(TokenError::Signature)));
}

#[tokio::test]
async fn a_clock_set_back_does_not_keep_old_keys() {
    let process = Process::new(&[key("a", NOW)]);
    process.sign().await.unwrap();
    process.clock.set(NOW.plus_secs(-1));
    process.sign().await.unwrap();
    assert_eq!(process.reads(), 2);
}

#[tokio::test]
async fn unknown_key_names_cause_a_read_only_every_ten_seconds() {
    let process = Process::new(&[key("a", NOW)]);
    process.sign().await.unwrap();
    let of_b = forge(&with(header(), "kid", json!("b")), &claims(), &secret("b"));
    assert!(matches!(process.verify(&of_b).await, Err(TokenError::Signature)));
    assert_eq!(process.reads(), 2);
    process.store_keys(&[key("a", NOW), key("b", NOW)]);
    process.clock.set(NOW.plus_secs(9));
    assert!(matches!(process.verify(&of_b).await, Err(TokenError::Signature)));
    assert_eq!(process.reads(), 2);
    process.clock.set(NOW.plus_secs(10));
    assert!(process.verify(&of_b).await.is_ok());
    assert_eq!(process.reads(), 3);
}

#[tokio::test]
async fn old_keys_stay_in_use_if_they_cannot_be_read_again() {
    let process = Process::new(&[key("a", NOW)]);
    let token = process.sign().await.unwrap();
    process.store(Err(()));
    process.clock.set(NOW.plus_secs(300));
    assert!(process.verify(&token).await.is_ok());
    assert!(process.verify(&token).await.is_ok());
    assert_eq!(process.reads(), 2, "a failing table is not asked at every request");
}

#[test]
fn generated_keys_are_strong_and_random_and_have_short_names() {
    let clock = Clock::fixed(NOW);
    let (one, other) = (Keys::generate(&clock).unwrap(), Keys::generate(&clock).unwrap());
    assert_eq!(STANDARD.decode(&one.secret).unwrap().len(), 32);
    assert_eq!((one.kid.len(), one.created_at), (8, NOW));
    assert_ne!(one.kid, other.kid);
    assert_ne!(one.secret, other.secret);
    assert!(!format!("{:?}", SigningKeys { keys: vec![one.clone()] }).contains(&one.secret));
}

#[path = "token_tests.rs"]
mod tokens;
