//! The same key again: the same answer for the same request, a refusal for another one.

use harness::event::Event;
use harness::seed::{assert_clean, id, origin, tenant, verify};
use harness::stack::NOW;
use harness::wire::units;
use serde_json::{Value, json};
use shared::store::Get;
use shared::store::principal::User;

use crate::world::{KEY, OTHER_TENANT, TENANT, World, bearer, id_of, keyed, operations};

const OTHER_REQUEST: &str = concat!(
    r#"{"message":"The given data was invalid.","errors":{"Idempotency-Key":"#,
    r#"["The idempotency key has already been used for another request."]}}"#,
);
const DAY_SECS: i64 = 24 * 60 * 60;

#[tokio::test]
async fn the_same_request_again_is_answered_as_before_and_does_nothing() {
    let world = World::new().await;
    let before = world.customers();
    let first = world.send(&keyed(KEY)).await;
    assert_eq!((first.status(), first.header("idempotent-replayed")), (200, ""));
    for _ in 0..3 {
        world.replays(&keyed(KEY), &first).await;
    }
    assert_eq!(world.customers(), before + 1);
    // Another key is another wish.
    assert_ne!(world.creates(&keyed("another")).await, id_of(&first));
}

/// The answer stands or falls with the customer: one transaction has both. Asking costs one read
/// more, in the call that reads the user anyway.
#[tokio::test]
async fn the_answer_is_kept_in_the_transaction_and_read_with_the_user() {
    let world = World::new().await;
    world.creates(&keyed(KEY)).await;
    let first = world.stack.wire.take();
    assert_eq!(operations(&first), ["BatchGetItem", "GetItem", "TransactWriteItems"]);
    let parts = first[2].body["TransactItems"].as_array().unwrap().iter();
    let kept = parts.filter(|part| {
        part["Put"]["Item"]["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("IDEMPOTENCY#"))
    });
    assert_eq!(kept.count(), 1);
    world.send(&keyed(KEY)).await;
    let again = world.stack.wire.take();
    assert_eq!(operations(&again), ["BatchGetItem"]);
    assert!((units(&again) - 2.0).abs() < f64::EPSILON, "{}", units(&again));
    world.creates(&keyed("x").without("idempotency-key")).await;
    assert_eq!(operations(&world.stack.wire.take()), ["GetItem", "GetItem", "TransactWriteItems"]);
}

/// What may differ between a request and its retry does not make another request of it.
#[tokio::test]
async fn headers_alone_do_not_make_another_request() {
    let world = World::new().await;
    let first = world.send(&keyed(KEY)).await;
    // Later, with a fresh token.
    world.stack.clock.set(NOW.plus_secs(3_600));
    let user: User = world.stack.store().get(Get::user(user_id(&world))).await.unwrap().unwrap();
    let keys = &world.instance.app.keys;
    let store = world.stack.store();
    let token = bluerocktel::token::mint(keys, &store, &world.stack.clock, &user).await.unwrap();
    let retry = keyed(&format!("\"{KEY}\""))
        .header("authorization", bearer(&token))
        .header("content-type", "application/json; charset=utf-8")
        .header("x-request-id", "5f2504e0-4f89-41d3-9a0c-0305e82c3301")
        .header("user-agent", "another");
    world.replays(&retry, &first).await;
}

/// The user whose token the demo's requests carry.
fn user_id(world: &World) -> shared::id::UserId {
    let table = world.stack.engine.table();
    let batch = &world.stack.wire.take()[0].body["RequestItems"][table]["Keys"];
    let keys = batch.as_array().unwrap().iter().filter_map(|key| key["pk"]["S"].as_str());
    let user = keys.filter_map(|pk| pk.strip_prefix("USER#")).next().unwrap();
    user.parse().unwrap()
}

/// Broken by leaving the body, the query, the path or the kind of body out of what makes a request.
#[tokio::test]
async fn another_request_with_the_key_is_refused() {
    let world = World::new().await;
    let form = "name=Soci%C3%A9t%C3%A9";
    let first = keyed(KEY).form(form).query("vip=1");
    world.creates(&first).await;
    let others: [Event; 7] = [
        first.clone().form("name=Soci%c3%a9t%c3%a9"),
        first.clone().json(&json!({"name": "Société"})),
        first.clone().query(""),
        first.clone().query("vip=0"),
        first.clone().query("vip=1&"),
        first.clone().at("/api/v1/customers/"),
        first.clone().body("application/json", form),
    ];
    for other in &others {
        world.refuses(other, 422, OTHER_REQUEST).await;
    }
    // The key still names the first one.
    assert_eq!(world.send(&first).await.header("idempotent-replayed"), "true");
}

/// Broken by comparing the boundary, which clients make anew for each attempt.
#[tokio::test]
async fn the_same_parts_with_another_boundary_are_the_same_request() {
    let world = World::new().await;
    let parts = |boundary: &str, name: &str| {
        let part = format!("Content-Disposition: form-data; name=\"name\"\r\n\r\n{name}\r\n");
        let body = format!("--{boundary}\r\n{part}--{boundary}--\r\n");
        keyed(KEY).body(&format!("multipart/form-data; boundary={boundary}"), body)
    };
    let first = world.send(&parts("one", "Parts")).await;
    assert_eq!(first.status(), 200, "{}", first.body());
    world.replays(&parts("another", "Parts"), &first).await;
    world.refuses(&parts("one", "Others"), 422, OTHER_REQUEST).await;
    world.refuses(&keyed(KEY).form("name=Parts"), 422, OTHER_REQUEST).await;
}

/// An empty body is no body, whatever its content type.
#[tokio::test]
async fn an_empty_body_is_the_same_as_none() {
    let world = World::new().await;
    let bare = keyed(KEY).query("name=Bare");
    let first = world.send(&bare.clone().body("", "")).await;
    assert_eq!(first.status(), 200, "{}", first.body());
    world.replays(&bare.body("application/x-www-form-urlencoded", ""), &first).await;
}

/// Broken by judging by DynamoDB's own time to live, that is, by whether the item is there.
#[tokio::test]
async fn an_answer_counts_for_24_hours_by_its_own_time() {
    let world = World::new().await;
    let first = world.send(&keyed(KEY)).await;
    world.stack.clock.set(NOW.plus_secs(DAY_SECS - 1));
    let retry = fresh(&world, &keyed(KEY)).await;
    world.replays(&retry, &first).await;
    // DynamoDB drops items days late: this one is still there.
    world.stack.clock.set(NOW.plus_secs(DAY_SECS));
    let retry = fresh(&world, &keyed(KEY)).await;
    assert_eq!(answers(&world).len(), 1);
    let second = world.send(&retry).await;
    assert_eq!((second.status(), second.header("idempotent-replayed")), (200, ""));
    assert_ne!(id_of(&second), id_of(&first));
    assert_eq!(answers(&world).len(), 1, "the new answer stands in the old one's place");
    world.replays(&retry, &second).await;
    world.customers();
}

/// The request with a token that is still good.
async fn fresh(world: &World, event: &Event) -> Event {
    let store = world.stack.store();
    let users: Vec<User> = store.every().await.unwrap();
    let may = |user: &&User| {
        user.api == "bluerocktel"
            && user.tenants == [tenant(TENANT)]
            && user.roles.iter().all(|role| role != bluerocktel::READ_ONLY)
            && !user.disabled
    };
    let user = users.iter().find(may).unwrap();
    let keys = &world.instance.app.keys;
    let token = bluerocktel::token::mint(keys, &store, &world.stack.clock, user).await.unwrap();
    event.clone().header("authorization", bearer(&token))
}

/// The answers that are kept, as DynamoDB has them.
fn answers(world: &World) -> Vec<Value> {
    let items = world.stack.engine.snapshot().0.into_iter();
    items.filter(|((pk, _), _)| pk.starts_with("IDEMPOTENCY#")).map(|(_, item)| item).collect()
}

/// Broken by keeping the answer in a write of its own, before the customer's.
#[tokio::test]
async fn a_refusal_is_not_kept() {
    let world = World::new().await;
    let refused = [
        keyed(KEY).json(&json!({"name": ""})),
        keyed(KEY).body("application/json", "{"),
        keyed(KEY).body("text/xml", "<name/>"),
        keyed(KEY).json(&json!({"name": "Taken", "customerAccount": "123457"})),
    ];
    for event in &refused {
        let answer = world.send(event).await;
        assert!((400..423).contains(&answer.status()), "{}", answer.body());
        assert!(answers(&world).is_empty());
    }
    world.creates(&keyed(KEY)).await;
}

/// Neither the credential nor the key itself stands in the table.
#[tokio::test]
async fn no_token_and_no_key_is_stored() {
    let world = World::new().await;
    world.creates(&keyed(KEY)).await;
    let kept = answers(&world);
    assert_eq!(kept.len(), 1);
    let token = harness::demo::demo().at("bluerocktel.token");
    let signature = token.rsplit('.').next().unwrap();
    let table = format!("{:?}", world.stack.engine.snapshot());
    for secret in [token.as_str(), signature, KEY, "Bearer"] {
        assert!(!table.contains(secret), "{secret} is stored");
    }
}

/// Every text as long as it may be, of characters that are escaped once in the answer and once more
/// where it is kept: it still fits into an item.
#[tokio::test]
async fn the_largest_customers_answer_can_be_kept() {
    let world = World::new().await;
    let mut body = json!({"name": "\"".repeat(255), "comment": "\u{1}".repeat(16_384)});
    for key in ["brand", "type", "capital", "activity", "category", "logo", "ftpServer", "website"]
    {
        body[key] = json!("\u{1}".repeat(255));
    }
    let event = keyed(KEY).json(&body);
    let first = world.send(&event).await;
    assert_eq!(first.status(), 200, "{}", first.body());
    world.replays(&event, &first).await;
}

/// What was answered stays answered: the customer may be gone since.
#[tokio::test]
async fn a_deleted_customers_creation_is_still_answered() {
    let world = World::new().await;
    let first = world.send(&keyed(KEY)).await;
    let store = world.stack.store();
    let made = id(id_of(&first).parse().unwrap());
    let customer = store.get(Get::customer(tenant(TENANT), made)).await.unwrap().unwrap();
    assert!(store.delete(tenant(TENANT), &origin(), customer).await.unwrap());
    world.replays(&keyed(KEY), &first).await;
    world.customers();
}

/// Broken by not comparing the dates, and by not looking for the customer.
#[tokio::test]
async fn the_operators_check_knows_answers() {
    let world = World::new().await;
    let items = assert_clean(&world.stack.engine, tenant(TENANT)).items;
    let elsewhere = assert_clean(&world.stack.engine, tenant(OTHER_TENANT)).items;
    world.creates(&keyed(KEY)).await;
    let good = answers(&world).remove(0);
    assert!(assert_clean(&world.stack.engine, tenant(TENANT)).items > items);
    let text = good["document"]["S"].as_str().unwrap();
    let nobody = text.replace("\"customer\":", "\"customer\":9");
    let later: i64 = good["expires_at"]["N"].as_str().unwrap().parse().unwrap();
    for (attribute, value) in [
        ("document", json!({"S": nobody})),
        ("expires_at", json!({"N": (later + 9).to_string()})),
        ("answered_at", json!({"N": "1"})),
    ] {
        let mut bad = good.clone();
        bad[attribute] = value;
        world.stack.engine.import(vec![serde_json::from_value(bad).unwrap()]);
        let problems = verify(&world.stack.engine, tenant(TENANT)).problems;
        assert_eq!(problems.len(), 1, "{attribute}: {problems:?}");
    }
    world.stack.engine.import(vec![serde_json::from_value(good).unwrap()]);
    assert_clean(&world.stack.engine, tenant(TENANT));
    assert_eq!(assert_clean(&world.stack.engine, tenant(OTHER_TENANT)).items, elsewhere);
}
