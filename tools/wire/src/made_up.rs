//! A registry that does not exist, to see what the generator makes of a larger one.

use registry::Known;
use shared::id::ApiName;
use shared::runtime::{Access, Effect, Fault, Memory, Request, Response, Route, Spec, StatusCode};
use shared::store::grant;

/// An API with so many functions. The first `second_routes` of them have two routes, the others
/// have one.
#[must_use]
pub fn made_up(name: &'static str, functions: usize, second_routes: usize) -> Known {
    let specs: Vec<&'static Spec> =
        (0..functions).map(|number| spec(name, number, number < second_routes)).collect();
    Known {
        name: ApiName::new(name),
        reads_keys: true,
        has_pepper: false,
        has_tokens: true,
        roles: &[],
        scopes: &[],
        specs: specs.leak(),
        prefixes: &[],
        refuse,
    }
}

fn spec(name: &str, number: usize, has_second_route: bool) -> &'static Spec {
    let paths = if has_second_route { &["a", "b"][..] } else { &["a"] };
    let route =
        |path: &&str| Route { method: "GET", path: format!("/{name}/{path}/{number}").leak() };
    let routes: Vec<Route> = paths.iter().map(route).collect();
    Box::leak(Box::new(Spec {
        name: format!("{name}-{number}").leak(),
        about: "made up",
        routes: routes.leak(),
        effect: Effect::Write,
        success: StatusCode::OK,
        access: Access::AnyUser,
        grants: &[grant::USER, grant::UPDATE_CUSTOMER],
        memory: Memory::WholeCore,
    }))
}

fn refuse(_: Fault, _: &Request) -> Response {
    Response::empty(StatusCode::NOT_FOUND)
}
