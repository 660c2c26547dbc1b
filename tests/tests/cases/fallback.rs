//! What only the fallback answers, as it follows from the routes: other methods, a slash at the
//! end, and paths that no route has. Its file of cases shows the words.

use std::collections::BTreeSet;

use harness::cases::Cases;
use harness::event::Event;
use harness::failure::assert_says_little;
use harness::functions::{Answer, FALLBACK, Function, Instance, routes};
use harness::requests::{Caller, request};
use harness::stack::Stack;
use registry::ServedRoute as Route;

/// The methods that a client can send.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The methods that are served at a path, in the routes' order. A greedy route only catches what
/// others leave.
fn served(path: &str) -> Vec<&'static str> {
    let mut methods = Vec::new();
    for route in routes().iter().filter(|route| !is_greedy(route) && route.has_path(path)) {
        if !methods.contains(&route.method) {
            methods.push(route.method);
        }
    }
    methods
}

fn is_greedy(route: &Route) -> bool {
    route.path.ends_with("+}")
}

/// A path of each route, with the API's name.
fn paths() -> BTreeSet<(String, &'static str)> {
    let routes = routes();
    let path = |route: &Route| {
        let good = request(route, Caller::Good).expect("a good request");
        (good.path().to_owned(), Cases::of(route.function).function.api.as_str())
    };
    routes.iter().filter(|route| !is_greedy(route)).map(path).collect()
}

async fn ask(fallback: &Instance, event: &Event) -> Answer {
    fallback.call(&event.to_json(None)).await
}

/// 405, with the methods that the path has, in the API's envelope.
fn assert_no_method(answer: &Answer, allow: &str, api: &str, what: &str) {
    assert_eq!(answer.status(), 405, "{what}: {}", answer.body());
    assert_eq!(answer.header("allow"), allow, "{what}");
    if what.starts_with("HEAD") {
        assert_eq!(answer.body(), "", "{what}");
    } else {
        assert_says_little(answer, api, what);
    }
}

/// Broken by leaving a method out of `Allow`, by redirecting what is not served, and by taking
/// another API's envelope.
#[tokio::test]
async fn what_no_route_takes_is_answered_as_the_routes_say() {
    let fallback = Function::named(FALLBACK).start(&Stack::demo()).await;
    for (path, api) in paths() {
        let methods = served(&path);
        let allow = methods.join(", ");
        for method in METHODS {
            let what = format!("{method} {path}");
            if !methods.contains(&method) {
                let answer = ask(&fallback, &Event::new(method, &path)).await;
                assert_no_method(&answer, &allow, api, &what);
            }
            let answer = ask(&fallback, &Event::new(method, &format!("{path}/"))).await;
            if methods.contains(&method) || method == "GET" {
                assert_eq!(answer.status(), 308, "{what}/: {}", answer.body());
                assert_eq!(answer.header("location"), path, "{what}/");
            } else {
                assert_no_method(&answer, &allow, api, &what);
            }
        }
        let preflight = Event::new("OPTIONS", &path).header("access-control-request-method", "PUT");
        let answer = ask(&fallback, &preflight).await;
        assert_eq!((answer.status(), answer.header("allow")), (204, allow.as_str()), "{path}");
    }
}

/// Broken by answering without an envelope where the path resembles an API's.
#[tokio::test]
async fn an_unknown_path_below_a_route_is_refused_in_its_apis_envelope() {
    let fallback = Function::named(FALLBACK).start(&Stack::demo()).await;
    for (path, api) in paths() {
        for method in METHODS.into_iter().filter(|method| *method != "HEAD") {
            let unknown = format!("{path}/nothing/at-all");
            let what = format!("{method} {unknown}");
            let answer = ask(&fallback, &Event::new(method, &unknown)).await;
            assert_eq!(answer.status(), 404, "{what}: {}", answer.body());
            assert_eq!(answer.header("allow"), "", "{what}");
            assert_says_little(&answer, api, &what);
        }
    }
}
