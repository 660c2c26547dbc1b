//! The API version that a client of CRO pins belongs to one tenant and one client, and only a
//! request that succeeds changes it.

use dynoxide::AttributeValue;
use harness::cases::{Case, Cases};
use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Answer, routes};
use harness::seed::tenant;
use registry::ServedRoute as Route;
use shared::store::principal::User;
use shared::store::{Get, WriteError};

use crate::forge::Forge;
use crate::{OURS, THEIRS, World};

const CRO: &str = "cro";
const VERSION: &str = "x-api-version";
/// What a client gets that pinned nothing.
const OLDEST: &str = "2019/02/08";
const NEWER: &str = "2021/11/04";

fn is_cros(route: &Route) -> bool {
    Cases::of(route.function).function.api.as_str() == CRO
}

/// The keys of all pins.
fn pins(world: &World) -> Vec<String> {
    let items = world.stack.engine.items().into_iter();
    let keys = items.filter_map(|item| match item.get("pk") {
        Some(AttributeValue::S(pk)) if pk.starts_with("PIN#") => Some(pk.clone()),
        _ => None,
    });
    keys.collect()
}

/// With another client's name in the token.
fn as_client(world: &World, event: Event, client: &str) -> Event {
    let token = Forge::of(&world.stack, CRO).claim("cid", client);
    event.header("authorization", token.authorization())
}

fn assert_version(answer: &Answer, version: &str, what: &str) {
    assert_eq!(answer.header(VERSION), version, "{what}: {}", answer.body());
}

/// Broken by pinning as soon as the caller is known: a customer that does not exist was enough.
#[tokio::test]
async fn a_request_that_is_refused_pins_nothing() {
    for route in routes().into_iter().filter(is_cros) {
        let world = World::of(&route).await;
        let refused = |case: &&Case| case.status >= 400 && case.request.header(VERSION).is_none();
        for case in Cases::of(route.function).all.iter().filter(refused) {
            let event = case.request.event("").header(VERSION, NEWER);
            let answer = world.stack.send(&event).await;
            assert_eq!(answer.status(), case.status, "{}", world.what(&case.name));
            assert_eq!(pins(&world), [""; 0], "{}", world.what(&case.name));
        }
        let answer = world.send(&world.good().header(VERSION, NEWER)).await;
        assert_eq!(answer.status(), world.success(), "{}", world.what(NEWER));
        assert_eq!(pins(&world), ["PIN#1686#demo"], "{}", world.what(NEWER));
    }
}

/// Lets the demo's caller act in both tenants, and see in both the customer of the good request.
async fn in_both_tenants(world: &World) {
    let both = |user: &mut User| {
        user.tenants = vec![tenant(OURS), tenant(THEIRS)];
        Ok::<_, WriteError>(())
    };
    let user = Get::user(201.try_into().unwrap());
    world.stack.store().amend(user, both).await.expect("the demo's user");
}

/// Broken by a key of a pin without its tenant, and by one with the user in place of the client.
#[tokio::test]
async fn a_pin_belongs_to_one_tenant_and_one_client() {
    let route = routes().into_iter().find(is_cros).unwrap();
    let world = World::of(&route).await;
    in_both_tenants(&world).await;
    assert_eq!(world.send(&world.good().header(VERSION, NEWER)).await.status(), 200);

    assert_version(&world.send(&world.good()).await, NEWER, "the same client");
    let colleague = demo().at("cro.tokens_by_role.Driver");
    let colleague = world.good().header("authorization", format!("Bearer {colleague}"));
    assert_version(&world.send(&colleague).await, NEWER, "another user of the client");
    let other = as_client(&world, world.good(), "test");
    assert_version(&world.send(&other).await, OLDEST, "another client");
    let theirs = demo().at("other_tenant.cro.customer_id");
    let elsewhere =
        world.good().at(&format!("/customers/{theirs}")).header("x-tenant-id", THEIRS.to_string());
    let answer = world.send(&elsewhere).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert_version(&answer, OLDEST, "the same client in another tenant");
}

/// Broken by answering a caller whose tenant it is not in the version that is pinned there.
#[tokio::test]
async fn a_pin_is_not_shown_outside_its_tenant() {
    let route = routes().into_iter().find(is_cros).unwrap();
    let world = World::of(&route).await;
    let theirs = world
        .good()
        .at(&format!("/customers/{}", demo().at("other_tenant.cro.customer_id")))
        .header("authorization", format!("Bearer {}", demo().at("other_tenant.cro.token")))
        .header("x-tenant-id", THEIRS.to_string())
        .header(VERSION, NEWER);
    assert_eq!(world.send(&theirs).await.status(), 200);
    let ours = world.good().header("x-tenant-id", THEIRS.to_string());
    let answer = world.send(&ours).await;
    assert_eq!(answer.status(), 403, "{}", answer.body());
    assert_version(&answer, OLDEST, "in the place of another tenant");
}

/// Broken by taking tokens that name no client.
#[tokio::test]
async fn a_token_names_its_client_in_a_few_plain_characters() {
    let route = routes().into_iter().find(is_cros).unwrap();
    let world = World::of(&route).await;
    let good = Forge::of(&world.stack, CRO);
    assert_eq!(good.claims["cid"], "demo");
    let bad =
        ["", "123456789", "a#b", "a b", "\u{e9}"].map(|client| good.clone().claim("cid", client));
    let without = good.clone().claim("cid", serde_json::Value::Null);
    let number = good.clone().claim("cid", 1);
    for token in bad.into_iter().chain([without, number]) {
        let event = world.good().header("authorization", token.authorization());
        let answer = world.send(&event).await;
        assert_eq!(answer.status(), 401, "{}: {}", token.claims, answer.body());
    }
}
