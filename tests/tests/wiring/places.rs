//! The six places, as they are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::functions::{FALLBACK, routes};
use harness::template::{Template, root};
use serde_json::Value;

/// The methods that a client can send. What is nobody's is the fallback's.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// `GET`, `/v1/customers`, `fleet-show-customer`.
pub type Triple = (String, String, String);

/// The six places, as they were read.
#[derive(Debug, Clone)]
pub struct Wiring {
    /// `functions/*/src/bin/*.rs`: each binary with its package.
    pub binaries: BTreeMap<String, String>,
    /// The `ROUTES` of each API's package.
    pub code: BTreeSet<Triple>,
    /// template.yaml: each function with its route keys.
    pub template: BTreeMap<String, BTreeSet<String>>,
    /// Cargo.toml: who answers a path and a method in the local stack.
    pub router: BTreeMap<(String, String), String>,
    /// `events/<api>/*.json`.
    pub events: BTreeMap<String, Event>,
    /// The README's rows.
    pub readme: BTreeSet<Triple>,
}

/// What an event says of its route.
#[derive(Debug, Clone)]
pub struct Event {
    /// The folder it lies in.
    pub folder: String,
    /// `GET /v1/customers`, `$default`.
    pub route_key: String,
    /// The method it was sent with.
    pub method: String,
    /// The path it was sent to.
    pub path: String,
    /// The names of its path parameters.
    pub parameters: BTreeSet<String>,
}

/// A folder's files and folders, in order; none where it is not there.
pub fn in_folder(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.as_ref()).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// A file's name without what is behind its last dot.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// A route and who answers it.
pub fn triple(method: &str, path: &str, function: &str) -> Triple {
    (method.to_owned(), path.to_owned(), function.to_owned())
}

impl Wiring {
    /// Reads all six.
    pub fn read() -> Self {
        let binaries: BTreeMap<String, String> = in_folder(root().join("functions"))
            .iter()
            .flat_map(|package| {
                in_folder(package.join("src/bin"))
                    .into_iter()
                    .map(|bin| (stem(&bin), stem(package)))
            })
            .collect();
        let code = routes().into_iter().map(|r| triple(r.method, r.path, r.function));
        let functions = Template::read().functions().into_iter();
        let readme = std::fs::read_to_string(root().join("README.md")).unwrap_or_default();
        Self {
            code: code.collect(),
            template: functions.map(|function| (function.name, function.route_keys)).collect(),
            router: router(),
            events: events(),
            readme: readme_rows(&readme, &binaries),
            binaries,
        }
    }

    /// The routes in template.yaml, the fallback's apart.
    pub fn template_routes(&self) -> BTreeSet<Triple> {
        let functions = self.template.iter();
        functions
            .flat_map(|(function, keys)| keys.iter().map(move |key| (key, function)))
            .filter_map(|(key, function)| {
                key.split_once(' ').map(|(method, path)| triple(method, path, function))
            })
            .collect()
    }
}

/// The router as cargo lambda reads it: from the workspace's metadata.
fn router() -> BTreeMap<(String, String), String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut router = BTreeMap::new();
    for route in metadata["metadata"]["lambda"]["watch"]["router"].as_array().into_iter().flatten()
    {
        let text = |name: &str| route[name].as_str().unwrap_or_default().to_owned();
        let methods: Vec<&str> = match route["methods"].as_array() {
            Some(methods) => methods.iter().filter_map(Value::as_str).collect(),
            None => METHODS.to_vec(),
        };
        for method in methods {
            let twice = router.insert((text("path"), method.to_owned()), text("function"));
            assert!(twice.is_none(), "Cargo.toml routes {method} {} twice", text("path"));
        }
    }
    router
}

fn events() -> BTreeMap<String, Event> {
    let mut events = BTreeMap::new();
    for folder in in_folder(root().join("events")) {
        for file in in_folder(&folder).iter().filter(|f| f.extension().is_some_and(|e| e == "json"))
        {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(file).unwrap();
            let event: Value =
                serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            let http = &event["requestContext"]["http"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let parameters = event["pathParameters"].as_object();
            let event = Event {
                folder: stem(&folder),
                route_key: text(&event["routeKey"]),
                method: text(&http["method"]),
                path: text(&http["path"]),
                parameters: parameters
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone())
                    .collect(),
            };
            events.insert(name, event);
        }
    }
    events
}

/// The rows of the README's tables that name a function: each method with each path in the row.
fn readme_rows(text: &str, binaries: &BTreeMap<String, String>) -> BTreeSet<Triple> {
    let mut rows = BTreeSet::new();
    for row in text.lines().filter(|line| line.trim_start().starts_with('|')) {
        let words: Vec<&str> =
            row.split([' ', '|', '`', ',', '·']).filter(|word| !word.is_empty()).collect();
        let functions = words.iter().filter(|word| binaries.contains_key(**word));
        for function in functions.filter(|function| **function != FALLBACK) {
            for method in words.iter().filter(|word| METHODS.contains(*word)) {
                for path in words.iter().filter(|word| word.starts_with('/')) {
                    rows.insert(triple(method, path, function));
                }
            }
        }
    }
    rows
}
