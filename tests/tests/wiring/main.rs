//! Every endpoint stands in six places, and they agree: its binary, the routes in its API's code,
//! template.yaml, the local stack's router in Cargo.toml, its events, and the README's table.
//!
//! `serve` takes an endpoint's name from the code, SAM its route from the template, and the local
//! stack from Cargo.toml: an endpoint that is missing in one of them works in some places only.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what cannot be read cannot be compared")]

mod places;

use std::collections::{BTreeMap, BTreeSet};

use harness::functions::{FALLBACK, FUNCTIONS};
use harness::template::root;
use places::{Event, METHODS, Triple, Wiring, in_folder, stem, triple};

/// What is in one place and not in the other, with what to do.
fn compare(
    one: &BTreeSet<Triple>,
    other: &BTreeSet<Triple>,
    missing: impl Fn(&Triple) -> String,
    extra: impl Fn(&Triple) -> String,
) -> Vec<String> {
    one.difference(other).map(missing).chain(other.difference(one).map(extra)).collect()
}

fn binaries_are_deployed(wiring: &Wiring) -> Vec<String> {
    let mut problems = Vec::new();
    for (binary, package) in &wiring.binaries {
        if binary != package && !binary.starts_with(&format!("{package}-")) {
            problems.push(format!(
                "{binary}: rename it to {package}-…: names are unique in the workspace"
            ));
        }
        if !wiring.template.contains_key(binary) {
            problems
                .push(format!("{binary}: add its function, log group and role to template.yaml"));
        }
    }
    for function in wiring.template.keys().filter(|f| !wiring.binaries.contains_key(*f)) {
        problems.push(format!("{function}: template.yaml deploys it, and no functions/*/src/bin/{function}.rs is there"));
    }
    let answers: BTreeSet<&String> = wiring.code.iter().map(|(_, _, function)| function).collect();
    for binary in wiring.binaries.keys().filter(|b| *b != FALLBACK && !answers.contains(b)) {
        problems.push(format!("{binary}: add its routes to ROUTES in its API's lib.rs"));
    }
    let driven: BTreeSet<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
    for binary in wiring.binaries.keys().filter(|b| !driven.contains(b.as_str())) {
        problems.push(format!(
            "{binary}: add its endpoint to FUNCTIONS in tests/harness/src/functions.rs"
        ));
    }
    let fallback = wiring.template.get(FALLBACK).cloned().unwrap_or_default();
    if fallback != BTreeSet::from(["$default".to_owned()]) {
        problems.push(format!("fallback: its one route must be $default, and it has {fallback:?}"));
    }
    problems
}

fn template_has_the_routes(wiring: &Wiring) -> Vec<String> {
    compare(
        &wiring.code,
        &wiring.template_routes(),
        |(method, path, function)| {
            format!(
                "{function}: add an event with Method {method} and Path {path} to it in template.yaml"
            )
        },
        |(method, path, function)| {
            format!(
                "{function}: template.yaml gives it {method} {path}, which its API's ROUTES do not have"
            )
        },
    )
}

/// The router's own way to write a path of API Gateway's: a last `{rest+}` is a slash with
/// nothing behind it, or with anything.
fn router_paths(path: &str) -> Vec<String> {
    match path
        .rsplit_once("/{")
        .and_then(|(head, rest)| rest.strip_suffix("+}").map(|name| (head, name)))
    {
        Some((head, name)) => vec![format!("{head}/"), format!("{head}/{{*{name}}}")],
        None => vec![path.to_owned()],
    }
}

