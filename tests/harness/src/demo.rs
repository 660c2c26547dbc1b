//! The demo data, loaded once a process and copied into each stack that wants it.

use std::sync::OnceLock;

use local::demo::{DemoDocument, document, fill, load};
use serde_json::Value;
use shared::clock::Clock;

use crate::engine::Engine;
use crate::stack::Stack;

/// What the demo's table holds, and the credentials that go with it.
pub struct Demo {
    /// Every credential, with tokens made when the stacks' clocks stand.
    pub document: DemoDocument,
    items: Vec<dynoxide::Item>,
    texts: Vec<String>,
}

/// The demo.
///
/// # Panics
/// When it cannot be loaded, which no test can go on without.
#[must_use]
#[expect(clippy::expect_used, reason = "without the demo there is nothing to test")]
pub fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let thread = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(Demo::load())
        });
        thread.join().expect("the demo data")
    })
}

impl Demo {
    #[expect(clippy::panic, reason = "without the demo there is nothing to test")]
    async fn load() -> Self {
        let stack = Stack::empty();
        let store = stack.store();
        if let Err(error) = load(&store).await {
            panic!("the demo data cannot be loaded: {}", error.into_line());
        }
        let document = match document(&store, &stack.clock, "http://127.0.0.1:9000").await {
            Ok(document) => document,
            Err(error) => panic!("no demo document: {}", error.into_line()),
        };
        let items = stack.engine.items();
        let texts = items
            .iter()
            .map(|item| serde_json::to_string(item).unwrap_or_default().to_lowercase())
            .collect();
        Self { document, items, texts }
    }

    /// What stands at a path of the demo document: `{{cro.token}}` without the braces.
    ///
    /// # Panics
    /// When nothing does.
    #[must_use]
    #[expect(clippy::panic, reason = "a path that a test wrote wrong")]
    pub fn at(&self, path: &str) -> String {
        match self.document.at(path) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => panic!("the demo document has nothing at {path}"),
        }
    }

    /// The number that stands at a path of the demo document.
    ///
    /// # Panics
    /// When none does.
    #[must_use]
    #[expect(clippy::panic, reason = "a path that a test wrote wrong")]
    pub fn number(&self, path: &str) -> u64 {
        let number = self.document.at(path).and_then(Value::as_u64);
        number.unwrap_or_else(|| panic!("the demo document has no number at {path}"))
    }

    /// A text with its placeholders filled in.
    ///
    /// # Panics
    /// When one leads nowhere.
    #[must_use]
    #[expect(clippy::panic, reason = "a placeholder that was written wrong")]
    pub fn fill(&self, text: &str) -> String {
        fill(text, &self.document).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Whether a text stands somewhere in the demo data, in any case.
    #[must_use]
    pub fn knows(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.texts.iter().any(|known| known.contains(&text))
    }
}

impl Stack {
    /// A stack whose table holds the demo data.
    #[must_use]
    pub fn demo() -> Self {
        let engine = Engine::empty();
        engine.import(demo().items.clone());
        Self::on(engine)
    }

    /// The demo document with tokens of this very moment, for functions that run on the system's
    /// clock.
    ///
    /// # Panics
    /// When it cannot be made.
    #[expect(clippy::panic, reason = "without credentials there is nothing to test")]
    pub async fn document_now(&self) -> DemoDocument {
        match document(&self.store(), &Clock::system(), "http://127.0.0.1:9000").await {
            Ok(document) => document,
            Err(error) => panic!("no demo document: {}", error.into_line()),
        }
    }
}
