//! The cases: one file an endpoint, `tests/cases/<api>/<function>.http`, with its requests and
//! what is answered to each. `tests/cases/README.md` says how such a file is read.

mod answer;
mod body;
mod diff;
mod parse;
mod request;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use registry::ServedRoute as Route;

use crate::event::Event;
use crate::functions::{FALLBACK, FUNCTIONS, Function, routes};
use crate::template::root;

pub use answer::{difference, text_of};
pub use body::ELEMENT;
pub use request::{MARK, Request};

/// The name of every file's first case: a request that succeeds.
pub const GOOD: &str = "good";

/// All cases of one function.
pub struct Cases {
    /// Whose they are.
    pub function: &'static Function,
    /// In the order of the file. The first one is `good`.
    pub all: Vec<Case>,
    path: PathBuf,
    text: String,
}

/// One request and what is answered to it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What is special about it, in a few words.
    pub name: String,
    /// What the suites are told about it.
    pub tags: Tags,
    /// What is sent.
    pub request: Request,
    /// The status that is answered.
    pub status: u16,
    /// The rest of what is answered, as [`text_of`] writes it.
    pub answer: String,
    /// The lines of the file that say what is answered.
    lines: std::ops::Range<usize>,
}

/// The lines of a case that begin with `@`.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    /// The fault suite sends this request with every fault. It always does so with `good`.
    pub replay: bool,
    /// The service accepts more here than its OpenAPI document describes.
    pub lenient: bool,
    /// What an instance that has just started asks of the table.
    pub first: Option<Calls>,
    /// What it asks when the request is sent once more.
    pub warm: Option<Calls>,
    /// The status that a caller with these roles gets: roles, joined with ` + `, by status.
    pub roles: BTreeMap<String, u16>,
}

/// What a request asks of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Calls {
    /// The request units that its reads cost.
    pub units: f64,
    /// DynamoDB's operations, in order.
    pub operations: Vec<String>,
}

/// What a request leaves in the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leaves {
    /// Versions of customers.
    pub changes: usize,
    /// Answers that are kept under an idempotency key.
    pub answers: usize,
    /// Versions that clients are pinned to.
    pub pins: usize,
}

impl Leaves {
    /// What was left at these keys.
    #[must_use]
    pub fn at<'a>(keys: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        keys.into_iter().fold(Self::default(), |left, (pk, sk)| Self {
            changes: left.changes + usize::from(sk.starts_with("CHANGE#")),
            answers: left.answers + usize::from(pk.starts_with("IDEMPOTENCY#")),
            pins: left.pins + usize::from(pk.starts_with("PIN#")),
        })
    }
}

impl Case {
    /// The request as an event, its placeholders filled in from the demo document.
    #[must_use]
    pub fn event(&self) -> Event {
        self.request.event(MARK)
    }

    /// What it leaves in the table: that follows from the keys that its answer lists.
    #[must_use]
    pub fn leaves(&self) -> Leaves {
        let keys = self.answer.lines().filter_map(|line| line.strip_prefix("wrote "));
        Leaves::at(keys.filter_map(|key| key.rsplit_once(' ')))
    }
}

impl Cases {
    /// The cases of a function.
    ///
    /// # Panics
    /// When there is no file for it, or the file cannot be understood.
    #[must_use]
    #[expect(clippy::panic, reason = "an endpoint without cases proves nothing")]
    pub fn of(function: &str) -> &'static Self {
        static ALL: OnceLock<Vec<Cases>> = OnceLock::new();
        let all = ALL.get_or_init(|| FUNCTIONS.iter().map(Cases::read).collect());
        let found = all.iter().find(|cases| cases.function.name == function);
        found.unwrap_or_else(|| panic!("{function} is none of FUNCTIONS"))
    }

    /// The cases of every function, in the order of [`FUNCTIONS`].
    pub fn all() -> impl Iterator<Item = &'static Self> {
        FUNCTIONS.iter().map(|function| Self::of(function.name))
    }

    #[expect(clippy::panic, reason = "an endpoint without cases proves nothing")]
    fn read(function: &'static Function) -> Self {
        let file = format!("tests/cases/{}/{}.http", function.api_folder(), function.name);
        let path = root().join(&file);
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{file} cannot be read: {error}"));
        match parse(&text) {
            Ok(all) => Self { function, all, path, text },
            Err(problem) => panic!("{file}:{problem}"),
        }
    }

    /// The request that succeeds.
    #[must_use]
    pub fn good(&self) -> &Case {
        // The parser refuses a file without it.
        &self.all[0]
    }

    /// The function's routes; the fallback has none.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = routes();
        routes.retain(|route| route.function == self.function.name);
        routes
    }

    /// The text of a case's event, as API Gateway makes it.
    ///
    /// # Panics
    /// When no route of the function fits the request.
    #[must_use]
    pub fn event_text(&self, case: &Case, event: &Event) -> String {
        let routes = self.routes();
        let route = event.route(&routes).or_else(|| with_empty_rest(event, &routes));
        let fits = route.is_some() || self.function.name == FALLBACK;
        assert!(fits, "{}, {}: no route fits {}", self.function.name, case.name, event.path());
        event.to_json(route)
    }

    /// Whether its requests have bodies.
    #[must_use]
    pub fn takes_body(&self) -> bool {
        self.good().request.body.is_some()
    }

    /// Whether a good request asks the table for anything after INIT.
    #[must_use]
    pub fn asks_the_table(&self) -> bool {
        self.good().tags.first.as_ref().is_some_and(|calls| !calls.operations.is_empty())
    }

    /// Whether a good request changes a customer.
    #[must_use]
    pub fn changes_customers(&self) -> bool {
        self.good().leaves().changes > 0
    }

    /// Whether anybody may call it: its good request shows no credentials.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.good().request.header("authorization").is_none()
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file's text with what was really answered to each case.
    #[must_use]
    pub fn updated(&self, answers: &[(u16, String)]) -> String {
        answer::updated(&self.text, &self.all, answers)
    }

    /// Writes the file.
    ///
    /// # Panics
    /// When it cannot be written.
    #[expect(clippy::panic, reason = "an update that is not written must not look like one")]
    pub fn write(&self, text: &str) {
        if let Err(error) = std::fs::write(&self.path, text) {
            panic!("{} cannot be written: {error}", self.path.display());
        }
    }
}

/// The cases in a file's text.
///
/// # Errors
/// When it cannot be understood: the line, counted from 1, and what is wrong there.
pub fn parse(text: &str) -> Result<Vec<Case>, String> {
    parse::cases(text).map_err(|(line, problem)| format!("{}: {problem}", line + 1))
}

/// The route whose last parameter, `{rest+}`, stands for nothing but the slash before it.
fn with_empty_rest<'a>(event: &Event, routes: &'a [Route]) -> Option<&'a Route> {
    let begins = event.path().strip_suffix('/')?;
    let filled = event.clone().at(&format!("{begins}/rest"));
    filled.route(routes).filter(|route| route.path.ends_with("+}"))
}
