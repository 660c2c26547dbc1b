//! The least that a function with a token, a read of DynamoDB and an answer can be in Rust: what
//! ours are held against. It reads its keys in INIT as they do, then for each event checks the
//! token's signature and end by hand, reads one item and answers with what it holds. It validates
//! nothing else, knows no tenant, no roles and no errors, and is fit for nothing but this.

use std::collections::HashMap;
use std::io;
use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, IdentityCache, Region, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::types::AttributeValue;
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
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let table = variable("TABLE_NAME")?;
    let client = client()?;
    let keys = read(&client, &table, "KEYS#cro", "KEYS").await?;
    let keys: Keys = serde_json::from_str(&keys)?;
    let secret = STANDARD.decode(&keys.keys.first().ok_or("no key")?.secret)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    let (client, table, key) = (&client, &table, &key);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Event>| {
        let event = event.payload;
        let of = |name: &str| event.headers.get(name).map(String::as_str).unwrap_or_default();
        check(of("authorization").trim_start_matches("Bearer "), key)?;
        let id = event.path_parameters.get("customer_id").ok_or("no customer_id")?;
        let pk = format!("TENANT#{}#CUSTOMERS", of("x-tenant-id"));
        let body = read(client, table, &pk, &format!("{id:0>16}")).await?;
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

/// The document of the item at a key.
async fn read(client: &Client, table: &str, pk: &str, sk: &str) -> Result<String, Error> {
    let read = client
        .get_item()
        .table_name(table)
        .key("pk", AttributeValue::S(pk.to_owned()))
        .key("sk", AttributeValue::S(sk.to_owned()))
        .consistent_read(true)
        .send()
        .await?;
    match read.item.and_then(|mut item| item.remove("document")) {
        Some(AttributeValue::S(document)) => Ok(document),
        _ => Err(io::Error::other("no such item").into()),
    }
}

#[expect(clippy::disallowed_methods, reason = "this program is alone with the wall clock")]
fn check(token: &str, key: &hmac::Key) -> Result<(), Error> {
    let (signed, signature) = token.rsplit_once('.').ok_or("no token")?;
    let signature = URL_SAFE_NO_PAD.decode(signature)?;
    hmac::verify(key, signed.as_bytes(), &signature).map_err(|_| "a wrong signature")?;
    let claims = signed.split_once('.').map(|(_, claims)| claims).unwrap_or_default();
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims)?)?;
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(claims.exp);
    if end < SystemTime::now() { Err("an expired token".into()) } else { Ok(()) }
}

#[expect(clippy::disallowed_methods, reason = "this program is alone with its environment")]
fn variable(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|_| format!("{name} is not set").into())
}
