//! The one public port: passes every request to `cargo lambda watch` as it is, makes an event of what
//! that cannot pass on, and fills in the credentials of events that are invoked by hand.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::uri::{Authority, PathAndQuery, Scheme};
use axum::http::{HeaderMap, Method, StatusCode, Uri, Version};
use axum::response::{IntoResponse, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::demo::{DemoDocument, fill};
use crate::event::{answer_of, event_of};

/// API Gateway takes requests of at most so many bytes, headers apart; Lambda answers so many.
const MAX_BYTES: usize = 6 * 1024 * 1024;
/// Lambda's own path to invoke a function: `cargo lambda invoke` uses it.
const INVOKE_PREFIX: &str = "/2015-03-31/functions/";

/// The demo document as it is now: its tokens are renewed while the stack runs.
pub type Current = Arc<RwLock<DemoDocument>>;

/// The front, bound but not yet serving.
#[derive(Debug)]
pub struct Front {
    address: SocketAddr,
    listeners: Vec<TcpListener>,
}

#[derive(Debug, Clone)]
struct Behind {
    client: Client<HttpConnector, Body>,
    watch: Authority,
    demo: Current,
}

impl Front {
    /// Takes the port on both loopback addresses: `cargo lambda invoke` asks `::1`. 0 is a free
    /// one.
    pub async fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let mut listeners = vec![listener];
        // A machine without IPv6 does without.
        if let Ok(listener) = TcpListener::bind((Ipv6Addr::LOCALHOST, address.port())).await {
            listeners.push(listener);
        }
        Ok(Self { address, listeners })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL under which all APIs answer.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves until it is dropped, or a listener fails.
    pub async fn serve(self, watch: SocketAddr, demo: Current) -> io::Result<()> {
        let authority = Authority::try_from(watch.to_string()).map_err(io::Error::other)?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let behind = Behind { client, watch: authority, demo };
        let router =
            Router::new().fallback(pass).layer(DefaultBodyLimit::max(MAX_BYTES)).with_state(behind);
        let mut servers = tokio::task::JoinSet::new();
        for listener in self.listeners {
            let router = router.clone();
            servers.spawn(async move { axum::serve(listener, router).await });
        }
        match servers.join_next().await {
            Some(ended) => ended.map_err(io::Error::other)?,
            None => Ok(()),
        }
    }
}

async fn pass(State(behind): State<Behind>, request: Request) -> Response {
    match try_pass(&behind, request).await {
        Ok(response) => response,
        Err((status, why)) => (status, format!("local stack: {why}\n")).into_response(),
    }
}

async fn try_pass(behind: &Behind, request: Request) -> Result<Response, (StatusCode, String)> {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BYTES)
        .await
        .map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "the body has more than 6 MB".to_owned()))?;
    let body = if is_invocation(&parts.method, &parts.uri) {
        filled(body, behind).map_err(|why| (StatusCode::BAD_REQUEST, why))?
    } else if let Some((function, event)) = event_of(&parts, &body) {
        return invoke(behind, function, &event, &parts.method).await;
    } else {
        body
    };
    let path = parts.uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/"));
    parts.uri = behind.uri(path)?;
    parts.version = Version::HTTP_11;
    let length = parts.headers.contains_key(CONTENT_LENGTH) || !body.is_empty();
    drop_hop_headers(&mut parts.headers);
    if length {
        parts.headers.insert(CONTENT_LENGTH, body.len().into());
    }
    let request = axum::http::Request::from_parts(parts, Body::from(body));
    let (mut parts, body) = behind.ask(request).await?.into_parts();
    drop_hop_headers(&mut parts.headers);
    Ok(Response::from_parts(parts, body))
}

impl Behind {
    fn uri(&self, path: PathAndQuery) -> Result<Uri, (StatusCode, String)> {
        Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(self.watch.clone())
            .path_and_query(path)
            .build()
            .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))
    }

    async fn ask(&self, request: Request) -> Result<Response, (StatusCode, String)> {
        let unreachable = |error| {
            (StatusCode::BAD_GATEWAY, format!("cargo lambda watch does not answer: {error}"))
        };
        Ok(self.client.request(request).await.map_err(unreachable)?.map(Body::new))
    }
}

/// Sends a function an event, as API Gateway does, and its answer to the caller.
async fn invoke(
    behind: &Behind,
    function: &str,
    event: &Value,
    method: &Method,
) -> Result<Response, (StatusCode, String)> {
    let bad = |error: String| (StatusCode::BAD_REQUEST, error);
    let path = format!("{INVOKE_PREFIX}{function}/invocations");
    let path = PathAndQuery::try_from(path).map_err(|error| bad(error.to_string()))?;
    let request = Request::post(behind.uri(path)?)
        .body(Body::from(event.to_string()))
        .map_err(|error| bad(error.to_string()))?;
    let returned = axum::body::to_bytes(behind.ask(request).await?.into_body(), usize::MAX)
        .await
        .map_err(|error| (StatusCode::BAD_GATEWAY, error.to_string()))?;
    Ok(answer_of(&returned, method))
}

/// What belongs to one connection alone, and lengths, which are set anew.
fn drop_hop_headers(headers: &mut HeaderMap) {
    for name in [CONNECTION, TRANSFER_ENCODING, CONTENT_LENGTH] {
        headers.remove(name);
    }
    headers.remove("keep-alive");
}

fn is_invocation(method: &Method, uri: &Uri) -> bool {
    method == Method::POST
        && uri.path().starts_with(INVOKE_PREFIX)
        && uri.path().ends_with("/invocations")
}

/// An event with the demo's credentials in the place of `{{…}}`.
fn filled(body: Bytes, behind: &Behind) -> Result<Bytes, String> {
    let Ok(text) = std::str::from_utf8(&body) else {
        return Ok(body);
    };
    if !text.contains("{{") {
        return Ok(body);
    }
    let demo = behind.demo.read().map_err(|_| "the demo document is lost".to_owned())?;
    fill(text, &demo).map(Bytes::from).map_err(|error| error.to_string())
}
