//! The operator's switches: of a tenant, of a user, of an API key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::demo::demo;
use harness::event::Event;
use harness::functions::Answer;
use harness::stack::Stack;
use shared::id::{TenantId, UserId};
use shared::store::principal::LimitMultiplier;
use shared::store::principal::User;

use crate::nutcache::get;
use crate::{after, counted, send, started};

fn show(place: &str) -> Event {
    let token = demo().at(&format!("{place}fleet.token"));
    Event::get("/v1/customers").header("authorization", format!("Basic {token}"))
}

fn room(answer: &Answer) -> [&str; 2] {
    [answer.header("x-ratelimit-limit"), answer.header("x-ratelimit-remaining")]
}

fn other() -> TenantId {
    2001.try_into().unwrap()
}

pub async fn user_of_fleet(stack: &Stack) -> UserId {
    let users: Vec<User> = stack.store().every().await.unwrap();
    let ours = |user: &&User| user.api == "fleet" && user.tenants == [other()];
    // A scan has no order. The first of them is the one that the demo's token is of.
    users.iter().filter(ours).map(|user| user.id).min().unwrap()
}

/// Seen to fail with a factor that is not read.
#[tokio::test]
async fn a_tenant_without_limits_is_not_counted() {
    let stack = Stack::demo();
    let instance = started(&stack, "fleet-show-customer").await;
    for _ in 0..310 {
        let answer = send(&instance, &show("")).await;
        assert_eq!((answer.status(), room(&answer)), (200, ["300", "300"]));
    }
    assert!(counted(&stack.wire.take()).is_empty());
}

#[tokio::test]
async fn a_tenants_switch_is_noticed_within_a_minute() {
    let stack = Stack::demo();
    let instance = started(&stack, "fleet-show-customer").await;
    assert_eq!(room(&send(&instance, &show("other_tenant.")).await), ["300", "299"]);
    admin::limits::of_tenant(&stack.store(), other(), Some(LimitMultiplier(10))).await.unwrap();
    stack.clock.set(after(59));
    assert_eq!(room(&send(&instance, &show("other_tenant.")).await), ["300", "298"]);
    stack.clock.set(after(60));
    assert_eq!(room(&send(&instance, &show("other_tenant.")).await), ["3000", "2999"]);
    admin::limits::of_tenant(&stack.store(), other(), None).await.unwrap();
    stack.clock.set(after(120));
    assert_eq!(room(&send(&instance, &show("other_tenant.")).await), ["300", "299"]);
}

/// Broken by asking the tenant first.
#[tokio::test]
async fn a_users_factor_comes_before_its_tenants() {
    let stack = Stack::demo();
    let store = stack.store();
    admin::limits::of_tenant(&store, other(), Some(LimitMultiplier::UNLIMITED)).await.unwrap();
    let user = user_of_fleet(&stack).await;
    admin::limits::of_user(&store, user, Some(LimitMultiplier(2))).await.unwrap();
    let instance = started(&stack, "fleet-show-customer").await;
    assert_eq!(room(&send(&instance, &show("other_tenant.")).await), ["600", "599"]);
}

/// Broken by asking the key's user alone.
#[tokio::test]
async fn a_keys_factor_comes_before_its_users_and_its_tenants() {
    let stack = Stack::demo();
    let store = stack.store();
    let encoded = demo().at("other_tenant.nutcache.authorization");
    let text = String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap();
    let key = text.split_once(':').unwrap().0;
    let owner =
        admin::limits::of_api_key(&store, key, Some(LimitMultiplier(3))).await.unwrap().user;
    admin::limits::of_user(&store, owner, Some(LimitMultiplier(1))).await.unwrap();
    let fifteen = async || {
        let instance = started(&stack, "nutcache-get-customer").await;
        let mut let_in = 0;
        while send(&instance, &get()).await.status() == 200 && let_in < 20 {
            let_in += 1;
        }
        let_in
    };
    assert_eq!(fifteen().await, 15);
    admin::limits::of_api_key(&store, key, None).await.unwrap();
    assert_eq!(fifteen().await, 5);
    admin::limits::of_user(&store, owner, None).await.unwrap();
    admin::limits::of_tenant(&store, other(), Some(LimitMultiplier::UNLIMITED)).await.unwrap();
    assert_eq!(fifteen().await, 20);
}
