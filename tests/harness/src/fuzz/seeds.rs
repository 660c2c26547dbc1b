//! What to begin with: the events, the requests in them and their parts, and the stored items.

use serde_json::Value;

use super::request;
use crate::files::{event_files, event_folders};
use crate::template::root;

/// The requests of an API's events.
pub fn of(api: &str) -> Vec<Vec<u8>> {
    let events = event_files(api).into_iter().map(|file| file.raw());
    events.filter_map(|text| Some(request::write(&parsed(&text)?))).collect()
}

/// An event, its placeholders as they are: numbers among them are no JSON, and count as none.
fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn texts() -> Vec<String> {
    let folders = event_folders();
    folders.iter().flat_map(|api| event_files(api)).map(|file| file.raw()).collect()
}

/// The events themselves.
pub fn events() -> Vec<Vec<u8>> {
    texts().into_iter().map(String::into_bytes).collect()
}

/// One of each header `authorization`, behind a byte for each API.
pub fn authorizations() -> Vec<Vec<u8>> {
    let headers = texts()
        .into_iter()
        .filter_map(|text| parsed(&text)?["headers"]["authorization"].as_str().map(str::to_owned));
    let all: std::collections::BTreeSet<String> = headers.collect();
    let each = |header: String| (b'0'..b'5').map(move |api| [&[api], header.as_bytes()].concat());
    all.into_iter().flat_map(each).collect()
}

/// The bodies, behind a byte for each content type.
pub fn bodies() -> Vec<Vec<u8>> {
    let bodies = texts()
        .iter()
        .filter_map(|text| parsed(text)?["body"].as_str().map(str::to_owned))
        .collect::<std::collections::BTreeSet<String>>();
    let each = |body: String| (b'0'..b'3').map(move |kind| [&[kind], body.as_bytes()].concat());
    bodies.into_iter().flat_map(each).collect()
}

/// The queries, and forms.
pub fn queries() -> Vec<Vec<u8>> {
    let mut queries: Vec<Vec<u8>> = texts()
        .iter()
        .filter_map(|text| parsed(text)?["rawQueryString"].as_str().map(|q| q.as_bytes().to_vec()))
        .collect();
    queries.extend(
        ["a=1&b=%C3%A9&a=+", "%zz=%&&=", "filter%5Bname%5D=x"].map(|text| text.as_bytes().to_vec()),
    );
    queries.sort();
    queries.dedup();
    queries
}

/// The documents of the items that are kept of every schema.
///
/// # Panics
/// When there are none.
#[expect(clippy::panic, reason = "seeds that are not read are none")]
pub fn items() -> Vec<Vec<u8>> {
    let folder = root().join("tests/items");
    let files = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()));
    let documents = files.filter_map(|file| {
        let text = std::fs::read_to_string(file.ok()?.path()).ok()?;
        let item: Value = serde_json::from_str(&text).ok()?;
        item["document"]["S"].as_str().map(|document| document.as_bytes().to_vec())
    });
    documents.collect()
}
