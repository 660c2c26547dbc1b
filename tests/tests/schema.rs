//! The table that the code expects is the one that template.yaml describes and the one that the
//! local stack makes.

#![expect(clippy::unwrap_used, reason = "a table that is not there cannot be compared")]

use aws_sdk_dynamodb::Client;
use harness::template::root;
use local::engine::Engine;
use local::table::{TableSpec, create, create_from_template};
use shared::store::schema::{PARTITION_KEY, SORT_KEY, TTL};

const NAME: &str = "customers";

/// The table as the code expects it: two texts for a key, an end in seconds, a stream that
/// carries both images.
fn expected() -> TableSpec {
    let pair = |attribute: &str, value: &str| (attribute.to_owned(), value.to_owned());
    TableSpec {
        attributes: vec![pair(PARTITION_KEY, "S"), pair(SORT_KEY, "S")],
        key: vec![pair(PARTITION_KEY, "HASH"), pair(SORT_KEY, "RANGE")],
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        stream: Some("NEW_AND_OLD_IMAGES".to_owned()),
        ttl: Some(TTL.to_owned()),
    }
}

/// The table as the engine has it.
async fn described(client: &Client) -> TableSpec {
    let table = client.describe_table().table_name(NAME).send().await.unwrap().table.unwrap();
    let ttl = client.describe_time_to_live().table_name(NAME).send().await.unwrap();
    let pair = |attribute: &str, value: &str| (attribute.to_owned(), value.to_owned());
    let mut attributes: Vec<_> = table
        .attribute_definitions()
        .iter()
        .map(|defined| pair(defined.attribute_name(), defined.attribute_type().as_str()))
        .collect();
    attributes.sort();
    let key = table.key_schema().iter();
    TableSpec {
        attributes,
        key: key.map(|part| pair(part.attribute_name(), part.key_type().as_str())).collect(),
        billing_mode: table
            .billing_mode_summary()
            .and_then(|summary| summary.billing_mode())
            .map(|mode| mode.as_str().to_owned()),
        stream: table
            .stream_specification()
            .filter(|stream| stream.stream_enabled())
            .and_then(|stream| stream.stream_view_type())
            .map(|view| view.as_str().to_owned()),
        ttl: ttl
            .time_to_live_description()
            .filter(|ttl| ttl.time_to_live_status().is_some_and(|s| s.as_str() == "ENABLED"))
            .and_then(|ttl| ttl.attribute_name())
            .map(str::to_owned),
    }
}

/// Seen to fail with `expires` in place of `expires_at`, and without the stream, in template.yaml.
#[test]
fn the_template_describes_the_table_that_the_code_expects() {
    let described = TableSpec::read(&root().join("template.yaml")).unwrap();
    assert_eq!(described, expected(), "make template.yaml's Table and shared::store::schema agree");
}

/// Seen to fail with the same two breaks, since the template is what the local stack goes by.
#[tokio::test]
async fn the_local_stack_makes_the_table_that_the_code_expects() {
    let engine = Engine::in_memory().await.unwrap();
    create_from_template(&engine.client(), NAME, &root().join("template.yaml")).await.unwrap();
    assert_eq!(described(&engine.client()).await, expected());
}

/// What is compared is read, not assumed: a table made otherwise is described otherwise.
#[tokio::test]
async fn another_table_is_told_apart() {
    let engine = Engine::in_memory().await.unwrap();
    let other = TableSpec { stream: None, ttl: None, ..expected() };
    create(&engine.client(), NAME, &other).await.unwrap();
    assert_eq!(described(&engine.client()).await, other);
}
