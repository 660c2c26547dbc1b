//! The function's log: one JSON line for each error, on standard output.
//!
//! A line has the request's ids, the function, the status and the cause. It never has headers,
//! bodies, paths, queries or anything from a record. The level is always WARN or above, whatever the
//! environment asks for: at TRACE the Lambda runtime prints whole events with their tokens. A
//! success logs nothing.

use lambda_runtime::tracing::subscriber;
use subscriber::fmt::MakeWriter;

use super::event::Ids;
use super::response::Response;
use super::{Api, Endpoint};
use crate::cause::Cause;

/// Starts logging to standard output, unless there already is a subscriber.
pub(super) fn init() {
    // An error means that a test has set its own subscriber.
    tracing::subscriber::set_global_default(to(std::io::stdout)).unwrap_or_default();
}

/// A subscriber that logs to a writer as a function logs to standard output, for tests.
pub fn to<W>(writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_max_level(tracing::Level::WARN)
        .with_writer(writer)
        .finish()
}

/// Logs an answer if it is a failure or has a cause.
pub(super) fn answered<E: Endpoint>(ids: &Ids, response: &Response) {
    let status = response.status.as_u16();
    let failed = response.status.is_server_error();
    if !failed && response.cause.is_none() {
        return;
    }
    let request_id = ids.request.as_str();
    let gateway_id = ids.gateway.as_deref();
    let (function, api) = (E::SPEC.name, E::Api::NAME.as_str());
    let cause = response.cause.as_ref().map(Cause::line);
    if failed {
        tracing::error!(request_id, gateway_id, function, api, status, cause, "failed");
    } else {
        tracing::warn!(request_id, gateway_id, function, api, status, cause, "refused");
    }
}
