//! The envelope of every answer: `status`, `status_desc`, then the content. What every answer
//! carries is added to it later.

use serde::Serialize;
use shared::record::Customer;
use shared::runtime::{Response, StatusCode};

use crate::view::CustomerView;

/// `{"data": …}`: how this API wraps a resource.
#[derive(Debug, Serialize)]
struct Data<T> {
    data: T,
}

#[derive(Debug, Serialize)]
struct Success<'a> {
    status: u16,
    status_desc: &'a str,
    customer: Data<CustomerView<'a>>,
}

#[derive(Debug, Serialize)]
struct Failure<'a> {
    status: u16,
    status_desc: &'a str,
    errors: &'a [String],
}

/// A customer.
pub(crate) fn customer(status: StatusCode, customer: &Customer) -> Response {
    let customer = Data { data: CustomerView::of(customer) };
    let body = Success { status: status.as_u16(), status_desc: describe(status), customer };
    Response::json(status, &body)
}

/// A refusal: one text for each rule that was broken.
pub(crate) fn errors(status: StatusCode, errors: &[String]) -> Response {
    let body = Failure { status: status.as_u16(), status_desc: describe(status), errors };
    Response::json(status, &body)
}

fn describe(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
