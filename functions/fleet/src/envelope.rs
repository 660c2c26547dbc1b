//! The envelope of every answer: `status`, `status_desc`, the content, and `auth` last.

use std::fmt;

use serde::{Serialize, Serializer};
use shared::rate::Remaining;
use shared::record::Customer;
use shared::runtime::{Response, StatusCode};

use crate::view::CustomerView;

/// `{"data": …}`: how this API wraps a resource.
#[derive(Debug, Serialize)]
struct Data<T> {
    data: T,
}

/// The fresh token that every answer to an authenticated caller ends with.
#[derive(Clone)]
pub struct Auth(String);

impl Auth {
    /// Around a token that was just made.
    #[must_use]
    pub const fn new(token: String) -> Self {
        Self(token)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth")
    }
}

impl Serialize for Auth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Token<'a> {
            token: &'a str,
        }
        Data { data: Token { token: &self.0 } }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Success<'a> {
    status: u16,
    status_desc: &'a str,
    customer: Data<CustomerView<'a>>,
    auth: &'a Auth,
}

#[derive(Serialize)]
struct Failure<'a> {
    status: u16,
    status_desc: &'a str,
    errors: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    auth: Option<&'a Auth>,
}

/// 200 with a customer.
#[must_use]
pub fn customer(customer: &Customer, auth: &Auth, room: Remaining) -> Response {
    let status = StatusCode::OK;
    let body = Success {
        status: status.as_u16(),
        status_desc: describe(status),
        customer: Data { data: CustomerView::of(customer) },
        auth,
    };
    with_room(Response::json(status, &body), room)
}

/// A refusal: one text for each rule that was broken.
#[must_use]
pub fn errors(status: StatusCode, errors: &[String], auth: Option<&Auth>, room: Remaining) -> Response {
    let body = Failure { status: status.as_u16(), status_desc: describe(status), errors, auth };
    with_room(Response::json(status, &body), room)
}

/// Every answer tells how many requests the caller has left.
fn with_room(response: Response, room: Remaining) -> Response {
    response
        .with("x-ratelimit-limit", room.limit.to_string())
        .with("x-ratelimit-remaining", room.remaining.to_string())
}

fn describe(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
