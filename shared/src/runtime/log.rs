//! The function's log: one JSON line an error, on standard output.
//!
//! What is logged is what this module says and nothing else: the request's ids, the function,
//! the status and the cause. Neither headers nor bodies, paths, queries or anything of the
//! record, and no level below WARN whatever the environment asks for: at TRACE the Lambda
//! runtime prints whole events, tokens and all. A request that goes well logs nothing.

use lambda_runtime::tracing::subscriber;
use subscriber::fmt::MakeWriter;

use super::event::Ids;
use super::response::Response;
use super::{Api, Endpoint};
use crate::cause::Cause;

/// Starts logging to standard output. Where something logs already, it goes on.
pub(super) fn init() {
    // An error here means that there is a subscriber: a test's.
    tracing::subscriber::set_global_default(to(std::io::stdout)).unwrap_or_default();
}

/// What logs to a writer just as a function does to standard output, for tests.
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

/// Logs an answer that the operator should know of: a failure, or one with a cause.
pub(super) fn answered<E: Endpoint>(ids: &Ids, response: &Response) {
    let status = response.status.as_u16();
    let failed = response.status.is_server_error();
    if !failed && response.cause.is_none() {
        return;
    }
    let request_id = ids.request.hyphenated();
    let gateway_id = ids.gateway.as_deref();
    let (function, api) = (E::SPEC.name, E::Api::NAME.as_str());
    let cause = response.cause.as_ref().map(Cause::line);
    if failed {
        tracing::error!(%request_id, gateway_id, function, api, status, cause, "failed");
    } else {
        tracing::warn!(%request_id, gateway_id, function, api, status, cause, "refused");
    }
}
