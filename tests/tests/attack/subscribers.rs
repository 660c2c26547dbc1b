//! What a service subscriber of myKaarma may do for others, and say of itself.

use harness::demo::demo;
use harness::event::Event;
use harness::functions::routes;
use registry::ServedRoute as Route;
use serde_json::{Value, json};

use crate::{OURS, World, documents};

/// The routes that take `customer.update`.
fn updates() -> impl Iterator<Item = Route> {
    routes().into_iter().filter(|route| route.function == "mykaarma-update-customer")
}

fn event(world: &World, authorization: &str, body: &Value) -> Event {
    let authorization = format!("Basic {}", demo().at(authorization));
    world.good().header("authorization", authorization).json(body)
}

/// Broken by searching for whoever may update: an e-mail address told whose it is.
#[tokio::test]
async fn who_may_not_search_finds_nobody_by_an_update() {
    let body = json!({
        "customer": {"emails": [{"emailAddress": "143222@yopmail.com"}]},
        "searchForDuplicate": true,
    });
    for route in updates() {
        let world = World::of(&route).await;
        let answer = world.send(&event(&world, "mykaarma.write_only_authorization", &body)).await;
        assert_eq!((answer.status(), answer.json().at("warnings.0")), (200, None));
        let seen = world.stack.wire.take();
        assert!(seen.iter().all(|seen| seen.operation != "Query"), "{seen:?}");
        let answer = world.send(&event(&world, "mykaarma.authorization", &body)).await;
        assert_eq!(answer.json().text("warnings.0.warningTitle"), "DUPLICATE_CUSTOMER_FOUND");
    }
}

/// Broken by writing the requester into the actor.
#[tokio::test]
async fn nobody_passes_for_another_actor() {
    for (number, route) in updates().enumerate() {
        let world = World::of(&route).await;
        let requester = "clerk-7 subscriber:other-subscriber";
        let customer = json!({"customerKey": format!("K-{number}")});
        let body = json!({"requesterUserUUID": requester, "customer": customer});
        let answer = world.send(&event(&world, "mykaarma.authorization", &body)).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
        let changes = documents(&world.stack, OURS, "#CUSTOMER#");
        let last = changes.iter().find(|change| change["version"] == 2).unwrap();
        assert_eq!(last["actor"], "subscriber:demo-subscriber");
        assert_eq!(last["requester"], requester);
    }
}
