//! Users, passwords and secrets: an unknown user is told the same as a wrong password, after the
//! same work, and nothing compares a secret but the functions that take the same time for all.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dynoxide::AttributeValue;
use harness::cases::Cases;
use harness::event::Event;
use harness::functions::{Answer, routes};
use harness::stack::NOW;
use harness::template::root;
use nix::time::{ClockId, clock_gettime};
use registry::ServedRoute as Route;
use serde_json::Value;
use shared::store::principal::User;

use crate::World;

/// The demo's own, of the reference.
const KEY: &str = "aYzORmnGi0xpixBu49oyzrJjGfFcfwgQ2rxvhitd";
const USER: &str = "apidocs@apidocs.com";
const DISABLED: &str = "disabled@nutcache.example";
const DISABLED_KEY: &str = "demoKeyOfTheDisabledUserOfTenant1686";

fn routes_of(api: &str) -> Vec<Route> {
    let mut routes = routes();
    routes.retain(|route| {
        let cases = Cases::of(route.function);
        cases.function.api.as_str() == api && !cases.is_public()
    });
    routes
}

fn shown(scheme: &str, parts: &[&str]) -> String {
    format!("{scheme} {}", STANDARD.encode(parts.join(":")))
}

/// Credentials of which something is wrong, whose refusals must not be told apart.
fn wrong(api: &str) -> Vec<(&'static str, String)> {
    let long = "u".repeat(6_000);
    let escaped = "#".repeat(1_000);
    if api == "nutcache" {
        let of = |parts: &[&str]| shown("nut-basic", parts);
        return vec![
            ("a wrong password", of(&[KEY, USER, "wrong"])),
            ("an empty password", of(&[KEY, USER, ""])),
            ("a long password", of(&[KEY, USER, &long])),
            ("an unknown user", of(&[KEY, "nobody@apidocs.com", "password"])),
            ("a user without a name", of(&[KEY, " ", "password"])),
            ("a user of a long name", of(&[KEY, &long, "password"])),
            ("a user of a name that is longer in a key", of(&[KEY, &escaped, "password"])),
            ("a user of another API", of(&[KEY, "customersuper@fleet.example", "password"])),
            ("an unknown key", of(&["unknown", USER, "password"])),
            ("a long key", of(&[&long, USER, "password"])),
            ("another user's key", of(&[DISABLED_KEY, USER, "password"])),
            ("a disabled user", of(&[DISABLED_KEY, DISABLED, "password"])),
            ("a disabled user, wrong password", of(&[DISABLED_KEY, DISABLED, "wrong"])),
            ("nothing known", of(&["unknown", "nobody@apidocs.com", "wrong"])),
            ("separators in the name", of(&[KEY, "apidocs@apidocs.com#LOGIN", "password"])),
        ];
    }
    let of = |parts: &[&str]| shown("Basic", parts);
    vec![
        ("a wrong password", of(&["demo-subscriber", "wrong"])),
        ("a long password", of(&["demo-subscriber", &long])),
        ("an unknown name", of(&["nobody", "demo-subscriber-password"])),
        ("another's password", of(&["demo-subscriber", "demo-reader-password"])),
        ("a long name", of(&[&long, "demo-subscriber-password"])),
        ("a name that is longer in a key", of(&[&escaped, "demo-subscriber-password"])),
        ("the name in capitals", of(&["DEMO-SUBSCRIBER", "demo-subscriber-password"])),
        ("separators in the name", of(&["demo-subscriber#", "demo-subscriber-password"])),
    ]
}

/// All that a client sees of an answer, but its own request's id.
fn seen(answer: &Answer) -> (u16, Vec<(&'static str, String)>, String) {
    let mut headers = answer.0.headers.clone();
    headers.retain(|(name, _)| *name != "x-request-id");
    headers.sort();
    (answer.status(), headers, answer.body().to_owned())
}

/// Broken by telling an unknown subscriber from a wrong password; and seen to fail with 500 where
/// a user's name was too long for a key.
#[tokio::test]
async fn unknown_users_and_wrong_passwords_are_one_answer() {
    for api in ["nutcache", "mykaarma"] {
        for route in routes_of(api) {
            let world = World::of(&route).await;
            let before = world.stack.engine.snapshot();
            let mut first = None;
            for (case, authorization) in wrong(api) {
                let what = world.what(case);
                let event = world.good().header("authorization", authorization);
                let answer = seen(&world.send(&event).await);
                assert_eq!(answer.0, 401, "{what}: {answer:?}");
                assert_eq!(&answer, first.get_or_insert(answer.clone()), "{what}");
            }
            assert_eq!(before.changed(&world.stack.engine.snapshot()), []);
        }
    }
}

/// What is asked of the table, values apart.
fn asked(world: &World) -> Vec<(String, usize)> {
    let count = |body: &Value| {
        body["RequestItems"][harness::engine::TABLE]["Keys"].as_array().map_or(1, Vec::len)
    };
    let seen = world.stack.wire.take();
    seen.iter().map(|seen| (seen.operation.clone(), count(&seen.body))).collect()
}

/// How long this thread has worked, in seconds: other threads and processes are not in it.
pub fn worked() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).unwrap();
    let (secs, nanos) = (time.tv_sec().try_into().unwrap(), time.tv_nsec().try_into().unwrap());
    Duration::new(secs, nanos).as_secs_f64()
}

