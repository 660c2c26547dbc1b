//! Answers as texts that stay the same from run to run: what is new in each is replaced by what
//! it is.

use uuid::Uuid;

use crate::demo::demo;
use crate::functions::Answer;
use crate::json::Json;

/// Headers that every answer carries, and that a suite checks by itself.
const EVERYWHERE: [&str; 3] = ["cache-control", "x-content-type-options", "x-request-id"];

/// An answer to an event: its headers but those that every answer carries, and its body, laid out
/// below an empty line.
#[must_use]
pub fn answer(answer: &Answer, event: &str) -> String {
    let mut headers: Vec<_> =
        answer.0.headers.iter().filter(|(name, _)| !EVERYWHERE.contains(name)).collect();
    headers.sort();
    let headers: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let headers = headers.join("\n");
    if answer.body().is_empty() {
        return headers;
    }
    format!("{headers}\n\n{}", json(answer.body(), event))
}

/// A text, laid out where it is JSON.
#[must_use]
pub fn json(text: &str, event: &str) -> String {
    let Ok(mut json) = Json::parse(text) else { return text.to_owned() };
    json.map_texts(&|text| new(text, event));
    json.to_string()
}

/// What stands for a text that is another in every run.
fn new(text: &str, event: &str) -> Option<String> {
    if text.len() > 100 && text.bytes().all(|byte| byte.is_ascii_graphic()) && !demo().knows(text) {
        return Some("[token]".to_owned());
    }
    let known = || event.to_lowercase().contains(&text.to_lowercase()) || demo().knows(text);
    (text.len() == 36 && Uuid::try_parse(text).is_ok() && !known()).then(|| "[uuid]".to_owned())
}

/// A key of the table with the UUIDs that are new in it replaced.
#[must_use]
pub fn key(pk: &str, sk: &str) -> String {
    let parts = pk.split('#').map(|part| new(part, "").unwrap_or_else(|| part.to_owned()));
    format!("{} {sk}", parts.collect::<Vec<_>>().join("#"))
}
