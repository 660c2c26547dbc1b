//! What the programs are asked.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use harness::cases::Cases;
use harness::functions::Function;
use hyper::body::Bytes;
use local::demo::{DemoDocument, fill};
use serde_json::Value;

use crate::error::BenchError;

/// An event that can be made any number of times.
#[derive(Clone)]
pub enum Event {
    /// The same every time.
    Same(Value),
    /// A function's good case, each time with another mark, so that a write writes again.
    Good {
        /// The cases of the function.
        cases: &'static Cases,
        /// Where the placeholders are filled in from.
        demo: Box<DemoDocument>,
        /// How many were made.
        made: Arc<AtomicU64>,
    },
}

impl fmt::Debug for Event {
    /// Says nothing of what is sent: it holds credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Event")
    }
}

impl Event {
    /// A function's good case.
    #[must_use]
    pub fn of_function(function: &Function, demo: &DemoDocument) -> Self {
        let demo = Box::new(demo.clone());
        Self::Good { cases: Cases::of(function.name), demo, made: Arc::default() }
    }

    /// Reads an event.
    pub fn read(path: &Path, demo: &DemoDocument) -> Result<Self, BenchError> {
        let named = |what: String| BenchError::File(path.display().to_string(), what);
        let text = std::fs::read_to_string(path).map_err(BenchError::io(path))?;
        let filled = fill(&text, demo).map_err(|error| named(error.to_string()))?;
        let event = serde_json::from_str(&filled).map_err(|error| named(error.to_string()))?;
        Ok(Self::Same(event))
    }

    /// The event once more.
    #[must_use]
    pub fn next(&self) -> Bytes {
        match self {
            Self::Same(event) => Bytes::from(event.to_string()),
            Self::Good { cases, demo, made } => {
                let number = made.fetch_add(1, Ordering::Relaxed);
                let good = cases.good();
                let event = good.request.filled(&number.to_string(), demo);
                Bytes::from(cases.event_text(good, &event))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use harness::demo::demo;
    use harness::functions::FUNCTIONS;
    use shared::runtime::Effect;

    use super::*;

    /// Broken by one mark for all events.
    #[test]
    fn an_event_that_writes_differs_from_the_one_before() {
        for function in FUNCTIONS.iter() {
            let event = Event::of_function(function, &demo().document);
            let writes = function.spec.effect == Effect::Write;
            assert_eq!(event.next() != event.next(), writes, "{}", function.name);
        }
    }
}
