//! Every function's handler in process: what its binary runs, from the event to the answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

use registry::ServedRoute;
use shared::auth::Keys;
use shared::id::ApiName;
use shared::runtime::{App, Event, GatewayResponse, Spec};
use tokio::time::Instant;

use crate::json::Json;
use crate::openapi;
use crate::stack::{Stack, settings};

/// How long an invocation of these tests lasts: as long as on Lambda.
pub const INVOCATION: Duration = Duration::from_secs(10);

type Answering<'a> = Pin<Box<dyn Future<Output = GatewayResponse> + Send + 'a>>;

/// One function.
#[derive(Clone, Copy)]
pub struct Function {
    /// Its name, which is its binary's.
    pub name: &'static str,
    /// Its facts.
    pub spec: &'static Spec,
    /// The package that its binary is in.
    pub package: &'static str,
    /// Its API.
    pub api: ApiName,
    reads_keys: bool,
    respond: for<'a> fn(&'a App, Event, Instant) -> Answering<'a>,
}

/// All of them.
pub static FUNCTIONS: LazyLock<Vec<Function>> =
    LazyLock::new(|| registry::functions().map(Function::of).collect());

/// The name of the function that answers what no other one does.
pub const FALLBACK: &str = "fallback";

/// All routes of all APIs.
#[must_use]
pub fn routes() -> Vec<ServedRoute> {
    registry::routes().collect()
}

impl Function {
    fn of(function: &shared::runtime::Function) -> Self {
        let shared::runtime::Function { spec, api, type_path, reads_keys, respond } = *function;
        let package = type_path.split("::").next().unwrap_or_default();
        Self { name: spec.name, spec, package, api, reads_keys, respond }
    }

    /// The function of that name.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    #[expect(clippy::panic, reason = "a name that a test wrote wrong")]
    pub fn named(name: &str) -> &'static Self {
        FUNCTIONS
            .iter()
            .find(|function| function.name == name)
            .unwrap_or_else(|| panic!("no function is called {name}"))
    }

    /// The folder of its cases and events: its API's name, or its own where it is no API's.
    #[must_use]
    pub fn api_folder(&self) -> &str {
        if self.name == FALLBACK { FALLBACK } else { self.api.as_str() }
    }

    /// An instance of it that has just started: INIT is over.
    pub async fn start(&'static self, stack: &Stack) -> Instance {
        let store = stack.store();
        let app = App::new(store, Keys::unread(self.api), stack.clock.clone(), settings());
        if self.reads_keys {
            // As at a real start, where a failure is left to the first request.
            app.keys.read(&app.store, &app.clock).await.unwrap_or_default();
        }
        Instance { function: self, app }
    }
}

/// One warm instance of a function.
pub struct Instance {
    /// Whose.
    pub function: &'static Function,
    /// What it holds.
    pub app: App,
}

impl Instance {
    /// Answers an event's text.
    pub async fn call(&self, event: &str) -> Answer {
        self.call_within(event, INVOCATION).await
    }

    /// Answers an event's text within less time than an invocation has. Every answer that a suite
    /// gets in process passes through here.
    ///
    /// # Panics
    /// When something of the answer is not in the API's OpenAPI document.
    pub async fn call_within(&self, event: &str, time: Duration) -> Answer {
        let read = Event::from_json(event.as_bytes());
        let answer = Answer((self.function.respond)(&self.app, read, Instant::now() + time).await);
        openapi::assert_documented(self.function, event, &answer);
        answer
    }
}

/// What a function answered.
#[derive(Debug, Clone)]
pub struct Answer(pub GatewayResponse);

impl Answer {
    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    /// A header, empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.0.header(name).unwrap_or_default()
    }

    /// The body's text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.0.body
    }

    /// The body, which must be JSON.
    ///
    /// # Panics
    /// When it is not.
    #[must_use]
    #[expect(clippy::panic, reason = "an assertion")]
    pub fn json(&self) -> Json {
        Json::parse(&self.0.body).unwrap_or_else(|error| {
            panic!("{}: not JSON ({error}): {}", self.status(), self.0.body)
        })
    }
}
