//! Whose key it is: one tenant's, one caller's, one API's.

use harness::demo::demo;
use harness::seed::tenant;
use shared::id::ApiName;
use shared::idempotency::IdempotencyKey;
use shared::runtime::{Event as GatewayEvent, Request};
use shared::store::principal::User;
use shared::store::{Get, IdempotentRequest, WriteError};
use tokio::time::Instant;

use crate::world::{KEY, OTHER_TENANT, TENANT, World, bearer, id_of, keyed, text};

/// Broken by leaving the caller out of the wish's name.
#[tokio::test]
async fn another_users_same_key_is_another_named() {
    let world = World::new().await;
    let token = world.colleague().await;
    let colleague = keyed(KEY).header("authorization", bearer(&token));
    let mine = world.creates(&keyed(KEY)).await;
    let theirs = world.creates(&colleague).await;
    assert_ne!(mine, theirs);
    assert_eq!(id_of(&world.send(&keyed(KEY)).await), mine);
    assert_eq!(id_of(&world.send(&colleague).await), theirs);
    world.customers();
}

#[tokio::test]
async fn another_tenants_same_key_is_another_named() {
    let world = World::new().await;
    let before = world.customers();
    let token = demo().at("other_tenant.bluerocktel.token");
    let elsewhere = keyed(KEY).header("authorization", bearer(&token));
    let mine = world.send(&keyed(KEY)).await;
    let theirs = world.send(&elsewhere).await;
    assert_eq!((theirs.status(), theirs.header("idempotent-replayed")), (200, ""));
    assert_ne!(mine.body(), theirs.body());
    world.replays(&keyed(KEY), &mine).await;
    world.replays(&elsewhere, &theirs).await;
    assert_eq!(world.customers(), before + 2);
}

fn request() -> Request {
    let event = GatewayEvent::from_json(text(&keyed(KEY)).as_bytes());
    event.into_request(Instant::now(), false).unwrap()
}

/// Broken by leaving the tenant, and the API, out of the name.
#[test]
fn a_request_is_named_by_tenant_api_caller_and_key() {
    let named = |number, api, actor: &str, key: &str| {
        let key = IdempotencyKey::parse(key).unwrap();
        IdempotentRequest::new(
            tenant(number),
            ApiName::new(api),
            actor,
            key.as_bytes(),
            &request().identity(),
        )
        .get()
    };
    let names = [
        named(TENANT, "bluerocktel", "user:1", KEY),
        named(OTHER_TENANT, "bluerocktel", "user:1", KEY),
        named(TENANT, "fleet", "user:1", KEY),
        named(TENANT, "bluerocktel", "user:11", KEY),
        named(TENANT, "bluerocktel", "user:1", "k"),
        named(TENANT, "bluerocktel", "user:", "1k"),
    ];
    for (at, one) in names.iter().enumerate() {
        assert!(!names[at + 1..].contains(one));
    }
    assert_eq!(names[0], named(TENANT, "bluerocktel", "user:1", &format!("\"{KEY}\"")));
}

async fn amend(world: &World, change: impl FnOnce(&mut User)) {
    let store = world.stack.store();
    let id = 4711.try_into().unwrap();
    let amended = store.amend(Get::user(id), |user| {
        change(user);
        Ok::<_, WriteError>(())
    });
    amended.await.unwrap();
}

/// Broken by looking at the answer before the user, and before the role.
#[tokio::test]
async fn who_may_not_create_any_more_is_shown_no_answer() {
    let world = World::new().await;
    let token = world.colleague().await;
    let event = keyed(KEY).header("authorization", bearer(&token));
    world.creates(&event).await;
    amend(&world, |user| user.roles.push(bluerocktel::READ_ONLY.to_owned())).await;
    world.refuses(&event, 403, r#"{"message":"This action is unauthorized."}"#).await;
    amend(&world, |user| (user.disabled, user.roles) = (true, Vec::new())).await;
    world.refuses(&event, 401, r#"{"message":"Unauthenticated."}"#).await;
}
