//! The server in the middle: reads a request, asks DynamoDB, writes both down.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::fault::{Fault, condition_failed, leave_last, refusal, shown, without_conditions};
use super::{Log, Open, Seen};

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
        let open = between.log.connected();
        tokio::spawn(async move {
            stream.set_nodelay(true).unwrap_or_default();
            let held = Arc::clone(&open);
            let service =
                service_fn(move |request| pass(Arc::clone(&between), request, Arc::clone(&held)));
            // A cut connection ends in an error by design; whoever was served notices.
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await
                .unwrap_or_default();
            drop(open);
        });
    }
}

/// A request as it came in.
struct Asked {
    headers: HeaderMap,
    operation: String,
    body: Value,
}

impl Asked {
    async fn read(request: Request<Incoming>) -> Result<Self, Cut> {
        let (parts, body) = request.into_parts();
        let bytes = body.collect().await.map_err(|_| Cut)?.to_bytes();
        let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or_default();
        Ok(Self {
            operation: operation.to_owned(),
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
            headers: parts.headers,
        })
    }

    fn seen(&self, answer: Value, status: u16, units: f64) -> Seen {
        let (operation, body) = (self.operation.clone(), self.body.clone());
        Seen { operation, body, answer, status, units }
    }
}

async fn pass(
    between: Arc<Between>,
    request: Request<Incoming>,
    open: Arc<Open>,
) -> Result<Response<Full<Bytes>>, Cut> {
    let asked = Asked::read(request).await?;
    let fault = between.log.fault(&asked.operation, &asked.body);
    let refused = match &fault {
        Some(Fault::ConditionFails { position }) => {
            Some(between.condition_fails(&asked, *position).await?)
        }
        Some(fault) => refusal(fault, &asked.body),
        None => None,
    };
    if let Some((status, answer)) = refused {
        let response = respond(status, answer.to_string().into());
        between.log.record(asked.seen(answer, status, 0.0));
        return response;
    }
    match &fault {
        Some(Fault::CutBefore) => {
            between.log.record(asked.seen(Value::Null, 0, 0.0));
            return Err(Cut);
        }
        Some(Fault::Delay(late)) => tokio::time::sleep(*late).await,
        Some(Fault::Jitter(dice)) => tokio::time::sleep(dice.roll()).await,
        Some(Fault::Meet(others)) => {
            others.wait().await;
        }
        _ => {}
    }
    // A task of its own: DynamoDB goes on with what it began, whoever has left meanwhile.
    let begun = tokio::spawn(between.answer(asked, fault.clone(), open));
    let (status, bytes) = begun.await.map_err(|_| Cut)??;
    match fault {
        Some(Fault::Late(late)) => tokio::time::sleep(late).await,
        Some(Fault::Jitter(dice)) => tokio::time::sleep(dice.roll()).await,
        _ => {}
    }
    respond(status, bytes)
}

impl Between {
    /// Asks DynamoDB, and writes down what it said.
    async fn answer(
        self: Arc<Self>,
        asked: Asked,
        fault: Option<Fault>,
        open: Arc<Open>,
    ) -> Result<(u16, Bytes), Cut> {
        let mut sent = asked.body.clone();
        sent["ReturnConsumedCapacity"] = json!("TOTAL");
        let mut left = None;
        match fault {
            Some(Fault::Unconditional) => without_conditions(&mut sent),
            Some(Fault::UnprocessedLast) => left = Some(leave_last(&mut sent)),
            _ => {}
        }
        let (status, mut bytes) = self.forward(&asked.headers, &asked.operation, &sent).await?;
        self.log.forwarded(&asked.body, status);
        let mut answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if let Some(left) = left {
            answer["UnprocessedKeys"] = left;
            bytes = answer.to_string().into();
        }
        let units = consumed(&answer);
        let cut = matches!(fault, Some(Fault::CutAfter));
        let seen = if cut { (Value::Null, 0) } else { (answer, status) };
        self.log.record(asked.seen(seen.0, seen.1, units));
        drop(open);
        if cut { Err(Cut) } else { Ok((status, bytes)) }
    }

    /// A transaction that the condition at a position cancels, with the item that stands there.
    async fn condition_fails(&self, asked: &Asked, position: usize) -> Result<(u16, Value), Cut> {
        let mut item = Value::Null;
        if let Some(get) = shown(&asked.body, position) {
            let (_, found) = self.forward(&asked.headers, "GetItem", &get).await?;
            let mut found: Value = serde_json::from_slice(&found).unwrap_or_default();
            item = found["Item"].take();
        }
        Ok(condition_failed(&asked.body, position, &item))
    }

    async fn forward(
        &self,
        headers: &HeaderMap,
        operation: &str,
        body: &Value,
    ) -> Result<(u16, Bytes), Cut> {
        let mut forward = Request::post(format!("http://{}/", self.engine))
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"));
        for name in ["content-type", "authorization", "x-amz-date"] {
            if let Some(value) = headers.get(name) {
                forward = forward.header(name, value);
            }
        }
        let forward = forward.body(Full::from(body.to_string())).map_err(|_| Cut)?;
        let answered = self.client.request(forward).await.map_err(|_| Cut)?;
        let status = answered.status().as_u16();
        let bytes = answered.into_body().collect().await.map_err(|_| Cut)?.to_bytes();
        Ok((status, bytes))
    }
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
