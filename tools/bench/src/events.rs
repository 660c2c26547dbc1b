//! Events: those of `events/`, with the demo data's credentials filled in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::body::Bytes;
use local::demo::{DemoDocument, fill};
use serde_json::{Value, json};

use crate::error::BenchError;

/// What stands for the number of an event where every event must differ.
const NUMBER: &str = "{{n}}";

/// An event that can be made any number of times.
#[derive(Debug, Clone)]
pub struct Event {
    event: Value,
    /// Fields of the body, by JSON pointer, that differ from event to event.
    vary: BTreeMap<String, String>,
    /// How many were made.
    made: Arc<AtomicU64>,
}

impl Event {
    /// Reads an event. `vary` names fields of its JSON body and what stands there, in which
    /// `{{n}}` becomes the event's number.
    pub fn read(
        path: &Path,
        demo: &DemoDocument,
        vary: &BTreeMap<String, String>,
    ) -> Result<Self, BenchError> {
        let named = |what: String| BenchError::File(path.display().to_string(), what);
        let text = std::fs::read_to_string(path).map_err(BenchError::io(path))?;
        let filled = fill(&text, demo).map_err(|error| named(error.to_string()))?;
        let event = serde_json::from_str(&filled).map_err(|error| named(error.to_string()))?;
        Ok(Self { vary: vary.clone(), ..Self::of(event) })
    }

    /// An event as it is.
    #[must_use]
    pub fn of(event: Value) -> Self {
        Self { event, vary: BTreeMap::new(), made: Arc::default() }
    }

    /// The event once more: where fields vary, one that was never made before.
    #[must_use]
    pub fn next(&self) -> Bytes {
        if self.vary.is_empty() {
            return Bytes::from(self.event.to_string());
        }
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let mut event = self.event.clone();
        let body = event["body"].as_str().unwrap_or_default();
        let mut body: Value = serde_json::from_str(body).unwrap_or_default();
        for (pointer, text) in &self.vary {
            put(&mut body, pointer, text.replace(NUMBER, &number.to_string()));
        }
        event["body"] = json!(body.to_string());
        Bytes::from(event.to_string())
    }
}

/// Puts a text at a JSON pointer, whatever stood there.
fn put(body: &mut Value, pointer: &str, text: String) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(fields)) = body.pointer_mut(parent) {
        fields.insert(name.to_owned(), Value::String(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_vary_hold_the_events_number() {
        let event = Event {
            vary: BTreeMap::from([
                ("/a/b".to_owned(), "B-{{n}}".to_owned()),
                ("/new".to_owned(), "{{n}}".to_owned()),
                ("/none/below".to_owned(), "{{n}}".to_owned()),
            ]),
            ..Event::of(json!({"body": r#"{"a":{"b":"x"},"c":1}"#}))
        };
        for number in ["0", "1"] {
            let made: Value = serde_json::from_slice(&event.next()).unwrap();
            let body: Value = serde_json::from_str(made["body"].as_str().unwrap()).unwrap();
            let expected = json!({"a": {"b": format!("B-{number}")}, "c": 1, "new": number});
            assert_eq!(body, expected);
        }
    }

    #[test]
    fn an_event_that_does_not_vary_is_always_the_same() {
        let event = Event::of(json!({"body": null}));
        assert_eq!(event.next(), event.next());
    }
}