fn router_has_the_routes(wiring: &Wiring) -> Vec<String> {
    let mut wanted: BTreeMap<(String, String), String> = BTreeMap::new();
    let everything = ["/".to_owned(), "/{*path}".to_owned()];
    let paths = wiring.code.iter().flat_map(|(_, path, _)| router_paths(path)).chain(everything);
    for path in paths {
        for method in METHODS {
            wanted.insert((path.clone(), method.to_owned()), FALLBACK.to_owned());
        }
    }
    for (method, path, function) in &wiring.code {
        for path in router_paths(path) {
            wanted.insert((path, method.clone()), function.clone());
        }
    }
    let missing =
        wanted.iter().filter(|(route, function)| wiring.router.get(*route) != Some(function));
    let extra = wiring.router.keys().filter(|route| !wanted.contains_key(*route));
    missing
        .map(|((path, method), function)| {
            format!("Cargo.toml's router: {method} {path} must go to {function}")
        })
        .chain(extra.map(|(path, method)| format!("Cargo.toml's router: take {method} {path} out")))
        .collect()
}

fn readme_has_the_routes(wiring: &Wiring) -> Vec<String> {
    compare(
        &wiring.code,
        &wiring.readme,
        |(method, path, function)| {
            format!("README.md: add the row | {method} | {path} | {function} |")
        },
        |(method, path, function)| format!("README.md: {method} {path} is no route of {function}"),
    )
}

/// Whether a path fits a route's; a last `{rest+}` may be empty, as behind a lone slash.
fn fits(route: &str, path: &str) -> bool {
    let mut sent = path.split('/');
    for segment in route.split('/') {
        let Some(found) = sent.next() else { return false };
        match segment.strip_prefix('{') {
            Some(name) if name.ends_with("+}") => return true,
            Some(_) if found.is_empty() => return false,
            Some(_) => {}
            None if segment != found => return false,
            None => {}
        }
    }
    sent.next().is_none()
}

fn parameters(route: &str) -> BTreeSet<String> {
    let segments = route.split('/').filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'));
    segments.map(|name| name.trim_end_matches('+').to_owned()).collect()
}

fn events_have_the_routes(wiring: &Wiring) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen: BTreeSet<Triple> = BTreeSet::new();
    let mut fallback = false;
    for (file, event) in &wiring.events {
        let function = file.split('.').next().unwrap_or_default();
        let Some(package) = wiring.binaries.get(function) else {
            problems.push(format!(
                "{file}: name it after its function: <function>.<what is special>.json"
            ));
            continue;
        };
        if *package != event.folder {
            problems
                .push(format!("{file}: move it from events/{} to events/{package}", event.folder));
        }
        if event.route_key == "$default" {
            fallback |= function == FALLBACK;
            if function != FALLBACK {
                problems.push(format!("{file}: its routeKey must be the route's, not $default"));
            }
            continue;
        }
        let (method, path) = event.route_key.split_once(' ').unwrap_or_default();
        let route = triple(method, path, function);
        if !wiring.code.contains(&route) {
            problems.push(format!("{file}: {} is no route of {function}", event.route_key));
        } else if event.method != method || !fits(path, &event.path) {
            problems
                .push(format!("{file}: {} {} does not fit its routeKey", event.method, event.path));
        } else if event.parameters != parameters(path) {
            problems.push(format!("{file}: its pathParameters must be {:?}", parameters(path)));
        }
        seen.insert(route);
    }
    for (method, path, function) in wiring.code.difference(&seen) {
        problems.push(format!(
            "{function}: no event has the routeKey {method} {path}: \
             UPDATE=1 cargo test -p tests --test cases"
        ));
    }
    if !fallback {
        problems.push(
            "fallback: add events/fallback/fallback.json with the routeKey $default".to_owned(),
        );
    }
    problems
}

fn assert_agree(check: fn(&Wiring) -> Vec<String>) {
    let problems = check(&Wiring::read());
    assert!(problems.is_empty(), "the places do not agree:\n  {}", problems.join("\n  "));
}

/// Breaks what was read in one place, and sees that the check notices.
fn assert_noticed(check: fn(&Wiring) -> Vec<String>, breaking: impl FnOnce(&mut Wiring)) {
    let mut wiring = Wiring::read();
    let before = check(&wiring);
    breaking(&mut wiring);
    assert_ne!(check(&wiring), before, "a break goes unnoticed");
}

