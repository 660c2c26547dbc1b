//! The least that a function with a token, a read of DynamoDB and an answer can be in Rust: what
//! ours are compared with. It reads its keys in INIT as they do. For each event it checks the
//! token's signature and end by hand, reads user and customer in one batch, and answers with the
//! customer's document. It validates nothing else, and knows no roles and no errors.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, IdentityCache, Region, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

/// What is read of an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    headers: HashMap<String, String>,
    path_parameters: HashMap<String, String>,
}

/// What API Gateway is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    body: String,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    secret: String,
}

#[derive(Deserialize)]
struct Claims {
    exp: u64,
    sub: String,
}

#[derive(Deserialize)]
struct User {
    #[serde(default)]
    disabled: bool,
}

type Item = HashMap<String, AttributeValue>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let table = variable("TABLE_NAME")?;
    let client = client()?;
    let get = client
        .get_item()
        .table_name(&table)
        .set_key(Some(key_of("KEYS#cro", "KEYS")))
        .consistent_read(true);
    let keys = get.send().await?.item.unwrap_or_default();
    let keys: Keys = serde_json::from_str(document(&keys)?)?;
    let secret = STANDARD.decode(&keys.keys.first().ok_or("no key")?.secret)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    let (client, table, key) = (&client, &table, &key);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Event>| {
        let event = event.payload;
        let of = |name: &str| event.headers.get(name).map(String::as_str).unwrap_or_default();
        let user = check(of("authorization").trim_start_matches("Bearer "), key)?;
        let id = event.path_parameters.get("customer_id").ok_or("no customer_id")?;
        let user = key_of(&format!("USER#{user:0>16}"), "USER");
        let pk = format!("TENANT#{}#CUSTOMERS", of("x-tenant-id"));
        let customer = key_of(&pk, &format!("{id:0>16}"));
        let items = read(client, table, [&user, &customer]).await?;
        let found = |key: &Item| items.iter().find(|item| item.get("pk") == key.get("pk"));
        let user: User = serde_json::from_str(document(found(&user).ok_or("no user")?)?)?;
        if user.disabled {
            return Err("a disabled user".into());
        }
        let body = document(found(&customer).ok_or("no customer")?)?.to_owned();
        Ok::<_, Error>(Answer { status_code: 200, body })
    }))
    .await
}

fn client() -> Result<Client, Error> {
    let roots = std::fs::read(variable("AWS_CA_BUNDLE")?)?;
    let trust = TrustStore::empty().with_pem_certificate(roots);
    let tls = TlsContext::builder().with_trust_store(trust).build()?;
    let http = Builder::new()
        .tls_provider(Provider::rustls(CryptoMode::AwsLc))
        .tls_context(tls)
        .build_https();
    let credentials = Credentials::new(
        variable("AWS_ACCESS_KEY_ID")?,
        variable("AWS_SECRET_ACCESS_KEY")?,
        None,
        None,
        "environment",
    );
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(variable("AWS_REGION")?))
        .credentials_provider(credentials)
        .identity_cache(IdentityCache::no_cache())
        .endpoint_url(variable("AWS_ENDPOINT_URL_DYNAMODB")?)
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    Ok(Client::from_conf(config.build()))
}

fn key_of(pk: &str, sk: &str) -> Item {
    [("pk", pk), ("sk", sk)]
        .map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned())))
        .into()
}

/// The document that an item holds.
fn document(item: &Item) -> Result<&str, Error> {
    match item.get("document") {
        Some(AttributeValue::S(document)) => Ok(document),
        _ => Err("no such item".into()),
    }
}

/// The items at two keys, in one batch.
async fn read(client: &Client, table: &str, keys: [&Item; 2]) -> Result<Vec<Item>, Error> {
    let keys = keys.map(Clone::clone).to_vec();
    let keys = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build()?;
    let read = client.batch_get_item().request_items(table, keys).send().await?;
    Ok(read.responses.and_then(|mut tables| tables.remove(table)).unwrap_or_default())
}

#[expect(clippy::disallowed_methods, reason = "this program is alone with the wall clock")]
fn check(token: &str, key: &hmac::Key) -> Result<String, Error> {
    let (signed, signature) = token.rsplit_once('.').ok_or("no token")?;
    let signature = URL_SAFE_NO_PAD.decode(signature)?;
    hmac::verify(key, signed.as_bytes(), &signature).map_err(|_| "a wrong signature")?;
    let claims = signed.split_once('.').map(|(_, claims)| claims).unwrap_or_default();
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims)?)?;
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(claims.exp);
    if end < SystemTime::now() { Err("an expired token".into()) } else { Ok(claims.sub) }
}

#[expect(clippy::disallowed_methods, reason = "this program is alone with its environment")]
fn variable(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|_| format!("{name} is not set").into())
}
