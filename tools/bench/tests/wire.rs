//! The harness's DynamoDB behind TLS, met by the store that the functions have.

use std::time::{Duration, Instant};

use bench::measure::Traffic;
use bench::world::{Scratch, stack};
use harness::engine::Engine;
use harness::wire::{Fault, Rule};
use shared::clock::Clock;
use shared::id::TenantId;
use shared::store::{Get, Store};

/// Broken by writing down what nobody watches, and by a door that counts a connection twice.
#[tokio::test]
async fn calls_connections_and_units_are_counted() {
    let scratch = Scratch::new().unwrap();
    let stack = stack(Engine::empty(), &scratch).unwrap();
    let store = Store::connect(&stack.config(), Clock::system()).unwrap();
    let read = async || {
        let tenant = Get::tenant(TenantId::try_from(1686).unwrap());
        assert!(store.get(tenant).await.unwrap().is_none());
        Traffic::take(&stack)
    };
    let unwatched = read().await;
    assert_eq!((unwatched.connections, unwatched.operations()), (1, vec![]));

    stack.wire.watch(true);
    let watched = read().await;
    assert_eq!((watched.connections, watched.operations()), (0, vec!["GetItem"]));
    // A strongly consistent read of nothing.
    assert_eq!(watched.units(), 1.0);

    let delay = Duration::from_millis(20);
    stack.wire.inject(Rule::always(Fault::Late(delay)));
    let started = Instant::now();
    read().await;
    assert!(started.elapsed() >= delay);
}
