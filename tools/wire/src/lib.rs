//! What follows from the registry and the cases, as the files that hold it.
//!
//! `make wire` writes these files, and a suite compares them with what stands in the repository.

mod made_up;
mod names;
mod routes;
mod template;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use harness::cases::{Calls, Cases, GOOD};
use harness::requests::event_files;
use registry::{APIS, Known};
use shared::runtime::Function;

use template::template;

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// A file cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// A file cannot be written.
    #[error("{0} cannot be written")]
    Unwritten(PathBuf, #[source] std::io::Error),
    /// A file lacks the place where something generated belongs.
    #[error("the marker {0:?} is missing")]
    Marker(&'static str),
}

/// A file that is generated, or has a generated part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path below the repository's root.
    pub path: PathBuf,
    /// All that it holds.
    pub content: String,
}

/// Every generated file of the repository at that root.
///
/// # Errors
/// When a file that is only partly generated cannot be read or has no marker.
pub fn files(root: &Path) -> Result<Vec<File>, WireError> {
    let base = read(root, "template.base.yaml")?;
    let mut files = vec![
        File { path: "template.yaml".into(), content: template(&base, &APIS)? },
        between(root, "Cargo.toml", ("# <router>\n", "# </router>"), &routes::router(&APIS))?,
        between(root, "README.md", ("<!-- endpoints -->\n", "<!-- /endpoints -->"), &endpoints())?,
    ];
    let calls = calls();
    files.push(between(root, "ARCHITECTURE.md", ("<!-- calls -->\n", "<!-- /calls -->"), &calls)?);
    files.extend(registry::functions().map(binary));
    files.extend(
        Cases::all()
            .flat_map(event_files)
            .map(|(path, text)| File { path: path.into(), content: text }),
    );
    Ok(files)
}

/// The template of five made-up APIs with so many functions and routes in all.
///
/// # Errors
/// When the base cannot be read or has no marker.
pub fn made_up(root: &Path, functions: usize, routes: usize) -> Result<String, WireError> {
    const NAMES: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    let second_routes = routes.saturating_sub(functions);
    // The remainder goes to the APIs at the front.
    let share = |all: usize, at: usize| (all + NAMES.len() - 1 - at) / NAMES.len();
    let api = |(at, name)| made_up::made_up(name, share(functions, at), share(second_routes, at));
    let apis: Vec<Known> = NAMES.into_iter().enumerate().map(api).collect();
    template(&read(root, "template.base.yaml")?, &apis)
}

fn read(root: &Path, path: &str) -> Result<String, WireError> {
    let path = root.join(path);
    std::fs::read_to_string(&path).map_err(|error| WireError::Unreadable(path, error))
}

/// A file whose part between two markers is generated.
fn between(
    root: &Path,
    path: &str,
    (begin, end): (&'static str, &'static str),
    part: &str,
) -> Result<File, WireError> {
    let text = read(root, path)?;
    let (before, rest) = text.split_once(begin).ok_or(WireError::Marker(begin))?;
    let (_, after) = rest.split_once(end).ok_or(WireError::Marker(end))?;
    Ok(File { path: path.into(), content: format!("{before}{begin}{part}{end}{after}") })
}

/// The README's table of endpoints.
fn endpoints() -> String {
    let mut text = String::from("| Method | Path | What it is | Function |\n|---|---|---|---|\n");
    for Known { specs, .. } in APIS {
        for spec in specs {
            for route in spec.routes {
                let (method, path, about, name) = (route.method, route.path, spec.about, spec.name);
                // Writing to a String cannot fail.
                writeln!(text, "| {method} | {path} | {about} | {name} |").unwrap_or_default();
            }
        }
    }
    text
}

/// ARCHITECTURE.md's table of what each endpoint asks of the table.
fn calls() -> String {
    let mut text = String::from(
        "| endpoint | first request | read units | warm request | read units |\n|---|---|---|---|---|\n",
    );
    for cases in Cases::all() {
        for case in &cases.all {
            let (Some(first), Some(warm)) = (&case.tags.first, &case.tags.warm) else { continue };
            let name = match case.name.as_str() {
                GOOD => cases.function.name.to_owned(),
                other => format!("{}, {other}", cases.function.name),
            };
            let (first_units, warm_units) = (first.units, warm.units);
            let (first, warm) = (operations(first), operations(warm));
            // Writing to a String cannot fail.
            writeln!(text, "| {name} | {first} | {first_units} | {warm} | {warm_units} |")
                .unwrap_or_default();
        }
    }
    text
}

/// Operations in order, equal neighbours counted: `BatchGetItem, 2 GetItem`.
fn operations(calls: &Calls) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for operation in &calls.operations {
        match counted.last_mut() {
            Some((last, count)) if *last == operation => *count += 1,
            _ => counted.push((operation, 1)),
        }
    }
    let words = counted.into_iter().map(|(operation, count)| match count {
        1 => operation.to_owned(),
        _ => format!("{count} {operation}"),
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// The binary of a function: what it serves, and its endpoint's type.
fn binary(function: &'static Function) -> File {
    let spec = function.spec;
    let crate_name = function.type_path.split(':').next().unwrap_or_default();
    let mut routes: Vec<String> =
        spec.routes.iter().map(|route| format!("`{} {}`", route.method, route.path)).collect();
    if routes.is_empty() {
        routes.push("`$default`".to_owned());
    }
    let routes = routes.join(",\n//! ");
    let content = format!(
        "//! {routes}: {}.\n\nfn main() -> std::process::ExitCode {{\n    \
         shared::runtime::serve::<{}>()\n}}\n",
        spec.about, function.type_path
    );
    let path = format!("functions/{crate_name}/src/bin/{}.rs", spec.name);
    File { path: path.into(), content }
}
