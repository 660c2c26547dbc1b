//! Bad requests to every route: each is answered with the API's own clear error, none with a
//! failure of the service, and none leaves anything behind.

#![expect(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod odd;

use harness::cases::Cases;
use harness::event::Event;
use harness::functions::{Answer, routes};
use harness::seed::{assert_clean, tenant};
use harness::warm::Warm;
use odd::{LONG, bodies_with, odd_segments, odd_values};
use registry::ServedRoute as Route;
use serde_json::json;

/// The largest body that is read.
const MAX_BODY: usize = 256 * 1024;

/// Answers a bad request: never with a failure. What is refused has written nothing but counts.
async fn send(world: &Warm, event: &Event, what: &str) -> Answer {
    drop(world.stack.wire.take());
    let answer = world.send(event).await;
    let what = world.what(what);
    assert!(answer.status() < 500, "{what}: {} {}", answer.status(), answer.body());
    if answer.status() >= 400 {
        assert_refusal(&answer, world.api(), &what);
        let seen = world.stack.wire.take();
        let written = seen.iter().find(|seen| seen.wrote() && !seen.counted());
        assert_eq!(written, None, "{what}: something was written");
    }
    answer
}

/// The same, where a refusal with that status is expected.
async fn refused(world: &Warm, event: &Event, status: u16, what: &str) {
    let answer = send(world, event, what).await;
    assert_eq!(answer.status(), status, "{}: {}", world.what(what), answer.body());
}

/// The API's envelope, and a text in it that says something.
fn assert_refusal(answer: &Answer, api: &str, what: &str) {
    let body = answer.json();
    let text = match api {
        "fleet" => body.text("errors.0"),
        "cro" => body.text("detail"),
        "nutcache" => body.text("errors.0.message"),
        "bluerocktel" => body.text("message"),
        "mykaarma" => body.text("errors.0.errorMessage"),
        other => panic!("{other}: say where its errors have their text"),
    };
    assert!(text.len() >= 5, "{what}: {body}");
}

/// Whether the route's requests have bodies.
fn takes_body(route: &Route) -> bool {
    Cases::of(route.function).takes_body()
}

/// myKaarma has 400 for what others have numbers of their own for.
fn status_of(world: &Warm, status: u16) -> u16 {
    if world.api() == "mykaarma" { 400 } else { status }
}

fn nested(depth: usize) -> String {
    format!("{{\"deep\":{}1{}}}", "[".repeat(depth), "]".repeat(depth))
}