/// The least that a refusal ever takes of this thread.
async fn work(world: &World, event: &Event) -> f64 {
    let mut least = f64::MAX;
    for _ in 0..5 {
        let before = worked();
        assert_eq!(world.send(event).await.status(), 401);
        least = least.min(worked() - before);
    }
    least
}

/// Broken by leaving out `PasswordHash::verify_nothing`: an unknown user took a twelfth.
#[tokio::test]
async fn an_unknown_user_costs_the_same_calls_and_a_password_check_too() {
    for route in routes_of("nutcache") {
        let world = World::of(&route).await;
        let with = |parts: &[&str]| world.good().header("authorization", shown("nut-basic", parts));
        let known = with(&[KEY, USER, "wrong"]);
        let mut expected = None;
        let least = work(&world, &known).await;
        drop(asked(&world));
        for unknown in [
            known,
            with(&[KEY, "nobody@apidocs.com", "wrong"]),
            with(&[KEY, &"u".repeat(6_000), "wrong"]),
            with(&[KEY, USER, &"p".repeat(6_000)]),
        ] {
            world.send(&unknown).await;
            let asked = asked(&world);
            assert_eq!(&asked, expected.get_or_insert(asked.clone()), "{}", route.path);
            let took = work(&world, &unknown).await;
            assert!(took > least / 4.0, "{}: {took} s against {least} s", route.path);
            assert!(took < least * 4.0, "{}: {took} s against {least} s", route.path);
            world.stack.wire.take().clear();
        }
    }
}

/// Nobody without a key can spend this service's time, and neither can one whose key or user was
/// disabled: they are refused before a password is hashed, and no wrong password is counted.
///
/// Broken by hashing first.
#[tokio::test]
async fn nothing_is_hashed_for_an_unknown_key_or_a_disabled_caller() {
    for route in routes_of("nutcache") {
        let world = World::of(&route).await;
        let with = |parts: &[&str]| world.good().header("authorization", shown("nut-basic", parts));
        let least = work(&world, &with(&[KEY, USER, "wrong"])).await;
        let mut cheap = vec![
            with(&["unknown", USER, "password"]),
            with(&["unknown", "nobody@apidocs.com", "wrong"]),
            with(&[DISABLED_KEY, DISABLED, "password"]),
            with(&[DISABLED_KEY, DISABLED, "wrong"]),
            with(&[DISABLED_KEY, USER, "password"]),
        ];
        for event in &cheap {
            drop(asked(&world));
            let took = work(&world, event).await;
            assert!(took < least / 2.0, "{}: {took} s against {least} s", route.path);
            let writes = asked(&world).into_iter().filter(|(name, _)| name == "UpdateItem").count();
            assert_eq!(writes, 0, "{}", route.path);
        }
        admin::users::disable_api_key(&world.stack.store(), KEY).await.unwrap();
        cheap = vec![with(&[KEY, USER, "password"]), with(&[KEY, USER, "wrong"])];
        for event in &cheap {
            let took = work(&world, event).await;
            assert!(took < least / 4.0, "{}: {took} s against {least} s", route.path);
        }
    }
}

/// What is kept of a verified password.
fn kept(world: &World) -> Vec<dynoxide::Item> {
    let mut items = world.stack.engine.items();
    items.retain(
        |item| matches!(&item["pk"], AttributeValue::S(pk) if pk.starts_with("VERIFIED#nutcache#")),
    );
    items
}

