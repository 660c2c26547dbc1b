//! What API Gateway has no route for: its `$default` route.
//!
//! A path that is some route's, with another method, is answered with 405 and `Allow`; a GET of a
//! path that ends in a slash is sent to the same path without it; anything else is 404. Each is
//! said in the envelope of the API whose paths it resembles, or, where it resembles none, in one
//! of no API. No credentials are read, and the table is never asked: what this function says of
//! a path anyone may know.

mod apis;
mod neutral;
mod redirect;

pub use apis::{APIS, Known};
pub use neutral::Neutral;

use shared::runtime::{App, Endpoint, Fault, Method, Request, Response};

/// The `$default` route.
#[derive(Debug, Clone, Copy)]
pub struct Fallback;

impl Endpoint for Fallback {
    type Api = Neutral;

    const NAME: &'static str = "fallback";

    async fn handle(_app: &App, request: &Request) -> Result<Response, Fault> {
        Ok(answer(request))
    }
}

/// The answer, which depends on the request alone.
#[must_use]
pub fn answer(request: &Request) -> Response {
    if request.method == Method::GET
        && let Some(response) = redirect::without_slash(request)
    {
        return response;
    }
    let path = request.path.trim_end_matches('/');
    match apis::serving(path) {
        Some(api) => {
            let methods = api.methods(path);
            let allow = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
            let response = (api.refuse)(Fault::NoMethod(methods), request);
            with_allow(response, allow)
        }
        None => (apis::resembled(path).refuse)(Fault::NoRoute, request),
    }
}

/// The answer with `Allow`, whether or not the API's envelope brought it.
fn with_allow(mut response: Response, allow: String) -> Response {
    response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("allow"));
    response.with("allow", allow)
}

#[cfg(test)]
mod tests;
