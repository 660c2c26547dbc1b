//! Every route refuses every caller who may not call it, in its API's own words, and writes
//! nothing. The routes are those the APIs list, so that a new one is in here from its first day.

#![expect(clippy::panic, reason = "tests fail by panicking")]

use harness::functions::{Answer, Function, routes};
use harness::json::Json;
use harness::requests::{Caller, GARBAGE, request};
use harness::stack::Stack;
use harness::status_codes::situations;
use registry::ServedRoute as Route;

/// What a caller who may not call is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Refused with this status.
    Refused(u16),
    /// Answered, with nothing of the tenant that the good caller belongs to.
    Elsewhere,
    /// Answered like the good caller: the role may do this.
    Allowed,
}

/// What each API tells each caller. Every route of an API is refused alike but where a line says
/// otherwise; a caller that an API has no such credential for is not in here.
fn told(route: &Route, caller: Caller) -> Told {
    use Caller as C;
    let api = Function::named(route.function).api.as_str();
    match (api, caller) {
        (_, C::Good) => Told::Allowed,
        // The caller's tenant is the one of its token: it has no way to ask for another's.
        ("fleet", C::OtherTenant | C::OtherTenantsOwnPlace) => Told::Elsewhere,
        ("bluerocktel", C::OtherTenant | C::OtherTenantsOwnPlace)
            if route.function == "bluerocktel-create-customer" =>
        {
            Told::Elsewhere
        }
        ("bluerocktel", C::OtherTenant | C::OtherTenantsOwnPlace) => Told::Refused(404),
        ("bluerocktel", C::WrongRole) if route.method == "GET" => Told::Allowed,
        ("bluerocktel", C::WrongRole) => Told::Refused(403),
        ("fleet", _) => Told::Refused(403),
        ("cro" | "nutcache", C::OtherTenant) => Told::Refused(403),
        ("nutcache", C::OtherTenantsOwnPlace) if route.function == "nutcache-list-customers" => {
            Told::Elsewhere
        }
        ("cro" | "nutcache", C::OtherTenantsOwnPlace) => Told::Refused(404),
        ("cro", C::WrongRole) => Told::Refused(403),
        ("mykaarma", C::OtherTenantsOwnPlace) => Told::Refused(400),
        _ => Told::Refused(401),
    }
}

/// Callers that an API has no such credential for. This list may only get shorter.
const NO_SUCH_CALLER: [(&str, Caller); 5] = [
    ("fleet", Caller::WrongRole),
    ("mykaarma", Caller::Disabled),
    ("mykaarma", Caller::Expired),
    ("nutcache", Caller::Expired),
    ("nutcache", Caller::WrongRole),
];

fn callers() -> Vec<Caller> {
    let mut callers: Vec<Caller> = (0..GARBAGE.len()).map(Caller::Garbage).collect();
    callers.extend([
        Caller::NoCredentials,
        Caller::Expired,
        Caller::WrongKey,
        Caller::OtherApi,
        Caller::OtherTenant,
        Caller::OtherTenantsOwnPlace,
        Caller::Disabled,
        Caller::WrongRole,
    ]);
    callers
}

/// The keys of an API's errors, in order, as its page has them.
fn assert_envelope(api: &str, answer: &Answer, what: &str) {
    let body = answer.json();
    let keys = body.keys();
    let expected: &[&str] = match api {
        "fleet" if body.at("auth").is_some() => &["status", "status_desc", "errors", "auth"],
        "fleet" => &["status", "status_desc", "errors"],
        "cro" => &["field", "detail", "explanation"],
        "nutcache" => &["errors"],
        "bluerocktel" => &["message"],
        "mykaarma" => &["errors", "warnings"],
        other => panic!("{other}: say what its errors look like"),
    };
    assert_eq!(keys, expected, "{what}: {body}");
    if api == "nutcache" {
        let code = Json::Number(answer.status().into());
        assert_eq!(body.at("errors.0.code"), Some(&code), "{what}: {body}");
    }
    if api == "mykaarma" {
        assert!(body.at("errors.0.errorCode").is_some(), "{what}: {body}");
    }
}

/// The customers and other items of the demo's first tenant.
fn of_first_tenant(key: &(String, String)) -> bool {
    key.0 == "TENANT#1686" || key.0.starts_with("TENANT#1686#")
}

