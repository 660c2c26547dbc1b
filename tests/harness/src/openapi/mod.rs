//! The documents in `docs/openapi`, and what is held against them: every answer, every request that
//! was accepted, and the documents themselves.

mod answer;
mod document;
mod lint;
mod request;
mod schema;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use registry::ServedRoute as Route;
use serde_json::Value;

use crate::functions::{Answer, FALLBACK, Function, routes};
use crate::template::root;

pub use document::{Document, Operation};
pub use lint::problems;

/// The document of what every API answers alike.
const EVERYWHERE: &str = "fallback";

/// All documents, each an API's but the one of what all answer alike.
///
/// # Panics
/// When one cannot be read.
#[must_use]
pub fn documents() -> &'static [Document] {
    static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(read);
    &DOCUMENTS
}

#[expect(clippy::expect_used, reason = "without the documents there is nothing to compare")]
fn read() -> Vec<Document> {
    let folder = root().join("docs/openapi");
    let files = std::fs::read_dir(&folder).expect("docs/openapi");
    let mut paths: Vec<_> = files.map(|file| file.expect("a document").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths.iter().map(|path| Document::read(path)).collect()
}

/// The document of that name.
///
/// # Panics
/// When there is none.
#[must_use]
#[expect(clippy::panic, reason = "an API without a document must not pass")]
pub fn document(name: &str) -> &'static Document {
    let mut found = documents().iter().filter(|document| document.name == name);
    found.next().unwrap_or_else(|| panic!("docs/openapi/{name}.yaml: there is no such document"))
}

/// What a document says may be answered: a status of an operation, or one of the answers that no
/// operation has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Documented {
    /// The document.
    pub document: &'static str,
    /// `GET /v1/customers`, or the name of a component: `NoSuchPath`.
    pub operation: String,
    /// The status.
    pub status: u16,
}

impl fmt::Display for Documented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "docs/openapi/{}.yaml, {}, {}", self.document, self.operation, self.status)
    }
}

/// Everything that a document says may be answered.
#[must_use]
pub fn documented(document: &'static Document) -> BTreeSet<Documented> {
    let operations = document.operations.iter().flat_map(|operation| {
        let statuses = operation.answers.keys();
        statuses.map(|status| (operation.key(), *status)).collect::<Vec<_>>()
    });
    let components = answer::COMPONENTS.iter().filter(|(_, name)| document.has_answer(name));
    let components = components.map(|(status, name)| ((*name).to_owned(), *status));
    let named = |(operation, status)| Documented { document: &document.name, operation, status };
    operations.chain(components).map(named).collect()
}

/// The request of an event, as far as the documents are concerned.
struct Asked {
    event: Value,
    method: String,
    path: String,
}

impl Asked {
    fn of(event: &str) -> Self {
        let event: Value = serde_json::from_str(event).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let method = text(&event["requestContext"]["http"]["method"]);
        let path = text(&event["rawPath"]);
        Self { event, method, path }
    }

    /// The route by which API Gateway found the function. An event that names none of its routes is
    /// held against the first.
    fn route(&self, function: &Function) -> Option<Route> {
        let routes = routes();
        let mut own = routes.iter().filter(|route| route.function == function.name);
        let key = self.event["routeKey"].as_str();
        let named =
            own.clone().find(|route| Some(&*format!("{} {}", route.method, route.path)) == key);
        named.or_else(|| own.next()).copied()
    }

    /// The operation of the function's document.
    fn operation(&self, function: &Function) -> Result<&'static Operation, String> {
        let document = document(function.api.as_str());
        let route = self.route(function).ok_or(format!("{} has no route", function.name))?;
        let path = path_of(&route);
        document.operation(route.method, path).ok_or_else(|| {
            format!("docs/openapi/{}.yaml has no {} {path}", document.name, route.method)
        })
    }
}

/// A route's path as a document writes it: the route of the slash at the end is no path of its own.
#[must_use]
pub fn path_of(route: &Route) -> &'static str {
    route.path.strip_suffix("/{slash+}").unwrap_or(route.path)
}

/// Holds an answer against the documents: its status, headers and body must all be in there.
///
/// # Errors
/// What is not documented, with the document and the operation.
pub fn check_answer(
    function: &Function,
    event: &str,
    answer: &Answer,
) -> Result<Documented, String> {
    let asked = Asked::of(event);
    if function.name == FALLBACK {
        return answer::of_fallback(&asked.method, &asked.path, answer);
    }
    let operation = asked.operation(function)?;
    answer::of_operation(document(function.api.as_str()), operation, &asked.method, answer)
}

/// Holds a request that was accepted against the documents: its parameters and its body must be
/// what they describe.
///
/// # Errors
/// What is not documented, with the document and the operation.
pub fn check_request(function: &Function, event: &str) -> Result<(), String> {
    let asked = Asked::of(event);
    let operation = asked.operation(function)?;
    let place = format!("docs/openapi/{}.yaml, {}", function.api.as_str(), operation.key());
    request::check(operation, &asked.event).map_err(|why| format!("{place}: {why}"))
}

/// The same as [`check_answer`], for the one place that all suites' answers go through.
///
/// # Panics
/// When something of the answer is not documented.
#[expect(clippy::panic, reason = "an assertion")]
pub fn assert_documented(function: &Function, event: &str, answer: &Answer) {
    if let Err(why) = check_answer(function, event, answer) {
        panic!("{why}\nthe answer: {} {:?} {}", answer.status(), answer.0.headers, answer.body());
    }
}
