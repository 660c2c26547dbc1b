//! Every route refuses every caller who may not call it, in its API's own words, and writes
//! nothing. The routes are those the APIs list, so that a new one is in here from its first day.

use harness::cases::Cases;
use harness::failure::assert_says_little;
use harness::functions::{Function, routes};
use harness::requests::{Caller, GARBAGE, request, wrong_role};
use harness::stack::Stack;
use harness::status_codes::situations;
use harness::walk;
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

/// Whether the path names one thing of the tenant's.
fn names_a_thing(route: &Route) -> bool {
    route.path.contains('{')
}

/// What each API tells each caller, whichever endpoint it calls.
fn told(route: &Route, caller: Caller) -> Told {
    use Caller as C;
    let cases = Cases::of(route.function);
    let api = cases.function.api.as_str();
    match (api, caller) {
        (_, C::Good) => Told::Allowed,
        (_, C::WrongRole) => {
            let roles = &cases.good().tags.roles;
            let status = wrong_role(api).and_then(|role| roles.get(role)).copied();
            let refused = status.filter(|status| *status != cases.good().status);
            refused.map_or(Told::Allowed, Told::Refused)
        }
        // The caller's tenant is the one of its token: it has no way to ask for another's.
        ("fleet", C::OtherTenant | C::OtherTenantsOwnPlace) => Told::Elsewhere,
        ("bluerocktel", C::OtherTenant) if !names_a_thing(route) => Told::Elsewhere,
        ("bluerocktel" | "nutcache", C::OtherTenantsOwnPlace) if !names_a_thing(route) => {
            Told::Elsewhere
        }
        ("bluerocktel", C::OtherTenant | C::OtherTenantsOwnPlace) => Told::Refused(404),
        ("fleet", _) => Told::Refused(403),
        ("cro" | "nutcache", C::OtherTenant) => Told::Refused(403),
        ("cro" | "nutcache", C::OtherTenantsOwnPlace) => Told::Refused(404),
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

/// The customers and other items of the demo's first tenant.
fn of_first_tenant(key: &(String, String)) -> bool {
    key.0 == "TENANT#1686" || key.0.starts_with("TENANT#1686#")
}

async fn check(route: &Route, caller: Caller) {
    let what = format!("{} {} from {caller:?}", route.method, route.path);
    let cases = Cases::of(route.function);
    let api = cases.function.api.as_str();
    let Some(event) = request(route, caller) else {
        let has_none = cases.is_public() || NO_SUCH_CALLER.contains(&(api, caller));
        assert!(has_none, "{what}: there is no such caller");
        return;
    };
    let stack = Stack::demo();
    let before = stack.engine.snapshot();
    let answer = stack.send_to(route, &event).await;
    let changed = before.changed(&stack.engine.snapshot());
    let success = cases.good().status;
    match told(route, caller) {
        Told::Refused(status) => {
            assert_eq!(answer.status(), status, "{what}: {}", answer.body());
            assert_says_little(&answer, api, &what);
            assert_eq!(changed, [], "{what}: something was written");
        }
        Told::Elsewhere => {
            assert_eq!(answer.status(), success, "{what}: {}", answer.body());
            let written: Vec<_> = changed.iter().filter(|key| of_first_tenant(key)).collect();
            assert!(written.is_empty(), "{what}: wrote {written:?}");
            assert!(!answer.body().contains("Smart-E\""), "{what}: {}", answer.body());
            assert!(!answer.body().contains("1686"), "{what}: {}", answer.body());
        }
        Told::Allowed => assert_eq!(answer.status(), success, "{what}: {}", answer.body()),
    }
}

/// Broken by not looking whether the user is disabled, by not comparing `x-tenant-id` or the
/// organization with the user's tenants, by not asking for the role before a create, and by taking
/// a grant of another department.
#[test]
fn every_route_refuses_who_may_not_call_it() {
    let name = |route: &Route| format!("{} {}", route.method, route.path);
    walk::each(&routes(), name, async |route| {
        check(route, Caller::Good).await;
        for caller in callers() {
            check(route, caller).await;
        }
    });
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
        for route in routes().iter().filter(|route| !Cases::of(route.function).is_public()) {
            let api = Function::named(route.function).api.as_str();
            for caller in callers.iter().filter(|who| !NO_SUCH_CALLER.contains(&(api, **who))) {
                if let Told::Refused(status) = told(route, *caller) {
                    let document = situation.statuses(api);
                    assert_eq!(document, [status].into(), "{api}, {name}: {caller:?}");
                }
            }
        }
    }
}