/// Seen to fail without a function in the template, without its routes in the code, with a
/// binary too many, and with a fallback that has a route, as below.
#[test]
fn every_binary_is_deployed() {
    assert_agree(binaries_are_deployed);
    assert_noticed(binaries_are_deployed, |w| _ = w.template.remove("cro-get-customer"));
    assert_noticed(binaries_are_deployed, |w| w.code.retain(|r| r.2 != "cro-get-customer"));
    assert_noticed(binaries_are_deployed, |w| _ = w.binaries.remove("fleet-show-customer"));
    assert_noticed(binaries_are_deployed, |w| {
        w.binaries.insert("show".to_owned(), "fleet".to_owned());
    });
    assert_noticed(binaries_are_deployed, |w| {
        w.template.entry(FALLBACK.to_owned()).or_default().insert("GET /".to_owned());
    });
}

/// Seen to fail with a route too many in either place, as below.
#[test]
fn template_and_code_have_the_same_routes() {
    assert_agree(template_has_the_routes);
    assert_noticed(template_has_the_routes, |w| _ = w.code.pop_first());
    assert_noticed(template_has_the_routes, |w| _ = w.template.remove("nutcache-get-customer"));
}

/// Seen to fail with a route missing, with one too many, and with a method that the fallback
/// should answer going to nobody, as below.
#[test]
fn the_local_router_has_the_same_routes() {
    assert_agree(router_has_the_routes);
    let route = |method: &str, path: &str| (path.to_owned(), method.to_owned());
    assert_noticed(router_has_the_routes, |w| {
        _ = w.router.remove(&route("GET", "/customers/{customer_id}/"));
    });
    assert_noticed(router_has_the_routes, |w| {
        _ = w.router.remove(&route("PATCH", "/v1/customers"))
    });
    assert_noticed(router_has_the_routes, |w| {
        w.router.insert(route("GET", "/v1/customers"), FALLBACK.to_owned());
    });
    assert_noticed(router_has_the_routes, |w| {
        w.router.insert(route("GET", "/v3"), FALLBACK.to_owned());
    });
}

/// Seen to fail with a row missing and a row too many, as below.
#[test]
fn the_readme_has_the_same_routes() {
    assert_agree(readme_has_the_routes);
    assert_noticed(readme_has_the_routes, |w| _ = w.readme.pop_last());
    assert_noticed(readme_has_the_routes, |w| {
        w.readme.insert(triple("DELETE", "/v1/customers", "fleet-show-customer"));
    });
}

/// Seen to fail with a route that has no event, a file named after nobody, in another API's
/// folder, with another method, and without its path parameters, as below.
#[test]
fn every_route_has_an_event() {
    assert_agree(events_have_the_routes);
    assert_noticed(events_have_the_routes, |w| {
        w.events.retain(|_, e| !e.route_key.starts_with("PUT"))
    });
    let change = |change: fn(&mut Event)| {
        move |w: &mut Wiring| {
            let event = w.events.values_mut().find(|e| e.route_key.ends_with('}')).unwrap();
            change(event);
        }
    };
    assert_noticed(events_have_the_routes, change(|e| e.folder = "fallback".to_owned()));
    assert_noticed(events_have_the_routes, change(|e| e.method = "PATCH".to_owned()));
    assert_noticed(events_have_the_routes, change(|e| e.path.push_str("/more/of/it")));
    assert_noticed(events_have_the_routes, change(|e| e.parameters.clear()));
    assert_noticed(events_have_the_routes, |w| {
        let event = w.events.pop_first().unwrap().1;
        w.events.insert("some-event.json".to_owned(), event);
    });
}

/// A binary's file is its route in a comment and one line.
#[test]
fn binaries_are_short() {
    for package in in_folder(root().join("functions")) {
        for binary in in_folder(package.join("src/bin")) {
            let text = std::fs::read_to_string(&binary).unwrap();
            let lines = text.lines().count();
            let name = stem(&binary);
            assert!(
                lines <= 15,
                "{name} has {lines} lines: at most 15, the rest is for its library"
            );
        }
    }
}
