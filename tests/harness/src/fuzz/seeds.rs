//! What to begin with: the cases' requests, their events and their parts, and the stored items.
//! Placeholders stay in them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::request;
use crate::cases::{Cases, Request};
use crate::template::root;

/// The requests to an API.
pub fn of(api: &str) -> Vec<Vec<u8>> {
    let of_api = Cases::all().filter(|cases| cases.function.api_folder() == api);
    of_api.flat_map(|cases| &cases.all).map(|case| request::write(&case.request)).collect()
}

fn requests() -> impl Iterator<Item = &'static Request> {
    Cases::all().flat_map(|cases| &cases.all).map(|case| &case.request)
}

/// The events.
pub fn events() -> Vec<Vec<u8>> {
    let of = |cases: &'static Cases| {
        let text = |case| (case, cases.event_text(case, &case.request.unfilled()));
        cases.all.iter().map(move |case| text(case).1.into_bytes())
    };
    Cases::all().flat_map(of).collect()
}

/// One of each header `authorization`, behind a byte for each API.
pub fn authorizations() -> Vec<Vec<u8>> {
    let all: BTreeSet<&str> =
        requests().filter_map(|request| request.header("authorization")).collect();
    let apis = || (b'0'..).take(registry::APIS.len());
    let each = |header: &'static str| apis().map(|api| [&[api], header.as_bytes()].concat());
    all.into_iter().flat_map(each).collect()
}

/// The bodies, behind a byte for each content type.
pub fn bodies() -> Vec<Vec<u8>> {
    let all: BTreeSet<&str> = requests().filter_map(|request| request.body.as_deref()).collect();
    let each = |body: &'static str| (b'0'..b'4').map(|kind| [&[kind], body.as_bytes()].concat());
    all.into_iter().flat_map(each).collect()
}

/// The queries, and forms.
pub fn queries() -> Vec<Vec<u8>> {
    let of = |request: &'static Request| request.target.split_once('?').map(|(_, query)| query);
    let queries: BTreeSet<&str> = requests()
        .filter_map(of)
        .chain(["", "a=1&b=%C3%A9&a=+", "%zz=%&&=", "filter%5Bname%5D=x"])
        .collect();
    queries.into_iter().map(|query| query.as_bytes().to_vec()).collect()
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
