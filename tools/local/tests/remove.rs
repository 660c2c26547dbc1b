//! Removing a tenant, in the table with the demo data.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use admin::{AdminError, tenants};
use local::demo;
use local::engine::Engine;
use local::table::create_from_template;
use shared::clock::Clock;
use shared::store::Store;

/// The partition keys of all items.
#[expect(clippy::disallowed_methods, reason = "what a test looks at")]
async fn partitions(store: &Store) -> Vec<String> {
    let mut pages = store.client().scan().table_name("table").into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(item) = pages.next().await {
        found.push(item.unwrap()["pk"].as_s().unwrap().clone());
    }
    found
}

/// Broken by leaving logins, API keys or subscribers behind, and by taking the other tenant's.
#[tokio::test]
async fn a_tenant_goes_with_all_that_is_its_own_and_nothing_else() {
    let engine = Engine::in_memory().await.unwrap();
    let template = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml"));
    create_from_template(&engine.client(), "table", template).await.unwrap();
    let store = Store::new(engine.client(), "table", Clock::system());
    demo::load(&store).await.unwrap();
    let pin = [("pk", "PIN#1686#7"), ("sk", "PIN")].map(|(name, value)| {
        (name.to_owned(), aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned()))
    });
    let pin = store.client().put_item().table_name("table").set_item(Some(pin.into()));
    pin.send().await.unwrap();
    let (main, other) = (1686.try_into().unwrap(), 2001.try_into().unwrap());
    let before = store.verify(other).await.unwrap();
    let all = partitions(&store).await;

    let refused = tenants::remove(&store, main, "Another name").await;
    assert!(matches!(refused, Err(AdminError::OtherName(_))), "{refused:?}");
    assert_eq!(partitions(&store).await.len(), all.len());

    let name = tenants::get(&store, main).await.unwrap().name;
    let removed = tenants::remove(&store, main, &name).await.unwrap();
    assert_eq!(partitions(&store).await.len(), all.len() - removed);
    assert_eq!(store.verify(other).await.unwrap(), before);
    assert!(matches!(tenants::get(&store, main).await, Err(AdminError::NoTenant(_))));
    assert!(partitions(&store).await.iter().any(|pk| pk.starts_with("USER#")), "the other's");

    let name = tenants::get(&store, other).await.unwrap().name;
    tenants::remove(&store, other, &name).await.unwrap();
    let left = partitions(&store).await;
    // A verified password is worth nothing without its login, and expires.
    let stays = |pk: &String| pk.starts_with("KEYS#") || pk.starts_with("VERIFIED#");
    assert!(left.iter().all(stays), "{left:?}");
}
