//! The `$default` route of API Gateway: it gets every request that no other route takes.
//!
//! If the path has a route with another method, the answer is 405 with `Allow`. A path with a slash
//! too many is redirected to the path without it, if that has a route for the method; a GET of a path
//! that ends in a slash always is. Everything else is 404. The answer has the envelope of the API
//! whose paths the path resembles, or a neutral one. This function reads no credentials and never
//! asks the table: it tells only what everybody may know.

mod neutral;
mod paths;
mod redirect;

pub use neutral::Neutral;

use shared::runtime::{
    Access, Call, Effect, Endpoint, Fault, Memory, Method, Request, Response, Spec, StatusCode,
    allowed,
};

/// The `$default` route.
#[derive(Debug, Clone, Copy)]
pub struct Fallback;

impl Endpoint for Fallback {
    type Api = Neutral;

    const SPEC: Spec = Spec {
        name: "fallback",
        about: "what no route of any API serves: 404, 405, and paths with a slash too many",
        routes: &[],
        effect: Effect::Read,
        success: StatusCode::NOT_FOUND,
        access: Access::Public,
        grants: &[],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Neutral>) -> Result<Response, Fault> {
        Ok(answer(call.request))
    }
}

/// The answer, which depends on the request alone.
#[must_use]
pub fn answer(request: &Request) -> Response {
    let path = &*redirect::tidy(&request.path);
    let serving = paths::serving(path).map(|api| (api, api.methods(path)));
    let takes_it = serving.as_ref().is_some_and(|(_, methods)| methods.contains(&request.method));
    // Only a slash at the end is taken off unknown paths, too.
    let is_read = request.method == Method::GET && request.path.trim_end_matches('/') == path;
    if (takes_it || is_read)
        && let Some(response) = redirect::to(path, request)
    {
        return response;
    }
    match serving {
        // API Gateway adds the headers that a preflight asks for.
        Some((_, methods)) if is_preflight(request) => {
            Response::empty(StatusCode::NO_CONTENT).with("allow", allowed(&methods))
        }
        Some((api, methods)) => {
            let allow = allowed(&methods);
            let response = (api.refuse)(Fault::NoMethod(methods), request);
            with_allow(response, allow)
        }
        None => (paths::resembled(path).refuse)(Fault::NoRoute, request),
    }
}

/// Whether a browser asks if it may send a request.
fn is_preflight(request: &Request) -> bool {
    request.method == Method::OPTIONS && request.header("access-control-request-method").is_some()
}

/// The answer with `Allow`, even if the API's envelope has added another one.
fn with_allow(mut response: Response, allow: String) -> Response {
    response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("allow"));
    response.with("allow", allow)
}

#[cfg(test)]
mod tests;
