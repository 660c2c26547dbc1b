//! The requests that the clients send: the functions' good requests, changed where the account needs
//! it, each with the status that it is documented to be answered with.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::cases::Cases;
use harness::event::Event;
use harness::functions::{FALLBACK, FUNCTIONS, Function};
use hyper::body::Bytes;
use local::demo::DemoDocument;
use serde_json::{Value, json};
use shared::runtime::Effect;

use crate::soak::seed::Owned;
use crate::world::NUTCACHE;

/// A request to one function.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The function of its route.
    pub function: &'static str,
    /// The status that it is answered with, where DynamoDB can be had.
    pub expected: u16,
    /// The event.
    pub event: Bytes,
}

/// A function's good request about a customer, changed.
fn good(
    function: &str,
    demo: &DemoDocument,
    customer: Option<&str>,
    change: impl FnOnce(Event) -> Event,
) -> Asked {
    let cases = Cases::of(function);
    let case = cases.good();
    let mut request = case.request.clone();
    if let Some(customer) = customer {
        // Whichever of its names the path has for the customer of the demo.
        for name in ["customer_id", "customer_uuid"] {
            let place = format!("{{{{{}.{name}}}}}", cases.function.api);
            request.target = request.target.replace(&place, customer);
        }
    }
    let event = change(request.filled("1", demo));
    let event = Bytes::from(cases.event_text(case, &event));
    Asked { function: cases.function.name, expected: case.status, event }
}

/// The functions that only read.
pub(super) fn readers() -> Vec<&'static Function> {
    let reads = |function: &&Function| function.spec.effect == Effect::Read;
    FUNCTIONS.iter().filter(reads).filter(|function| function.name != FALLBACK).collect()
}

/// The functions that hash a password to refuse it: all of Nutcache's.
pub(super) fn hashing() -> Vec<&'static Function> {
    FUNCTIONS.iter().filter(|function| function.api == NUTCACHE).collect()
}

/// What a function that only reads shows of a customer.
pub(super) fn read(function: &Function, demo: &DemoDocument, customer: u64) -> Asked {
    good(function.name, demo, Some(&customer.to_string()), |event| event)
}

/// A customer that is not there.
pub(super) fn unknown(demo: &DemoDocument) -> Asked {
    Asked { expected: 404, ..good("cro-get-customer", demo, Some("999999999"), |event| event) }
}

/// fleet: the client's own customer.
pub(super) fn show(demo: &DemoDocument, own: &Owned) -> Asked {
    good("fleet-show-customer", demo, None, |event| by(own, event))
}

/// fleet: a new name for it.
pub(super) fn rename(demo: &DemoDocument, own: &Owned, name: &str) -> Asked {
    let body = json!({"company": name, "show_map_speed": name.len().is_multiple_of(2)});
    good("fleet-update-customer", demo, None, |event| by(own, event).json(&body))
}

fn by(own: &Owned, request: Event) -> Event {
    request.header("authorization", format!("Basic {}", own.fleet_token))
}

/// A stranger with a wrong password. Each has a name and an address of its own: whoever guesses too
/// often has nothing hashed any more.
pub(super) fn wrong_password(function: &Function, demo: &DemoDocument, stranger: u64) -> Asked {
    // With a key that exists: nothing is hashed for any other.
    let good_one = demo.at("nutcache.authorization").and_then(Value::as_str);
    let decoded = STANDARD.decode(good_one.unwrap_or_default()).unwrap_or_default();
    let text = String::from_utf8_lossy(&decoded);
    let key = text.split(':').next().unwrap_or_default();
    let wrong = STANDARD.encode(format!("{key}:stranger-{stranger}@nowhere.example:wrong"));
    let [.., a, b, c] = stranger.to_be_bytes();
    let asked = good(function.name, demo, None, |event| {
        let event = event.from_address(&format!("10.{a}.{b}.{c}"));
        event.header("authorization", format!("nut-basic {wrong}"))
    });
    Asked { expected: 401, ..asked }
}

/// BlueRockTEL: a new customer, under a key.
pub(super) fn create(demo: &DemoDocument, name: &str, key: &str) -> Asked {
    let body = json!({"name": name});
    good("bluerocktel-create-customer", demo, None, |event| {
        event.header("idempotency-key", key).json(&body)
    })
}

/// myKaarma: a new key for a customer, by its UUID or its id.
pub(super) fn rekey(demo: &DemoDocument, customer: &str, key: &str) -> Asked {
    let body = json!({"customer": {"customerKey": key}});
    good("mykaarma-update-customer", demo, Some(customer), |event| event.json(&body))
}

/// Nobody's path.
pub(super) fn nowhere(demo: &DemoDocument) -> Asked {
    good(FALLBACK, demo, None, |event| event)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Broken by a placeholder that is not replaced: the customer of the demo is read instead.
    #[test]
    fn a_reader_is_asked_about_the_clients_own_customer() {
        let demo = &harness::demo::demo().document;
        for function in readers() {
            let names_one =
                Cases::of(function.name).good().request.target.contains(".customer_id}}");
            let asked = String::from_utf8(read(function, demo, 987_654).event.to_vec()).unwrap();
            assert_eq!(asked.contains("987654"), names_one, "{}", function.name);
        }
        assert!(!hashing().is_empty());
        assert_eq!(nowhere(demo).expected, 404);
    }
}
