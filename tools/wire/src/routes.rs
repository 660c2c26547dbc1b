//! The local stack's routes: what `cargo lambda watch` reads in Cargo.toml.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use registry::Known;
use shared::runtime::Spec;

/// Every method that a router can be told of.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The routes, one line a path and function; each path's other methods, and all other paths, are
/// the fallback's.
pub fn router(apis: &[Known]) -> String {
    let mut order: Vec<String> = Vec::new();
    let mut paths: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
    for spec in apis.iter().flat_map(|api| api.specs) {
        for (method, path) in local_routes(spec) {
            if !paths.contains_key(&path) {
                order.push(path.clone());
            }
            paths.entry(path).or_default().push((method, spec.name));
        }
    }
    let mut text = String::from("router = [\n");
    for path in order {
        let served = paths.get(&path).map(Vec::as_slice).unwrap_or_default();
        let mut functions: Vec<&str> = served.iter().map(|(_, function)| *function).collect();
        functions.dedup();
        for function in functions {
            let methods =
                served.iter().filter(|(_, of)| *of == function).map(|(method, _)| *method);
            line(&mut text, &path, methods, function);
        }
        let taken = |method: &&str| served.iter().any(|(known, _)| known == method);
        line(&mut text, &path, METHODS.iter().copied().filter(|m| !taken(m)), "fallback");
    }
    text.push_str("  { path = \"/\", function = \"fallback\" },\n");
    text.push_str("  { path = \"/{*path}\", function = \"fallback\" },\n]\n");
    text
}

fn line<'a>(text: &mut String, path: &str, methods: impl Iterator<Item = &'a str>, function: &str) {
    let methods: Vec<String> = methods.map(|method| format!("\"{method}\"")).collect();
    let methods = methods.join(", ");
    // Writing to a String cannot fail.
    writeln!(text, "  {{ path = \"{path}\", methods = [{methods}], function = \"{function}\" }},")
        .unwrap_or_default();
}

/// Paths as a router writes them: API Gateway's `{rest+}` is `/` and `{*rest}`.
fn local_routes(spec: &Spec) -> Vec<(&'static str, String)> {
    let mut routes = Vec::new();
    for route in spec.routes {
        match route.path.strip_suffix("+}").and_then(|path| path.rsplit_once('{')) {
            Some((before, rest)) => {
                routes.push((route.method, before.to_owned()));
                routes.push((route.method, format!("{before}{{*{rest}}}")));
            }
            None => routes.push((route.method, route.path.to_owned())),
        }
    }
    routes
}
