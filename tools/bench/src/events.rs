//! What the programs are asked.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use harness::event::Event as Request;
use harness::functions::{Function, routes};
use hyper::body::Bytes;
use local::demo::{DemoDocument, fill};
use serde_json::{Value, json};

use crate::error::BenchError;

/// Makes a request with the demo's credentials.
type Make = fn(&DemoDocument) -> Request;

/// The requests to functions whose event in `events/` is not what the budget is of: there a
/// customer is made of a query and not of a body, and the fallback has no event.
const MADE: [(&str, Make); 2] =
    [("bluerocktel-create-customer", create), ("fallback", |_| Request::get("/customers/"))];

/// Fields of the body, by JSON pointer, that differ from event to event, so that each one writes.
const VARY: [(&str, &str, &str); 3] = [
    ("bluerocktel-create-customer", "/name", "Company"),
    ("fleet-update-customer", "/company", "Company"),
    ("mykaarma-update-customer", "/customer/lastName", "Garcia"),
];

fn create(demo: &DemoDocument) -> Request {
    Request::post("/api/v1/customers")
        .header("authorization", format!("Bearer {}", demo.bluerocktel.token))
        .json(&json!({
            "name": "Société Générale de Téléphonie", "brand": "SGT", "type": "SARL",
            "capital": 10_000, "registrationNumber": "RCS 123",
            "taxRegistrationNumber": "FR00123", "representative_id": 7,
            "mainAddressLine1": "1 rue de la Paix", "mainAddressPostalCode": 75002,
            "mainAddressCity": "Paris", "mainAddressCountry": "France",
            "emailAddress": "contact@example.com", "phone": "+33123456789",
            "website": "https://example.com", "active": true, "isReseller": 1,
            "resellerLevel": "2", "chargeVAT": "false", "vip": "1", "onCallDuty": 0,
            "suppliers": "A, B",
        }))
}

/// An event that can be made any number of times.
#[derive(Debug, Clone)]
pub struct Event {
    event: Value,
    /// The field that differs, and the text before its number.
    vary: Option<(&'static str, &'static str)>,
    /// How many were made.
    made: Arc<AtomicU64>,
}

impl Event {
    /// A function's event: the one in `events/`, or the one of these tables.
    pub fn of_function(
        root: &Path,
        function: &Function,
        demo: &DemoDocument,
    ) -> Result<Self, BenchError> {
        let event = match MADE.iter().find(|(name, _)| *name == function.name) {
            Some((_, make)) => Self::of(sent(&make(demo))),
            None => {
                let file = format!("events/{}/{}.json", function.api_folder(), function.name);
                Self::read(&root.join(file), demo)?
            }
        };
        let vary = VARY.iter().find(|(name, ..)| *name == function.name);
        Ok(Self { vary: vary.map(|(_, field, text)| (*field, *text)), ..event })
    }

    /// Reads an event.
    pub fn read(path: &Path, demo: &DemoDocument) -> Result<Self, BenchError> {
        let named = |what: String| BenchError::File(path.display().to_string(), what);
        let text = std::fs::read_to_string(path).map_err(BenchError::io(path))?;
        let filled = fill(&text, demo).map_err(|error| named(error.to_string()))?;
        let event = serde_json::from_str(&filled).map_err(|error| named(error.to_string()))?;
        Ok(Self::of(event))
    }

    /// An event as it is.
    #[must_use]
    pub fn of(event: Value) -> Self {
        Self { event, vary: None, made: Arc::default() }
    }

    /// The event once more: where a field varies, one that was never made before.
    #[must_use]
    pub fn next(&self) -> Bytes {
        let Some((field, text)) = self.vary else { return Bytes::from(self.event.to_string()) };
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let mut event = self.event.clone();
        let body = event["body"].as_str().unwrap_or_default();
        let mut body: Value = serde_json::from_str(body).unwrap_or_default();
        put(&mut body, field, format!("{text} {number}"));
        event["body"] = json!(body.to_string());
        Bytes::from(event.to_string())
    }
}

/// The event of a request, as API Gateway makes it.
fn sent(request: &Request) -> Value {
    let routes = routes();
    serde_json::from_str(&request.to_json(request.route(&routes))).unwrap_or_default()
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
    use harness::demo::demo;
    use harness::functions::FUNCTIONS;
    use harness::template::root;

    use super::*;

    #[test]
    fn a_field_that_varies_holds_the_events_number() {
        for (pointer, expected) in [
            ("/a/b", json!({"a": {"b": "B 1"}, "c": 1})),
            ("/new", json!({"a": {"b": "x"}, "c": 1, "new": "B 1"})),
            ("/none/below", json!({"a": {"b": "x"}, "c": 1})),
        ] {
            let event = Event::of(json!({"body": r#"{"a":{"b":"x"},"c":1}"#}));
            let event = Event { vary: Some((pointer, "B")), ..event };
            drop(event.next());
            let made: Value = serde_json::from_slice(&event.next()).unwrap();
            let body: Value = serde_json::from_str(made["body"].as_str().unwrap()).unwrap();
            assert_eq!(body, expected);
        }
    }

    /// Broken by an event whose body has no such field's parent, and by a function without one.
    #[test]
    fn every_function_has_an_event_and_every_varied_one_differs() {
        for function in FUNCTIONS {
            let event = Event::of_function(root(), function, &demo().document).unwrap();
            let varies = VARY.iter().any(|(name, ..)| *name == function.name);
            assert_eq!(event.next() != event.next(), varies, "{}", function.name);
        }
    }
}
