//! The server in the middle: reads a request, asks DynamoDB, writes both down.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::fault::{Fault, refusal, without_conditions};
use super::{Log, Seen};

/// What every request of one wire shares.
struct Between {
    log: Arc<Log>,
    engine: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// The connection breaks: hyper closes it when a service fails.
#[derive(Debug)]
struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection was cut")
    }
}

impl std::error::Error for Cut {}

impl From<Infallible> for Cut {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Serves until its task is dropped.
pub(crate) async fn serve(listener: TcpListener, engine: SocketAddr, log: Arc<Log>) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let between = Arc::new(Between { log, engine, client });
    while let Ok((stream, _)) = listener.accept().await {
        let between = Arc::clone(&between);
        tokio::spawn(async move {
            stream.set_nodelay(true).unwrap_or_default();
            let service = service_fn(|request| pass(Arc::clone(&between), request));
            // A cut connection ends in an error by design; whoever was served notices.
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await
                .unwrap_or_default();
        });
    }
}

async fn pass(
    between: Arc<Between>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Cut> {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.map_err(|_| Cut)?.to_bytes();
    let operation = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = operation.and_then(|target| target.rsplit('.').next()).unwrap_or_default();
    let asked: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let seen = |answer: Value, status, units| Seen {
        operation: operation.to_owned(),
        body: asked.clone(),
        answer,
        status,
        units,
    };
    let fault = between.log.fault(operation, &asked);
    if let Some((status, answer)) = fault.as_ref().and_then(|fault| refusal(fault, &asked)) {
        let response = respond(status, answer.to_string().into());
        between.log.record(seen(answer, status, 0.0));
        return response;
    }
    match &fault {
        Some(Fault::CutBefore) => {
            between.log.record(seen(Value::Null, 0, 0.0));
            return Err(Cut);
        }
        Some(Fault::Delay(late)) => tokio::time::sleep(*late).await,
        Some(Fault::Jitter(dice)) => tokio::time::sleep(dice.roll()).await,
        Some(Fault::Meet(others)) => {
            others.wait().await;
        }
        _ => {}
    }
    let mut counted = asked.clone();
    if matches!(fault, Some(Fault::Unconditional)) {
        without_conditions(&mut counted);
    }
    counted["ReturnConsumedCapacity"] = json!("TOTAL");
    let mut forward = Request::post(format!("http://{}/", between.engine));
    for name in ["x-amz-target", "content-type", "authorization", "x-amz-date"] {
        if let Some(value) = parts.headers.get(name) {
            forward = forward.header(name, value);
        }
    }
    let forward = forward.body(Full::from(counted.to_string())).map_err(|_| Cut)?;
    let answered = between.client.request(forward).await.map_err(|_| Cut)?;
    let status = answered.status().as_u16();
    between.log.forwarded(&asked, status);
    let bytes = answered.into_body().collect().await.map_err(|_| Cut)?.to_bytes();
    let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let units = consumed(&answer);
    match fault {
        Some(Fault::CutAfter) => {
            between.log.record(seen(Value::Null, 0, units));
            return Err(Cut);
        }
        Some(Fault::Jitter(dice)) => tokio::time::sleep(dice.roll()).await,
        _ => {}
    }
    between.log.record(seen(answer, status, units));
    respond(status, bytes)
}

/// The units an answer reports, over all tables and parts.
fn consumed(answer: &Value) -> f64 {
    match &answer["ConsumedCapacity"] {
        Value::Array(all) => all.iter().filter_map(|one| one["CapacityUnits"].as_f64()).sum(),
        one => one["CapacityUnits"].as_f64().unwrap_or_default(),
    }
}

fn respond(status: u16, body: Bytes) -> Result<Response<Full<Bytes>>, Cut> {
    let response = Response::builder()
        .status(status)
        .header("content-type", "application/x-amz-json-1.0")
        .body(Full::new(body));
    response.map_err(|_| Cut)
}