async fn check(route: &Route, caller: Caller) {
    let what = format!("{} {} from {caller:?}", route.method, route.path);
    let api = Function::named(route.function).api.as_str();
    let Some(event) = request(route, caller) else {
        assert!(NO_SUCH_CALLER.contains(&(api, caller)), "{what}: there is no such caller");
        return;
    };
    let stack = Stack::demo();
    let before = stack.engine.snapshot();
    let answer = stack.send_to(route, &event).await;
    let changed = before.changed(&stack.engine.snapshot());
    match told(route, caller) {
        Told::Refused(status) => {
            assert_eq!(answer.status(), status, "{what}: {}", answer.body());
            assert_envelope(api, &answer, &what);
            assert_eq!(changed, [], "{what}: something was written");
        }
        Told::Elsewhere => {
            assert_eq!(answer.status(), 200, "{what}: {}", answer.body());
            let written: Vec<_> = changed.iter().filter(|key| of_first_tenant(key)).collect();
            assert!(written.is_empty(), "{what}: wrote {written:?}");
            assert!(!answer.body().contains("Smart-E\""), "{what}: {}", answer.body());
            assert!(!answer.body().contains("1686"), "{what}: {}", answer.body());
        }
        Told::Allowed => assert_eq!(answer.status(), 200, "{what}: {}", answer.body()),
    }
}

async fn check_all(api: &str) {
    let mut checked = 0;
    for route in routes() {
        if Function::named(route.function).api.as_str() == api {
            check(&route, Caller::Good).await;
            for caller in callers() {
                check(&route, caller).await;
            }
            checked += 1;
        }
    }
    assert!(checked > 0, "{api} has no routes");
}

/// Broken by not looking whether the user is disabled.
#[tokio::test]
async fn fleet() {
    check_all("fleet").await;
}

/// Broken by not comparing `x-tenant-id` with the user's tenants.
#[tokio::test]
async fn cro() {
    check_all("cro").await;
}

/// Broken by not comparing the organization with the user's tenants.
#[tokio::test]
async fn nutcache() {
    check_all("nutcache").await;
}

/// Broken by telling of headers before it is looked whether the user may call.
#[tokio::test]
async fn a_disabled_nutcache_user_is_told_that_alone() {
    for route in routes().iter().filter(|route| route.function.starts_with("nutcache-")) {
        let stack = Stack::demo();
        let instance = Function::named(route.function).start(&stack).await;
        for (caller, without, foreign) in [(Caller::Disabled, 401, 401), (Caller::Good, 400, 403)] {
            let event = request(route, caller).unwrap();
            let nowhere = uuid::Uuid::nil().to_string();
            let answers = [
                (event.clone().without("organizationguid"), without),
                (event.header("organizationguid", nowhere), foreign),
            ];
            for (event, status) in answers {
                let answer = instance.call(&event.to_json(Some(route))).await;
                assert_eq!(answer.status(), status, "{caller:?}: {}", answer.body());
            }
        }
    }
}

/// Broken by not asking for the role before a create.
#[tokio::test]
async fn bluerocktel() {
    check_all("bluerocktel").await;
}

/// Broken by taking a grant of another department.
#[tokio::test]
async fn mykaarma() {
    check_all("mykaarma").await;
}

/// Seen to fail with another status in the document's line of disabled users.
#[test]
fn the_document_says_the_same() {
    let situations = situations();
    for (name, callers) in [
        ("no credentials", &[Caller::NoCredentials][..]),
        (
            "garbage, expired, wrong signature, another API's",
            &[Caller::Garbage(0), Caller::Expired, Caller::WrongKey, Caller::OtherApi],
        ),
        ("a disabled user", &[Caller::Disabled]),
        ("a role or scope that does not allow it", &[Caller::WrongRole]),
    ] {
        let situation = situations.iter().find(|situation| situation.name == name);
        let situation = situation.unwrap_or_else(|| panic!("the document has no line of: {name}"));
        for route in routes() {
            let api = Function::named(route.function).api.as_str();
            for caller in callers.iter().filter(|who| !NO_SUCH_CALLER.contains(&(api, **who))) {
                if let Told::Refused(status) = told(&route, *caller) {
                    let document = situation.statuses(api);
                    assert_eq!(document, [status].into(), "{api}, {name}: {caller:?}");
                }
            }
        }
    }
}

/// Broken by listing an API without a test, above.
#[test]
fn every_route_is_in_the_matrix() {
    for route in routes() {
        let api = Function::named(route.function).api;
        let tested = ["fleet", "cro", "nutcache", "bluerocktel", "mykaarma"];
        assert!(tested.contains(&api.as_str()), "add a test for {api}, above");
    }
}