async fn bad_bodies(world: &Warm) {
    let good = world.good();
    let filler = "a".repeat(MAX_BODY);
    let large = format!("{{\"name\":\"{filler}\"}}");
    let cases: [(&str, u16, &str, Vec<u8>); 14] = [
        ("too large", 413, "application/json", large.clone().into_bytes()),
        ("a form too large", 413, "application/x-www-form-urlencoded", large.into_bytes()),
        ("too deep", 400, "application/json", nested(64).into_bytes()),
        ("far too deep", 400, "application/json", nested(100_000).into_bytes()),
        ("a key twice", 400, "application/json", br#"{"name":"a","name":"b"}"#.to_vec()),
        ("a key twice below", 400, "application/json", br#"{"x":[{"a":1,"\u0061":2}]}"#.to_vec()),
        ("no UTF-8", 400, "application/json", b"{\"name\":\"\xff\xfe\"}".to_vec()),
        ("half a surrogate", 400, "application/json", br#"{"name":"\ud800"}"#.to_vec()),
        ("a number out of range", 400, "application/json", br#"{"name":1e999}"#.to_vec()),
        ("not closed", 400, "application/json", br#"{"name":"a""#.to_vec()),
        ("something behind", 400, "application/json", br#"{"name":"a"}}"#.to_vec()),
        ("no object", 400, "application/json", b"[1]".to_vec()),
        ("XML", 415, "text/xml", b"<name/>".to_vec()),
        ("other parts", 415, "multipart/mixed; boundary=x", b"--x--".to_vec()),
    ];
    for (what, status, content_type, body) in cases {
        // A form is no JSON where forms are not read, however large it is.
        let event = good.clone().body(content_type, body);
        refused(world, &event, status_of(world, status), what).await;
    }
}

/// An empty body is none, whatever its content type says: then the parameters are what is missing.
async fn empty_bodies(world: &Warm) {
    let missing = status_of(world, 422);
    for content_type in ["application/json", "text/xml", "application/x-www-form-urlencoded", ""] {
        let event = world.good().body(content_type, "");
        refused(world, &event, missing, content_type).await;
    }
}

async fn odd_fields(world: &Warm) {
    for value in odd_values() {
        for body in bodies_with(world.cases(), &value) {
            let what: String = body.to_string().chars().take(120).collect();
            send(world, &world.good().json(&body), &what).await;
        }
    }
    let unknown = json!({"unknown": {"deeper": [1, "x"]}, "name": "Named", "constructor": 1});
    send(world, &world.good().json(&unknown), "unknown fields").await;
}

/// A body where none is read is passed over.
async fn bodies_of_reads(world: &Warm) {
    for body in [&b"{\"name\":"[..], b"\xff", b"", b"[]"] {
        let event = world.good().body("application/json", body);
        let answer = send(world, &event, "a body").await;
        assert_eq!(answer.status(), world.success(), "{}", answer.body());
    }
}

async fn odd_paths(world: &Warm) {
    let good = world.good();
    let template: Vec<&str> = world.route.path.split('/').collect();
    for (at, _) in template.iter().enumerate().filter(|(_, part)| part.starts_with('{')) {
        // Where nothing at all is to stand.
        if template[at].ends_with("+}") {
            continue;
        }
        for odd in odd_segments() {
            let mut path: Vec<String> = good.path().split('/').map(str::to_owned).collect();
            path[at].clone_from(&odd);
            let event = good.clone().at(&path.join("/"));
            let what: String = odd.chars().take(40).collect();
            let answer = send(world, &event, &what).await;
            assert!((400..=404).contains(&answer.status()), "{what}: {}", answer.body());
        }
    }
}

async fn odd_queries(world: &Warm) {
    let long = "x".repeat(LONG);
    let many = "a=1&".repeat(1_000);
    let odd = [
        "&&&==",
        "%FF=%FF",
        "%zz=%",
        "a[]=1&a[b]=2",
        "limit=-1&page=-1",
        "limit=1e9",
        "limit=99999999999999999999",
        "page=99999999999999999999",
        "page=0",
        "limit=%00",
        "page=9007199254740991",
        "include=%23",
        "include=,,,",
        "name=%00",
        "customerAccount=%23%2F",
        "?",
        "\u{e9}=\u{e9}",
    ];
    let names = ["limit", "page", "include", "includes", "name", "customerAccount", "emailAddress"];
    let longs = names.map(|name| format!("{name}={long}"));
    for query in odd.iter().map(|query| (*query).to_owned()).chain(longs).chain([many]) {
        let what: String = query.chars().take(40).collect();
        send(world, &world.good().query(&query), &what).await;
    }
}

async fn odd_headers(world: &Warm) {
    let long = "h".repeat(LONG);
    let names = [
        "authorization",
        "x-tenant-id",
        "x-api-version",
        "x-request-id",
        "organizationguid",
        "api-version",
        "content-type",
        "accept",
        "accept-language",
        "content-length",
        "cookie",
        "idempotency-key",
        "x-forwarded-for",
    ];
    for name in names {
        for value in ["", " ", "\u{e9}", "\u{0}", "a\nb", "\u{fffd}", "-1", ",,,", &long] {
            let event = world.good().header(name, value);
            let what: String = format!("{name}: {value:?}").chars().take(60).collect();
            let answer = send(world, &event, &what).await;
            if name == "authorization" && !world.cases().is_public() {
                assert!(answer.status() >= 400, "{what}: {}", answer.body());
            }
        }
    }
}

macro_rules! for_all_routes {
    ($($(#[$doc:meta])* $test:ident: $which:expr => $check:ident,)+) => {
        $($(#[$doc])*
        #[tokio::test]
        async fn $test() {
            let which: fn(&Route) -> bool = $which;
            let mut checked = 0;
            for route in routes().iter().filter(|route| which(route)) {
                let world = Warm::of(route).await;
                $check(&world).await;
                for number in [1686, 2001] {
                    assert_clean(&world.stack.engine, tenant(number));
                }
                checked += 1;
            }
            assert!(checked > 0, "no route was checked");
        })+
    };
}

for_all_routes! {
    /// Broken by reading bodies ten times as large.
    bodies_that_cannot_be_read_are_refused: takes_body => bad_bodies,
    /// Broken by looking at the content type first: an empty one was no type that is read.
    an_empty_body_is_no_body: takes_body => empty_bodies,
    /// Guards against texts too long for the keys that are made of them: DynamoDB refuses those.
    odd_values_in_any_field_are_no_failure: takes_body => odd_fields,
    /// Broken by reading the body of a GET.
    bodies_of_reads_are_not_read: |route| !takes_body(route) => bodies_of_reads,
    /// Broken by passing over spaces around an id.
    odd_path_parameters_lead_nowhere: |_| true => odd_paths,
    /// Guards against numbers that overflow, and against texts cut inside a character.
    odd_queries_are_no_failure: |_| true => odd_queries,
    /// Broken by taking a header's text apart at a byte.
    odd_headers_are_no_failure: |_| true => odd_headers,
}
