//! A request as a text that bytes can be changed in: `PUT /v1/customers?a=1`, headers, an empty
//! line, and the body. Placeholders stand for credentials.

use crate::cases::Request;
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

/// A case's request as such a text.
pub fn write(request: &Request) -> Vec<u8> {
    let mut head = format!("{} {}", request.method, request.target);
    for (name, value) in &request.headers {
        head.push_str(&format!("\n{name}: {value}"));
    }
    head.push_str("\n\n");
    let body = request.body.as_deref().unwrap_or_default();
    let body = if request.base64 {
        shared::auth::authorization::base64(body).unwrap_or_default()
    } else {
        body.as_bytes().to_vec()
    };
    [head.into_bytes(), body].concat()
}
