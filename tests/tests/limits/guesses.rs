//! Twenty wrong passwords for a user name and a hundred from an address in a quarter of an hour.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::demo::demo;
use harness::event::Event;
use harness::functions::{Answer, Instance};
use harness::stack::Stack;
use shared::id::ApiName;
use shared::rate::Guesses;

use crate::nutcache::get;
use crate::{after, counted, operations, send, started};

const GET: &str = "nutcache-get-customer";
/// The address that the suites' events come from.
const HOME: &str = "192.0.2.1";
/// As nutcache writes it.
const TOO_MANY: &str =
    r#"{"errors":[{"code":429,"message":"Too many requests. Please try again later."}]}"#;

/// The good credentials' three parts.
fn parts() -> [String; 3] {
    let encoded = demo().at("other_tenant.nutcache.authorization");
    let text = String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap();
    let parts: Vec<String> = text.splitn(3, ':').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

fn with(username: &str, password: &str) -> Event {
    let [key, ..] = parts();
    let credentials = STANDARD.encode(format!("{key}:{username}:{password}"));
    get().header("authorization", format!("nut-basic {credentials}"))
}

/// Twenty events one after the other, five a second from a second on: the key's own limit. Each is
/// refused.
async fn twenty(stack: &Stack, instance: &Instance, from: i64, event: impl Fn(i64) -> Event) {
    for n in 0..20 {
        stack.clock.set(after(from + n / 5));
        assert_eq!(send(instance, &event(n)).await.status(), 401, "guess {n}");
    }
}

/// A wrong password for a name, twenty times.
async fn guess(stack: &Stack, instance: &Instance, from: i64, username: &str) {
    twenty(stack, instance, from, |n| with(username, &format!("guess {n}"))).await;
}

fn said(answer: &Answer) -> (u16, &str, &str) {
    (answer.status(), answer.header("retry-after"), answer.body())
}

/// Broken by reading no count, and by counting only names that exist.
#[tokio::test]
async fn after_twenty_no_password_is_looked_at_whether_or_not_the_user_exists() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    let [_, username, password] = parts();
    guess(&stack, &instance, 0, &username).await;
    guess(&stack, &instance, 4, "nobody@nowhere.example").await;
    stack.clock.set(after(60));
    let right = send(&instance, &with(&username, &password)).await;
    assert_eq!(said(&right), (429, "840", TOO_MANY));
    let unknown = send(&instance, &with("nobody@nowhere.example", "x")).await;
    assert_eq!(said(&unknown), said(&right));
    // The same account in another case, and another instance.
    let other = started(&stack, "nutcache-list-customers").await;
    let answer = send(&other, &with(&username.to_uppercase(), &password)).await;
    assert_eq!(said(&answer), said(&right));
    assert_eq!(operations(&stack.wire.take()), ["BatchGetItem"]);
    stack.clock.set(after(900));
    assert_eq!(send(&instance, &with(&username, &password)).await.status(), 200);
}

/// Broken by counting the user name alone: who knows it would keep its user out. And by counting
/// guesses with a key that does not exist: nobody without a key counts anywhere.
#[tokio::test]
async fn guesses_without_the_users_key_keep_nobody_out() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    let [_, username, _] = parts();
    for n in 0..20 {
        let credentials = STANDARD.encode(format!("x:{username}:guess {n}"));
        let event = get().header("authorization", format!("nut-basic {credentials}"));
        assert_eq!(send(&instance, &event).await.status(), 401, "guess {n}");
    }
    assert!(counted(&stack.wire.take()).is_empty());
    assert_eq!(send(&instance, &get()).await.status(), 200);
}

/// Broken by throttling before what is remembered is looked for.
#[tokio::test]
async fn a_caller_that_was_let_in_is_not_kept_out_by_guesses_of_others() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    let [_, username, _] = parts();
    assert_eq!(send(&instance, &get()).await.status(), 200);
    guess(&stack, &instance, 1, &username).await;
    stack.clock.set(after(10));
    assert_eq!(send(&instance, &get()).await.status(), 200);
    // The same credentials in another header are remembered too.
    let again = get().header("authorization", spelled_otherwise());
    assert_eq!(send(&instance, &again).await.status(), 200);
}

/// The good credentials, with another scheme's case and no padding.
fn spelled_otherwise() -> String {
    let encoded = demo().at("other_tenant.nutcache.authorization");
    format!("NUT-Basic   {}", encoded.trim_end_matches('='))
}

/// Broken by counting right passwords.
#[tokio::test]
async fn right_passwords_are_not_counted() {
    let stack = Stack::demo();
    for _ in 0..25 {
        let instance = started(&stack, GET).await;
        assert_eq!(send(&instance, &get()).await.status(), 200);
        assert!(counted(&stack.wire.take()).is_empty());
    }
}

/// A hundred wrong passwords from an address, which nobody can be locked out by who never had one.
///
/// Broken by counting names alone, and by refusing everybody behind the address.
#[tokio::test]
async fn an_address_has_a_hundred_for_all_accounts_that_had_a_wrong_password() {
    let stack = Stack::demo();
    let store = stack.store();
    for n in 0..100 {
        let name = format!("user-{n}@nowhere.example");
        Guesses::of(ApiName::new("nutcache"), &[&name], HOME, after(0)).count_wrong(&store).await;
    }
    let instance = started(&stack, GET).await;
    assert_eq!(send(&instance, &get()).await.status(), 200);
    let [_, username, _] = parts();
    assert_eq!(send(&instance, &with(&username, "wrong")).await.status(), 401);
    let fresh = started(&stack, GET).await;
    assert_eq!(said(&send(&fresh, &get()).await), (429, "900", TOO_MANY));
    let elsewhere = get().from_address("192.0.2.2");
    assert_eq!(send(&fresh, &elsewhere).await.status(), 200);
}

/// Seen to fail where 79 invented keys, users and passwords locked an address out.
#[tokio::test]
async fn invented_credentials_lock_nobody_out() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    let [_, username, _] = parts();
    assert_eq!(send(&instance, &with(&username, "mistyped")).await.status(), 401);
    for n in 0..120 {
        let credentials = STANDARD.encode(format!("key-{n}:user-{n}:password-{n}"));
        let event = get().header("authorization", format!("nut-basic {credentials}"));
        assert_eq!(send(&instance, &event).await.status(), 401, "{n}");
    }
    let fresh = started(&stack, GET).await;
    assert_eq!(send(&fresh, &get()).await.status(), 200);
}

/// Bad headers are no way around it: they are told only to those whose password is right.
#[tokio::test]
async fn a_password_is_not_tried_behind_bad_headers_either() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    let [_, username, password] = parts();
    let bad = |password: &str| with(&username, password).header("api-version", "2");
    assert_eq!(send(&instance, &bad(&password)).await.status(), 400);
    twenty(&stack, &instance, 1, |n| bad(&format!("guess {n}"))).await;
    stack.clock.set(after(61));
    assert_eq!(send(&instance, &bad(&password)).await.status(), 429);
}

/// Broken by writing names or addresses into the keys.
#[tokio::test]
async fn what_is_counted_names_nobody() {
    let stack = Stack::demo();
    let instance = started(&stack, GET).await;
    send(&instance, &with("somebody@nowhere.example", "x")).await;
    let counted = counted(&stack.wire.take());
    assert_eq!(counted.len(), 2);
    for (key, more) in counted {
        assert!(key.starts_with("GUESSES#nutcache#") && more == 1, "{key}");
        assert!(!key.contains("somebody") && !key.contains(HOME), "{key}");
    }
}
