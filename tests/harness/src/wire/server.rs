//! The server in the middle: reads a request, asks DynamoDB, writes both down.

use std::future::Future;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::fault::{Fault, condition_failed, leave_last, refusal, shown, without_conditions};
use super::{Log, Seen};
use crate::engine::Engine;

/// What a client meets before the wire: nothing, or TLS.
pub trait Door: Send + Sync + 'static {
    /// What comes through it.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send;

    /// The PEM file that clients trust, where the door speaks TLS.
    fn bundle(&self) -> Option<String>;

    /// Lets a client in; `None` where the client turns away.
    fn open(&self, stream: TcpStream) -> impl Future<Output = Option<Self::Stream>> + Send;
}

/// A door that is always open.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Door for Plain {
    type Stream = TcpStream;

    fn bundle(&self) -> Option<String> {
        None
    }

    async fn open(&self, stream: TcpStream) -> Option<TcpStream> {
        Some(stream)
    }
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

/// What every request of one wire shares.
struct Between {
    log: Arc<Log>,
    engine: Engine,
}

/// Serves until its task is dropped.
pub(crate) async fn serve(listener: TcpListener, door: impl Door, engine: Engine, log: Arc<Log>) {
    let between = Arc::new(Between { log, engine });
    let door = Arc::new(door);
    while let Ok((stream, _)) = listener.accept().await {
        let (between, door) = (Arc::clone(&between), Arc::clone(&door));
        let open = between.log.connected();
        tokio::spawn(async move {
            stream.set_nodelay(true).unwrap_or_default();
            if let Some(stream) = door.open(stream).await {
                let service = service_fn(|request| between.pass(request));
                // A cut connection ends in an error by design; whoever was served notices.
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await
                    .unwrap_or_default();
            }
            drop(open);
        });
    }
}

/// A request as it came in.
struct Asked {
    operation: String,
    body: Value,
}

impl Between {
    async fn pass(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Cut> {
        let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
        let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or_default();
        let operation = operation.to_owned();
        let bytes = request.into_body().collect().await.map_err(|_| Cut)?.to_bytes();
        if self.log.is_idle() {
            let (status, answer) = self.engine.answer(&operation, &bytes).await;
            return respond(status, answer);
        }
        let asked = Asked { operation, body: serde_json::from_slice(&bytes).unwrap_or_default() };
        let fault = self.log.fault(&asked.operation, &asked.body);
        let refused = match &fault {
            Some(fault) => self.refuses(fault, &asked).await,
            None => None,
        };
        if let Some((status, answer)) = refused {
            self.record(asked, status, 0.0);
            return respond(status, answer.to_string());
        }
        match &fault {
            Some(Fault::CutBefore) => {
                self.record(asked, 0, 0.0);
                return Err(Cut);
            }
            Some(Fault::Delay(late)) => tokio::time::sleep(*late).await,
            Some(Fault::Jitter(dice)) => tokio::time::sleep(dice.roll()).await,
            Some(Fault::Meet(others)) => {
                others.wait().await;
            }
            _ => {}
        }
        let (status, answer) = self.asks(asked, fault.as_ref()).await?;
        match fault {
            Some(Fault::Late(late)) => tokio::time::sleep(late).await,
            Some(Fault::Jitter(dice)) => tokio::time::sleep(dice.roll()).await,
            _ => {}
        }
        respond(status, answer)
    }

    /// Asks DynamoDB, and writes down what it said.
    async fn asks(&self, asked: Asked, fault: Option<&Fault>) -> Result<(u16, String), Cut> {
        let mut sent = asked.body.clone();
        let left = match fault {
            Some(Fault::Unconditional) => {
                without_conditions(&mut sent);
                None
            }
            Some(Fault::UnprocessedLast) => Some(leave_last(&mut sent)),
            _ => None,
        };
        sent["ReturnConsumedCapacity"] = json!("TOTAL");
        let (status, answer) =
            self.engine.answer(&asked.operation, sent.to_string().as_bytes()).await;
        self.log.forwarded(&asked.body, status);
        let mut answer: Value = serde_json::from_str(&answer).unwrap_or_default();
        let consumed = answer["ConsumedCapacity"].clone();
        if asked.body["ReturnConsumedCapacity"].is_null()
            && let Some(fields) = answer.as_object_mut()
        {
            // The function did not ask for it.
            fields.remove("ConsumedCapacity");
        }
        if let Some(left) = left {
            answer["UnprocessedKeys"] = left;
        }
        let cut = matches!(fault, Some(Fault::CutAfter));
        self.record(asked, if cut { 0 } else { status }, units(&consumed));
        if cut { Err(Cut) } else { Ok((status, answer.to_string())) }
    }

    /// What DynamoDB says instead of doing what it is asked, where the fault is a refusal.
    async fn refuses(&self, fault: &Fault, asked: &Asked) -> Option<(u16, Value)> {
        let Fault::ConditionFails { position } = fault else { return refusal(fault, &asked.body) };
        let item = match shown(&asked.body, *position) {
            Some(get) => {
                let (_, found) = self.engine.answer("GetItem", get.to_string().as_bytes()).await;
                serde_json::from_str::<Value>(&found).unwrap_or_default()["Item"].take()
            }
            None => Value::Null,
        };
        Some(condition_failed(&asked.body, *position, &item))
    }

    fn record(&self, asked: Asked, status: u16, units: f64) {
        let Asked { operation, body } = asked;
        self.log.record(Seen { operation, body, status, units });
    }
}

/// The units that an answer reports, over all tables and parts.
fn units(consumed: &Value) -> f64 {
    let of = |one: &Value| one["CapacityUnits"].as_f64().unwrap_or_default();
    match consumed {
        Value::Array(all) => all.iter().map(of).sum(),
        one => of(one),
    }
}

/// An answer with the headers that DynamoDB sends.
fn respond(status: u16, body: String) -> Result<Response<Full<Bytes>>, Cut> {
    let id = Uuid::new_v4().simple().to_string().to_ascii_uppercase();
    let response = Response::builder()
        .status(status)
        .header("server", "Server")
        .header("content-type", "application/x-amz-json-1.0")
        .header("connection", "keep-alive")
        .header("x-amzn-requestid", format!("{id}{}", &id[..20]))
        .header("x-amz-crc32", crc32fast::hash(body.as_bytes()).to_string());
    response.body(Full::from(body)).map_err(|_| Cut)
}
