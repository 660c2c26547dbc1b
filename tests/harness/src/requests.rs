//! The good request of each endpoint's cases, on each of its routes, and the same from callers
//! who may not make it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use registry::ServedRoute as Route;

use crate::cases::{Cases, MARK, Request};
use crate::demo::demo;
use crate::event::Event;

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// A caller who may send it.
    Good,
    /// A caller without credentials.
    NoCredentials,
    /// A caller whose credentials cannot be read: an index of [`GARBAGE`].
    Garbage(usize),
    /// A caller whose token has expired.
    Expired,
    /// A caller with a token signed with another key, an unknown key, or a wrong password.
    WrongKey,
    /// A caller whose credentials are good for another API.
    OtherApi,
    /// A caller of another tenant, who asks for what belongs to this one.
    OtherTenant,
    /// The same, with the headers and path of its own tenant but this tenant's customer.
    OtherTenantsOwnPlace,
    /// A caller who was disabled.
    Disabled,
    /// A caller whose role or scope does not allow the request.
    WrongRole,
}

/// `Authorization` headers that are no credentials, with `SCHEME` for the API's scheme.
pub const GARBAGE: [&str; 10] = [
    "",
    " ",
    "SCHEME",
    "SCHEME ",
    "SCHEME garbage",
    "SCHEME %%%",
    "SCHEME Og==",
    "SCHEME eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
    "Digest username=\"a\"",
    "SCHEME SCHEME\u{e9}\u{0}",
];

/// The placeholders of the demo document that name a tenant.
const PLACES: [&str; 3] =
    ["cro.tenant_id", "nutcache.organization_guid", "mykaarma.department_token"];

/// The role, as the cases call it, of an API's caller whose role allows little.
#[must_use]
pub fn wrong_role(api: &str) -> Option<&'static str> {
    match api {
        "cro" => Some("Mechanic"),
        "bluerocktel" => Some("ReadOnly"),
        "mykaarma" => Some("customer.search"),
        _ => None,
    }
}

/// The word before the credentials of an API.
fn scheme(api: &str) -> &'static str {
    match api {
        "cro" | "bluerocktel" => "Bearer",
        "nutcache" => "nut-basic",
        _ => "Basic",
    }
}

/// The credentials of such a caller. `None` where the API has no such caller.
///
/// # Panics
/// When the API is not known here.
#[expect(clippy::panic, reason = "a new API's callers must be named here")]
fn credentials(api: &str, caller: Caller) -> Option<String> {
    let path = match (api, caller) {
        (_, Caller::Good | Caller::NoCredentials | Caller::Garbage(_)) => return None,
        (_, Caller::OtherTenant | Caller::OtherTenantsOwnPlace) => match api {
            "nutcache" | "mykaarma" => format!("other_tenant.{api}.authorization"),
            _ => format!("other_tenant.{api}.token"),
        },
        // Fleet's tokens are in base64 once more, so that a good one elsewhere has to be too.
        ("fleet", Caller::OtherApi) => return Some(STANDARD.encode(demo().at("cro.token"))),
        ("cro", Caller::OtherApi) => "bluerocktel.token".to_owned(),
        ("bluerocktel", Caller::OtherApi) => "cro.token".to_owned(),
        ("nutcache", Caller::OtherApi) => "mykaarma.authorization".to_owned(),
        ("mykaarma", Caller::OtherApi) => "nutcache.authorization".to_owned(),
        ("fleet" | "cro" | "bluerocktel", Caller::Expired) => format!("{api}.expired_token"),
        ("fleet" | "cro" | "bluerocktel", Caller::WrongKey) => format!("{api}.wrong_key_token"),
        ("fleet" | "cro" | "bluerocktel", Caller::Disabled) => format!("{api}.disabled_token"),
        ("nutcache", Caller::WrongKey) => "nutcache.wrong_key_authorization".to_owned(),
        ("nutcache", Caller::Disabled) => "nutcache.disabled_authorization".to_owned(),
        ("mykaarma", Caller::WrongKey) => "mykaarma.wrong_password_authorization".to_owned(),
        ("cro", Caller::WrongRole) => "cro.tokens_by_role.Mechanic".to_owned(),
        ("bluerocktel", Caller::WrongRole) => "bluerocktel.tokens_by_role.ReadOnly".to_owned(),
        ("mykaarma", Caller::WrongRole) => "mykaarma.read_only_authorization".to_owned(),
        // Nutcache's keys and myKaarma's passwords do not expire; fleet's and Nutcache's endpoints
        // are for every user; the demo has no disabled subscriber.
        ("nutcache" | "mykaarma", Caller::Expired)
        | ("fleet" | "nutcache", Caller::WrongRole)
        | ("mykaarma", Caller::Disabled) => return None,
        (other, _) => panic!("{other}: say which credentials its callers have"),
    };
    Some(demo().at(&path))
}

