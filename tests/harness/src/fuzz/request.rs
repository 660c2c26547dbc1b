//! A request as a text that bytes can be changed in: `PUT /v1/customers?a=1`, headers, an empty
//! line, and the body. Placeholders like those of the events stand for credentials.

use serde_json::Value;

use crate::event::Event;

/// The request of these bytes; `None` where there is none to be sent.
pub fn read(bytes: &[u8]) -> Option<Event> {
    let (head, body) = match bytes.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &b""[..]),
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split('\n');
    let (method, target) = lines.next()?.split_once(' ')?;
    if !target.starts_with('/') {
        return None;
    }
    let mut event = Event::new(method, target);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        event = event.header(name, value);
    }
    if !body.is_empty() {
        event = event.bytes(body);
    }
    Some(event)
}

/// The text of an event's request.
pub fn write(event: &Value) -> Vec<u8> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let http = &event["requestContext"]["http"];
    let mut written = format!("{} {}", text(&http["method"]), encoded(&text(&event["rawPath"])));
    let query = text(&event["rawQueryString"]);
    if !query.is_empty() {
        written.push('?');
        written.push_str(&query);
    }
    for (name, value) in event["headers"].as_object().into_iter().flatten() {
        written.push_str(&format!("\n{name}: {}", text(value)));
    }
    written.push_str("\n\n");
    let mut written = written.into_bytes();
    let body = text(&event["body"]);
    if event["isBase64Encoded"] == Value::Bool(true) {
        written.extend(shared::auth::authorization::base64(&body).unwrap_or_default());
    } else {
        written.extend(body.into_bytes());
    }
    written
}

/// A path, decoded as events have it, as a client writes it. A slash stays one.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"%?#".contains(&byte);
    let each = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    path.bytes().map(each).collect()
}
