//! Forged tokens: every route of the APIs that take tokens refuses each of them in the same
//! words as any other bad token, and writes nothing.

use aws_lc_rs::hmac;
use harness::cases::Cases;
use harness::functions::{FUNCTIONS, routes};
use harness::process::Process;
use harness::stack::{NOW, Stack};
use registry::ServedRoute as Route;
use serde_json::{Value, json};
use shared::id::UserId;
use shared::store::Get;
use shared::store::principal::User;

use crate::forge::{Forge, authorization, token_apis, weaken};
use crate::{World, unauthenticated};

const DAY: i64 = 24 * 60 * 60;

/// A name for a key that is none, in the ways in which names have been taken for something else.
fn key_names(good: &str) -> Vec<Value> {
    let texts = [
        "",
        " ",
        "../../../../../../dev/null",
        "/dev/null",
        "file:///dev/null",
        "http://169.254.169.254/latest/meta-data",
        "' OR '1'='1",
        "x' UNION SELECT 'AAAA",
        "KEYS",
        "KEYS#fleet",
        "$(id)",
        "a\u{0}",
        "\u{ff10}",
    ];
    let mut names: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    names.extend([
        json!(format!("{good} ")),
        json!(format!("{good}\u{0}")),
        json!(good.to_uppercase() + "A"),
        json!("k".repeat(10_000)),
        json!(0),
        json!(true),
        json!([good]),
        json!({"kid": good}),
        Value::Null,
    ]);
    names
}

