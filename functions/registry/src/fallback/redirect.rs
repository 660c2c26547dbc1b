//! The same path with single slashes, and without a slash at its end.

use std::borrow::Cow;
use std::fmt::Write as _;

use shared::runtime::{Request, Response, StatusCode};

/// A path with single slashes, and without one at its end.
pub(crate) fn tidy(path: &str) -> Cow<'_, str> {
    let path = path.trim_end_matches('/');
    if !path.contains("//") {
        return Cow::Borrowed(path);
    }
    let mut tidy = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !tidy.ends_with('/') {
            tidy.push(c);
        }
    }
    Cow::Owned(tidy)
}

/// Redirects a request to the tidy form of its path. The query is kept. `None` if the path is tidy
/// already, and for the root. A tidy path never begins with two slashes, which a client would read
/// as another host.
pub(crate) fn to(tidy: &str, request: &Request) -> Option<Response> {
    if tidy == request.path || !tidy.starts_with('/') {
        return None;
    }
    let mut location = encoded(tidy);
    if !request.raw_query.is_empty() {
        location.push('?');
        location.push_str(&encoded(&request.raw_query));
    }
    Some(Response::empty(StatusCode::PERMANENT_REDIRECT).with("location", location))
}

/// A path or query, made safe for a header, since API Gateway may have decoded it. What is already
/// encoded stays as it is. Every character that a URL cannot have is encoded, also a backslash or
/// a line end.
fn encoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut encoded = String::with_capacity(text.len());
    for (at, byte) in bytes.iter().enumerate() {
        let stays = match byte {
            b'%' => {
                bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
            }
            byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(byte),
        };
        if stays {
            encoded.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            write!(encoded, "%{byte:02X}").unwrap_or_default();
        }
    }
    encoded
}
