//! The embedded DynamoDB behind TLS, met by the store that the functions have.

#![expect(clippy::unwrap_used, reason = "what a test prepares must be there")]

use std::path::Path;
use std::time::{Duration, Instant};

use bench::world::{Scratch, World};
use shared::clock::Clock;
use shared::config::{Config, Credentials};
use shared::id::TenantId;
use shared::store::{Get, Store};

fn store(world: &World) -> Store {
    let around = world.around();
    let config = Config {
        table: around.table,
        region: "us-east-1".to_owned(),
        endpoint: Some(around.endpoint),
        ca_bundle: Some(around.bundle),
        credentials: Credentials {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: None,
        },
        local_stack: false,
    };
    Store::connect(&config, Clock::system()).unwrap()
}

async fn read(store: &Store) {
    let tenant = Get::tenant(TenantId::try_from(1686).unwrap());
    assert!(store.get(tenant).await.unwrap().is_none());
}

#[tokio::test]
async fn calls_connections_and_units_are_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let scratch = Scratch::new().unwrap();
    let world = World::empty(&root, &scratch).await.unwrap();
    let store = store(&world);
    read(&store).await;
    let first = world.dynamo.meter.take();
    assert_eq!((first.connections, first.operations()), (1, vec!["GetItem"]));
    assert_eq!(first.units(), 0.0);

    world.dynamo.meter.count_units(true);
    read(&store).await;
    let second = world.dynamo.meter.take();
    assert_eq!((second.connections, second.operations()), (0, vec!["GetItem"]));
    // A strongly consistent read of nothing.
    assert_eq!(second.units(), 1.0);

    let delay = Duration::from_millis(20);
    world.dynamo.meter.delay(delay);
    let started = Instant::now();
    read(&store).await;
    assert!(started.elapsed() >= delay);
}