/// Tokens whose header is not what it should be.
fn bad_headers(good: &Forge) -> Vec<(String, String)> {
    let mut bad = Vec::new();
    let mut add = |case: String, forge: Forge| bad.push((case, forge.authorization()));
    for alg in ["none", "None", "NONE", "nOnE", "", "HS", "hs256", "RS256", "PS256", "ES256"] {
        add(format!("alg {alg:?}"), good.clone().header("alg", alg));
    }
    for alg in [Value::Null, json!(["HS256"]), json!(256)] {
        add(format!("alg {alg}"), good.clone().header("alg", alg));
    }
    for (alg, by) in [("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
        add(format!("{alg}, well signed"), good.clone().header("alg", alg).signed_by(by));
        add(format!("HS256 signed as {alg}"), good.clone().signed_by(by));
    }
    for kid in key_names(good.header["kid"].as_str().unwrap()) {
        add(format!("kid {kid}"), good.clone().header("kid", kid.clone()));
        // As where a key's name leads to a file or a row that the attacker knows.
        add(format!("kid {kid}, no secret"), good.clone().header("kid", kid).secret(*b""));
    }
    for crit in [json!([]), json!(["exp"]), json!(["b64"]), json!("b64"), json!(true)] {
        add(format!("crit {crit}"), good.clone().header("crit", crit));
    }
    let jwk = json!({"kty": "oct", "k": "AAAA", "kid": "own"});
    add("jwk".to_owned(), good.clone().header("jwk", jwk).secret([0; 3]));
    for (name, url) in [("jku", "https://evil.example/jwks"), ("x5u", "https://evil.example/x")] {
        add(name.to_owned(), good.clone().header(name, url).secret(*b"evil"));
    }
    bad
}

/// Tokens that were well signed, but whose claims are not what they should be.
fn bad_claims(good: &Forge) -> Vec<(String, String)> {
    let mut bad = Vec::new();
    let mut add = |case: String, forge: Forge| bad.push((case, forge.authorization()));
    for (name, secs) in [
        ("exp", -31),
        ("exp", -DAY),
        ("exp", DAY + 31),
        ("exp", 15 * DAY),
        ("exp", 100 * 365 * DAY),
        ("iat", 31),
        ("iat", DAY),
        ("nbf", 31),
        ("nbf", DAY),
        ("sst", 1),
        ("sst", DAY),
    ] {
        add(format!("{name} {secs:+}"), good.clone().time(name, secs));
    }
    for name in ["iss", "aud", "sub", "iat", "exp"] {
        add(format!("no {name}"), good.clone().claim(name, Value::Null));
        for value in [json!(""), json!([]), json!({}), json!(true), json!(1.5)] {
            add(format!("{name} {value}"), good.clone().claim(name, value));
        }
    }
    for aud in
        registry::APIS.iter().map(|api| api.name.as_str()).chain(["cr", "Fleet", "*", "cro "])
    {
        if good.claims["aud"] != aud {
            add(format!("aud {aud}"), good.clone().claim("aud", aud));
        }
    }
    let both = json!([good.claims["aud"], "other"]);
    add("aud of several".to_owned(), good.clone().claim("aud", both));
    for iss in ["customer", "Customers", "customers ", "https://customers", "fleet"] {
        add(format!("iss {iss}"), good.clone().claim("iss", iss));
    }
    for sub in ["0", "-1", "x", "1.0", " 1", "18446744073709551616"] {
        add(format!("sub {sub:?}"), good.clone().claim("sub", sub));
    }
    if good.claims.get("payload").is_some() {
        add(
            "a payload of another".to_owned(),
            good.clone().claim("payload", json!({"user_id": 1})),
        );
    }
    for time in [json!(u64::MAX), json!(i64::MIN), json!(1e300), json!("1772366400")] {
        add(format!("exp {time}"), good.clone().claim("exp", time.clone()));
        add(format!("nbf {time}"), good.clone().claim("nbf", time));
    }
    bad.retain(|(case, _)| !case.starts_with(&format!("nbf {}", i64::MIN)));
    bad
}

/// Texts around the signature.
fn bad_signatures(stack: &Stack, api: &'static str, good: &Forge) -> Vec<(String, String)> {
    let jwt = good.jwt();
    let (message, signature) = jwt.rsplit_once('.').unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    let other = good.clone().claim("sub", "1").jwt();
    let other_signature = other.rsplit_once('.').unwrap().1;
    let own = good.secret.clone();
    let mut bad: Vec<(String, String)> = [
        ("none", format!("{message}.")),
        ("no third part", message.to_owned()),
        ("of another token", format!("{message}.{other_signature}")),
        ("one character less", format!("{message}.{}", &signature[..signature.len() - 1])),
        ("one character more", format!("{message}.{signature}A")),
        ("padded", format!("{message}.{signature}=")),
        ("in front", format!("{signature}.{message}")),
        ("a fourth part", format!("{jwt}.{signature}")),
        ("five parts", format!("{jwt}.a.b")),
        ("swapped parts", format!("{claims}.{header}.{signature}")),
        ("a line end within", format!("{header}\n.{claims}.{signature}")),
        ("a NUL", format!("{jwt}\u{0}")),
        ("twice", format!("{jwt},{jwt}")),
        ("a space within", format!("{header} .{claims}.{signature}")),
    ]
    .map(|(case, jwt)| (format!("signature: {case}"), authorization(api, &jwt)))
    .into();
    // What an attacker may know or guess.
    for secret in ["", "secret", "customers", api, good.header["kid"].as_str().unwrap()] {
        let forged = good.clone().secret(secret.as_bytes()).authorization();
        bad.push((format!("signed with {secret:?}"), forged));
    }
    let half = good.clone().secret(&own[..own.len() / 2]);
    bad.push(("signed with half the secret".to_owned(), half.authorization()));
    for other in token_apis().filter(|other| *other != api) {
        let others = Forge::of(stack, other);
        let shown = |forge: &Forge| authorization(api, &forge.jwt());
        bad.push((format!("the token of {other}"), shown(&others)));
        let mut ours = others.clone();
        ours.claims.clone_from(&good.claims);
        bad.push((format!("our claims by the key of {other}"), shown(&ours)));
        let named = ours.header("kid", good.header["kid"].clone());
        bad.push((format!("the same under our key's name, {other}"), shown(&named)));
    }
    bad
}

async fn refuses(world: &World, case: &str, shown: &str) {
    let what = world.what(case);
    let answer = world.send(&world.good().header("authorization", shown)).await;
    let api = world.api();
    assert_eq!(answer.status(), unauthenticated(api), "{what}: {}", answer.body());
    let said = match api {
        "fleet" => answer.json().text("errors.0").to_owned(),
        "cro" => answer.json().text("detail").to_owned(),
        _ => answer.json().text("message").to_owned(),
    };
    let known = [
        "Token Expired",
        "Token Signature Invalid",
        "Your credentials/token could not be authenticated",
        "The token is not valid.",
        "The token has expired.",
        "The header is not a bearer's.",
        "The header has more than 256 characters.",
        "Unauthenticated.",
    ];
    assert!(known.contains(&said.as_str()), "{what}: {said}");
    assert!(answer.json().at("auth").is_none(), "{what}: a fresh token was given");
}

/// The routes that take tokens.
fn guarded() -> Vec<Route> {
    let apis: Vec<&str> = token_apis().collect();
    let mut routes = routes();
    routes.retain(|route| {
        let cases = Cases::of(route.function);
        apis.contains(&cases.function.api.as_str()) && !cases.is_public()
    });
    assert!(!routes.is_empty(), "no route takes tokens");
    routes
}

/// Broken by passing over `crit`, and by not comparing the audience.
#[tokio::test]
async fn forged_tokens_are_refused() {
    for route in guarded() {
        let world = World::of(&route).await;
        let api = world.api();
        let good = Forge::of(&world.stack, api);
        let again = world.good().header("authorization", good.authorization());
        assert_eq!(world.send(&again).await.status(), world.success(), "{api}: a good token");
        let before = world.stack.engine.snapshot();
        drop(world.stack.wire.take());
        let bad = [bad_headers(&good), bad_claims(&good), bad_signatures(&world.stack, api, &good)]
            .concat();
        assert!(bad.len() > 100, "only {} tokens", bad.len());
        for (case, shown) in &bad {
            refuses(&world, case, shown).await;
        }
        assert_eq!(before.changed(&world.stack.engine.snapshot()), [], "{}", route.path);
        // However many names were made up: the keys are read again once in ten seconds.
        let asked = world.stack.wire.take();
        assert!(asked.len() <= 1, "{}: {} reads", route.path, asked.len());
    }
}

/// What a token says of its user's tenant and customer grants nothing, even well signed: the user
/// that is read says what it is bound to. Broken by taking fleet's customer from the token.
#[tokio::test]
async fn claims_of_a_tenant_or_customer_grant_nothing() {
    for route in guarded() {
        let world = World::of(&route).await;
        let api = world.api();
        let expected = world.send(&world.good()).await;
        let good = Forge::of(&world.stack, api);
        for (ten, cus) in [(2001, 501), (1686, 153_749), (2001, 2556), (1, 1)] {
            let forged = good.clone().claim("ten", ten).claim("cus", cus);
            let fresh = World::of(&route).await;
            let event = fresh.good().header("authorization", forged.authorization());
            let answer = fresh.send(&event).await;
            let what = fresh.what(&format!("ten {ten}, cus {cus}"));
            if answer.status() == fresh.success() {
                assert_eq!(answer.body(), expected.body(), "{what}");
            } else {
                assert_eq!(answer.status(), unauthenticated(api), "{what}: {}", answer.body());
            }
        }
    }
}

/// The user of a token.
async fn user_of(world: &World, api: &'static str) -> User {
    let sub: UserId = Forge::of(&world.stack, api).claims["sub"].as_str().unwrap().parse().unwrap();
    world.stack.store().get(Get::user(sub)).await.unwrap().unwrap()
}

/// Revoking ends every token of every session that began before, also those that were renewed since.
///
/// Seen to fail where nothing revoked a user's tokens.
#[tokio::test]
async fn revoked_sessions_are_refused() {
    for route in guarded() {
        let world = World::of(&route).await;
        let (api, store) = (world.api(), world.stack.store());
        let user = user_of(&world, api).await;
        let good = world.good();
        let answer = world.send(&good).await;
        assert_eq!(answer.status(), world.success());
        world.stack.clock.set(NOW.plus_secs(60));
        admin::users::revoke_tokens(&store, user.id).await.unwrap();
        world.stack.clock.set(NOW.plus_secs(120));
        let mut old = vec![Forge::of(&world.stack, api).authorization()];
        if api == "fleet" {
            old.push(format!("Basic {}", answer.json().text("auth.data.token")));
            let renewed = Forge::of(&world.stack, api).time("iat", 119).time("exp", 600);
            old.push(renewed.authorization());
        }
        for shown in &old {
            refuses(&world, "a revoked session", shown).await;
        }
        let user = user_of(&world, api).await;
        let token = admin::api::mint(&store, &world.stack.clock, &user, None).await.unwrap();
        let scheme = if api == "fleet" { "Basic" } else { "Bearer" };
        let fresh = world.good().header("authorization", format!("{scheme} {token}"));
        assert_eq!(world.send(&fresh).await.status(), world.success(), "{api}: a new session");
    }
}

/// A session ends after 30 days, however often its token was renewed.
///
/// Seen to fail where a token could be renewed for ever.
#[tokio::test]
async fn no_session_is_renewed_for_ever() {
    let is_fleets = |route: &Route| route.function == "fleet-show-customer";
    let route = guarded().into_iter().find(is_fleets).unwrap();
    let world = World::of(&route).await;
    let mut shown = Forge::of(&world.stack, "fleet").authorization();
    for half_days in 1..60 {
        world.stack.clock.set(NOW.plus_secs(half_days * DAY / 2));
        let answer = world.send(&world.good().header("authorization", shown)).await;
        assert_eq!(answer.status(), 200, "after {half_days} half days");
        shown = format!("Basic {}", answer.json().text("auth.data.token"));
    }
    world.stack.clock.set(NOW.plus_secs(30 * DAY + 29));
    let last = world.send(&world.good().header("authorization", shown.clone())).await;
    assert_eq!(last.status(), 200, "within the leeway");
    world.stack.clock.set(NOW.plus_secs(30 * DAY + 30));
    for shown in [shown, format!("Basic {}", last.json().text("auth.data.token"))] {
        let answer = world.send(&world.good().header("authorization", shown)).await;
        assert_eq!(answer.json().text("errors.0"), "Token Expired");
    }
}

/// A signing secret that can be guessed is none: the process ends rather than use it, and one
/// that runs already refuses every token. Broken by taking a secret of 31 bytes.
#[tokio::test]
async fn a_weak_secret_stops_a_function_at_its_start() {
    for api in token_apis() {
        let first = FUNCTIONS.iter().find(|function| function.api.as_str() == api);
        let name = first.expect("a function of the API").name;
        let stack = Stack::demo();
        weaken(&stack, api, 31);
        let mut process = Process::start(name, &stack).await;
        let ended = process.wait().await;
        assert!(!ended.success(), "{name} started with a weak secret");
        let printed = process.stop();
        assert!(printed.contains("fewer than 32 bytes"), "{name}: {printed}");
    }
}
