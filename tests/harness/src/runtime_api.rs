//! The Lambda Runtime API: what a function asks for events, and tells its answers.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use shared::clock::Clock;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};

/// What a function said, and when.
#[derive(Debug)]
pub enum Said {
    /// It asks for the next event.
    Next(Instant),
    /// It answers the last event.
    Answer(Instant, Bytes),
    /// It failed, as a whole or at an event: where it says so, and what it says.
    Failed(String, String),
}

/// The Runtime API of one process.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    said: mpsc::UnboundedReceiver<Said>,
    events: mpsc::UnboundedSender<Bytes>,
}

/// What every connection of one process shares.
struct Served {
    said: mpsc::UnboundedSender<Said>,
    events: Mutex<mpsc::UnboundedReceiver<Bytes>>,
    deadline: Duration,
    clock: Clock,
}

impl RuntimeApi {
    /// Serves one process on a free port of the loopback address. Its events must be answered
    /// within `deadline`.
    pub async fn serve(deadline: Duration) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (tell, said) = mpsc::unbounded_channel();
        let (events, waiting) = mpsc::unbounded_channel();
        let served =
            Served { said: tell, events: Mutex::new(waiting), deadline, clock: Clock::system() };
        tokio::spawn(accept(listener, Arc::new(served)));
        Ok(Self { address, said, events })
    }

    /// Where it is, for `AWS_LAMBDA_RUNTIME_API`.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Hands an event to whoever asks for the next one; returns when.
    pub fn send(&self, event: Bytes) -> Instant {
        let now = Instant::now();
        // Where nobody asks any more, the process is gone, and its end is what is reported.
        self.events.send(event).unwrap_or_default();
        now
    }

    /// What the function says next.
    pub async fn said(&mut self) -> Said {
        let gone = || Said::Failed(String::new(), "the Runtime API has ended".to_owned());
        self.said.recv().await.unwrap_or_else(gone)
    }
}

async fn accept(listener: TcpListener, served: Arc<Served>) {
    loop {
        tokio::select! {
            // The measurement is over.
            () = served.said.closed() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { tokio::spawn(connection(stream, Arc::clone(&served))); }
                Err(_) => return,
            }
        }
    }
}

async fn connection(stream: TcpStream, served: Arc<Served>) {
    stream.set_nodelay(true).unwrap_or_default();
    let service = service_fn(|request| answer(request, &served));
    // A function that is ended in the middle is no fault of the server's.
    hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
        .unwrap_or_default();
}

async fn answer(
    request: Request<Incoming>,
    served: &Served,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let response = if method == Method::GET && path.ends_with("/invocation/next") {
        // Told after the request is whole, since a function may begin with any other work.
        served.said.send(Said::Next(Instant::now())).unwrap_or_default();
        next(served).await
    } else if method == Method::POST {
        let body = request.into_body().collect().await.map(|body| body.to_bytes());
        let said = match body {
            Ok(body) if path.ends_with("/response") => Said::Answer(Instant::now(), body),
            Ok(body) => Said::Failed(path, String::from_utf8_lossy(&body).into_owned()),
            Err(error) => Said::Failed(path, error.to_string()),
        };
        served.said.send(said).unwrap_or_default();
        plain(StatusCode::ACCEPTED)
    } else {
        plain(StatusCode::NOT_FOUND)
    };
    Ok(response)
}

/// Waits for the next event and hands it over with the headers that Lambda sends.
async fn next(served: &Served) -> Response<Full<Bytes>> {
    let Some(event) = served.events.lock().await.recv().await else {
        return plain(StatusCode::GONE);
    };
    let micros = u128::try_from(served.clock.now().as_micros()).unwrap_or_default();
    let deadline = micros / 1_000 + served.deadline.as_millis();
    let response = Response::builder()
        .header("content-type", "application/json")
        .header("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        .header("lambda-runtime-deadline-ms", deadline.to_string())
        .header(
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-east-1:123456789012:function:harness",
        )
        .header(
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
        );
    response.body(Full::from(event)).unwrap_or_default()
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(r#"{"status":"OK"}"#));
    *response.status_mut() = status;
    response
}