/// A verified password is hashed once in 30 days, whatever process is asked. It ends with the
/// password, and in the table it says nothing of who it is of.
///
/// Broken by leaving out the fingerprint, the user name, and the 30 days.
#[tokio::test]
async fn a_verified_password_stands_for_itself_alone() {
    for route in routes_of("nutcache") {
        let world = World::of(&route).await;
        world.stack.forget_passwords();
        let with = |parts: &[&str]| world.good().header("authorization", shown("nut-basic", parts));
        let good = with(&[KEY, USER, "password"]);
        // Each from a process of its own, which remembers nothing: the status, and whether a password
        // was hashed and kept.
        let send = async |event: &Event| {
            let fresh = world.instance.function.start(&world.stack).await;
            drop(asked(&world));
            let answer = fresh.call(&event.to_json(Some(&route))).await;
            (answer.status(), asked(&world).iter().any(|(name, _)| name == "PutItem"))
        };
        assert_eq!(send(&good).await, (world.success(), true));
        let [item] = &kept(&world)[..] else { panic!("one verified password is kept") };
        let text = serde_json::to_string(item).unwrap().to_lowercase();
        for personal in [KEY, USER, "\"password\""] {
            assert!(!text.contains(&personal.to_lowercase()), "{personal} in {text}");
        }
        assert_eq!(send(&good).await, (world.success(), false));
        for wrong in
            [with(&[KEY, USER, "Password"]), with(&[KEY, "demo@nutcache.example", "password"])]
        {
            assert_eq!(send(&wrong).await, (401, false));
        }
        // Thirty days later it is hashed again, and kept again.
        world.stack.clock.set(NOW.plus_secs(30 * 24 * 60 * 60));
        assert_eq!(send(&good).await, (world.success(), true));
        assert_ne!(kept(&world), std::slice::from_ref(item));
        // A changed password ends it.
        let store = world.stack.store();
        let users: Vec<User> = store.every().await.unwrap();
        let user = users.iter().find(|user| user.email.as_deref() == Some(USER)).unwrap();
        let other = admin::Password::Plain("another password".to_owned());
        admin::users::set_password(&store, user.id, &other).await.unwrap();
        assert_eq!(send(&good).await, (401, false));
        let changed = with(&[KEY, USER, "another password"]);
        assert_eq!(send(&changed).await, (world.success(), true));
    }
}

/// myKaarma's passwords are the service's own: one SHA-256 each, for an unknown name too (a unit
/// test's business). What can be seen from outside is the table.
///
/// Guards against an unknown subscriber that costs fewer or more calls.
#[tokio::test]
async fn an_unknown_subscriber_costs_the_same_calls() {
    for route in routes_of("mykaarma") {
        let mut expected = None;
        for (case, authorization) in wrong("mykaarma") {
            // A name that is too long for a key is nobody's before the table is asked.
            if case.contains("long name") || case.contains("longer") {
                continue;
            }
            let world = World::of(&route).await;
            world.send(&world.good().header("authorization", authorization)).await;
            let asked = asked(&world);
            assert_eq!(&asked, expected.get_or_insert(asked.clone()), "{}", world.what(case));
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The lines of the functions' and the shared sources, tests apart, with their files' names.
fn lines() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["shared/src", "functions", "tools/admin/src"] {
        sources(&root().join(folder), &mut files);
    }
    let mut lines = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        if name.contains("tests") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        lines.extend(text.lines().map(|line| (name.clone(), line.trim().to_owned())));
    }
    lines
}

/// Hashes of secrets and passwords have private texts and compare through one function, so that
/// whatever compares them does so in constant time; the digits of a hash are only for keys, and
/// signatures are the JWT library's to compare, which does so through the same function.
///
/// Broken by deriving `PartialEq` for a hash.
#[test]
fn secrets_are_compared_by_one_function() {
    let comparing = "verify_slices_are_equal";
    let home = "shared/src/secret/mod.rs";
    let mut calls = 0;
    for (file, line) in lines() {
        let at = format!("{file}: {line}");
        if line.contains(&format!("{comparing}(")) {
            assert_eq!(file, home, "compare through shared::secret: {at}");
            calls += 1;
        }
        if line.contains("SecretHash") && line.contains("as_str()")
            || line.contains("hash.as_str()")
        {
            assert_eq!(file, "shared/src/store/key.rs", "a hash's digits are for keys: {at}");
        }
        let compares = line.contains("==") || line.contains("!=") || line.contains(".eq(");
        let words = ["secret", "password", "signature", "digest"];
        let secret = words.iter().any(|word| line.to_lowercase().contains(word));
        assert!(!(compares && secret), "is that compared in constant time? {at}");
    }
    assert_eq!(calls, 1, "one place compares");
    for (file, name) in [
        (home, "pub struct SecretHash"),
        ("shared/src/secret/password.rs", "pub struct PasswordHash"),
    ] {
        let lines = lines();
        let all: Vec<&String> =
            lines.iter().filter(|(other, _)| other == file).map(|(_, line)| line).collect();
        let at = all.iter().position(|line| line.starts_with(name)).expect(name);
        assert_eq!(*all[at], format!("{name}(String);"), "its text is its own");
        let derive = all[..at].iter().rev().find(|line| line.starts_with("#[derive")).unwrap();
        assert!(!derive.contains("PartialEq"), "{name} compares in constant time, not by {derive}");
    }
}
