//! Events: those of `events/`, with the demo data's credentials filled in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::body::Bytes;
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
        demo: &Value,
        vary: &BTreeMap<String, String>,
    ) -> Result<Self, BenchError> {
        let named = |what: String| BenchError::File(path.display().to_string(), what);
        let text = std::fs::read_to_string(path).map_err(BenchError::io(path))?;
        let filled = fill(&text, demo).map_err(|name| named(format!("nothing is {name}")))?;
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
            if let Some(field) = body.pointer_mut(pointer) {
                *field = json!(text.replace(NUMBER, &number.to_string()));
            }
        }
        event["body"] = json!(body.to_string());
        Bytes::from(event.to_string())
    }
}

/// Fills in `{{path.to.text}}` from the demo data; an unknown path is the error.
fn fill(text: &str, demo: &Value) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (path, after) = after.split_once("}}").ok_or("an open {{")?;
        let pointer = format!("/{}", path.trim().replace('.', "/"));
        let value = demo.pointer(&pointer).and_then(Value::as_str).ok_or(path)?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_filled_in_from_the_demo_data() {
        let demo = json!({"fleet": {"token": "abc"}});
        assert_eq!(fill("a {{fleet.token}} b {{ fleet.token }}", &demo).unwrap(), "a abc b abc");
        assert_eq!(fill("{{fleet.none}}", &demo), Err("fleet.none".to_owned()));
        assert_eq!(fill("{{fleet", &demo), Err("an open {{".to_owned()));
    }

    #[test]
    fn fields_that_vary_hold_the_events_number() {
        let event = Event {
            vary: BTreeMap::from([("/a/b".to_owned(), "B-{{n}}".to_owned())]),
            ..Event::of(json!({"body": r#"{"a":{"b":"x"},"c":1}"#}))
        };
        for expected in [r#"{"a":{"b":"B-0"},"c":1}"#, r#"{"a":{"b":"B-1"},"c":1}"#] {
            let made: Value = serde_json::from_slice(&event.next()).unwrap();
            assert_eq!(made["body"], expected);
        }
    }

    #[test]
    fn an_event_that_does_not_vary_is_always_the_same() {
        let event = Event::of(json!({"body": null}));
        assert_eq!(event.next(), event.next());
    }
}