/// The good request to a route, from such a caller. `None` where there is no such caller: the API
/// has none, or the endpoint is public, so that it asks nobody for credentials.
#[must_use]
pub fn request(route: &Route, caller: Caller) -> Option<Event> {
    let cases = Cases::of(route.function);
    let api = cases.function.api.as_str();
    let good = on_route(cases, &cases.good().request, route);
    if caller == Caller::Good {
        return Some(good.event(MARK));
    }
    if cases.is_public() {
        return None;
    }
    let mut sent = match caller {
        Caller::OtherTenantsOwnPlace => good.map(|text| {
            PLACES.iter().fold(text.to_owned(), |text, place| {
                text.replace(&format!("{{{{{place}}}}}"), &format!("{{{{other_tenant.{place}}}}}"))
            })
        }),
        _ => good,
    };
    match caller {
        Caller::NoCredentials => sent.headers.retain(|(name, _)| name != "authorization"),
        Caller::Garbage(which) => {
            sent.set_header("authorization", &GARBAGE[which].replace("SCHEME", scheme(api)));
        }
        other => {
            let shown = format!("{} {}", scheme(api), credentials(api, other)?);
            sent.set_header("authorization", &shown);
        }
    }
    Some(sent.event(MARK))
}

/// A request to one of the function's routes: the values of the path's parameters, by name, come
/// from the path that the request has.
///
/// # Panics
/// When the request has no value for a parameter.
#[must_use]
#[expect(clippy::panic, reason = "a request that cannot be sent proves nothing")]
pub fn on_route(cases: &Cases, request: &Request, route: &Route) -> Request {
    let mut routes = cases.routes().into_iter();
    let of = routes.find(|of| of.method == request.method && of.has_path(request.path()));
    let of = of.unwrap_or_else(|| panic!("{}: no route fits {}", route.function, request.target));
    let value = |segment: &str| {
        if !segment.starts_with('{') {
            return segment.to_owned();
        }
        let at = of.path.split('/').position(|known| known == segment);
        match at.and_then(|at| segments(request).get(at).copied()) {
            Some(value) => value.to_owned(),
            // Nothing but the slash before it.
            None if segment.ends_with("+}") => String::new(),
            None => panic!("{}: {} has no {segment}", route.function, request.target),
        }
    };
    let path: Vec<String> = route.path.split('/').map(value).collect();
    let query = request.target.split_once('?').map(|(_, query)| format!("?{query}"));
    Request {
        method: route.method.to_owned(),
        target: path.join("/") + &query.unwrap_or_default(),
        ..request.clone()
    }
}

fn segments(request: &Request) -> Vec<&str> {
    request.path().split('/').collect()
}

/// The files under `events/` that a function's good request makes, with their texts: one for each
/// of its routes, or one for a function without routes. Placeholders stay for whoever sends them.
#[must_use]
pub fn event_files(cases: &Cases) -> Vec<(String, String)> {
    let good = &cases.good().request;
    let function = cases.function;
    let file =
        |suffix: &str| format!("events/{}/{}{suffix}.json", function.api_folder(), function.name);
    let routes = cases.routes();
    if routes.is_empty() {
        return vec![(file(""), good.unfilled().to_file(None))];
    }
    let text = |(at, route): (usize, &Route)| {
        let suffix = if at == 0 { String::new() } else { format!(".{}", at + 1) };
        (file(&suffix), on_route(cases, good, route).unfilled().to_file(Some(route)))
    };
    routes.iter().enumerate().map(text).collect()
}
