//! API Gateway's HTTP API events (payload format 2.0).

/// An event as it came in: one of an HTTP request, or something that cannot be read as one.
#[derive(Debug)]
pub struct Event;
