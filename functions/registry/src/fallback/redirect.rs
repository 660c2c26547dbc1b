//! The same path without the slash at its end.

use std::fmt::Write as _;

use shared::runtime::{Request, Response, StatusCode};

/// Redirects a request whose path ends in a slash to the same path without it. The query is kept.
/// `None` for other paths, for the root, and for a path that begins with two slashes: a client
/// would read that as another host.
pub(crate) fn without_slash(request: &Request) -> Option<Response> {
    let path = request.path.trim_end_matches('/');
    if path.len() == request.path.len() || !path.starts_with('/') || path.starts_with("//") {
        return None;
    }
    let mut location = encoded(path);
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
