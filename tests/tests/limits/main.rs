//! How often callers may call, and how often passwords may be wrong: exact in one process, bounded
//! over several, never in the way of a caller within its limits or of a read.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod fleet;
mod guesses;
mod nutcache;
mod switches;
mod usual;

use harness::functions::{Answer, Function, Instance, routes};
use harness::stack::{NOW, Stack};
use harness::wire::Seen;
use shared::clock::Timestamp;

/// Sends an event's request to an instance of its function.
async fn send(instance: &Instance, event: &harness::event::Event) -> Answer {
    let routes = routes();
    let route = routes.iter().find(|route| route.function == instance.function.name);
    instance.call(&event.to_json(route)).await
}

/// An instance on a stack, whose INIT is not on the wire any more.
async fn started(stack: &Stack, function: &str) -> Instance {
    let instance = Function::named(function).start(stack).await;
    drop(stack.wire.take());
    instance
}

fn operations(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|seen| seen.operation.as_str()).collect()
}

/// The keys that were counted under, and by how much.
fn counted(seen: &[Seen]) -> Vec<(String, u64)> {
    let updates = seen.iter().filter(|seen| seen.operation == "UpdateItem");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    updates
        .map(|seen| {
            let key = &seen.body["Key"];
            let more = text(&seen.body["ExpressionAttributeValues"][":more"]["N"]);
            (format!("{} {}", text(&key["pk"]["S"]), text(&key["sk"]["S"])), more.parse().unwrap())
        })
        .collect()
}

/// Seconds after the moment at which every stack's clock stands, which is a whole day's noon.
const fn after(secs: i64) -> Timestamp {
    NOW.plus_secs(secs)
}
