//! The embedded DynamoDB behind TLS, as the functions meet the real one: a handshake to open a
//! connection, and every byte encrypted.

mod dispatch;
mod fault;
mod meter;
mod tls;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use dynoxide::Database;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use uuid::Uuid;

pub use fault::{Fault, Faults};
pub use meter::{Call, Meter, Traffic};

use crate::error::BenchError;
use dispatch::Answer;
use fault::{Hit, with_unread, without_last};

/// The served engine. It is served as long as the runtime that started it lives.
#[derive(Debug)]
pub struct Dynamo {
    /// What is counted, and how the server behaves.
    pub meter: Arc<Meter>,
    /// What goes wrong; nothing, until it is told to begin.
    pub faults: Arc<Faults>,
    address: SocketAddr,
    bundle: PathBuf,
}

impl Dynamo {
    /// Serves an engine on a free port of the loopback address. The certificate to trust is
    /// written to `scratch`.
    pub async fn serve(database: Database, scratch: &Path) -> Result<Self, BenchError> {
        let tls = tls::make(scratch)?;
        let failed = |error| BenchError::Io("a port for DynamoDB".to_owned(), error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (meter, faults) = (Arc::new(Meter::default()), Arc::new(Faults::default()));
        let served = Served { database, meter: Arc::clone(&meter), faults: Arc::clone(&faults) };
        tokio::spawn(accept(listener, tls.acceptor, served));
        Ok(Self { meter, faults, address, bundle: tls.bundle })
    }

    /// Where it is, for `AWS_ENDPOINT_URL_DYNAMODB`. An address and not a name, so that the
    /// machine's name service is not measured.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The file of the certificate to trust, for `AWS_CA_BUNDLE`.
    #[must_use]
    pub fn bundle(&self) -> &Path {
        &self.bundle
    }
}

/// What every connection shares.
#[derive(Clone)]
struct Served {
    database: Database,
    meter: Arc<Meter>,
    faults: Arc<Faults>,
}

/// The connection breaks: hyper closes it when a service fails.
#[derive(Debug)]
struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was cut")
    }
}

impl std::error::Error for Cut {}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, served: Served) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection(stream, acceptor.clone(), served.clone()));
    }
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, served: Served) {
    stream.set_nodelay(true).unwrap_or_default();
    served.meter.connected();
    // Whoever opened the connection notices that there is none.
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let service = service_fn(|request| answer(request, &served));
    // A client that is ended in the middle, or cut off, is no fault of the server's.
    hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
        .unwrap_or_default();
}

async fn answer(request: Request<Incoming>, served: &Served) -> Result<Response<Full<Bytes>>, Cut> {
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or_default();
    let operation = operation.to_owned();
    let body = match request.into_body().collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return Ok(respond(400, String::new())),
    };
    let text = String::from_utf8_lossy(&body);
    match served.faults.hit(&operation, Instant::now()) {
        Some(hit) => served.answer_hit(operation, &text, hit).await,
        None => {
            let answer = served.ask(operation, &text);
            if let Some(delay) = served.meter.delayed() {
                tokio::time::sleep(delay).await;
            }
            Ok(respond(answer.status, answer.body))
        }
    }
}

impl Served {
    fn ask(&self, operation: String, text: &str) -> Answer {
        let answer = dispatch::ask(&self.database, &operation, text, self.meter.counts_units());
        self.meter.called(Call { operation, units: answer.units });
        answer
    }

    /// A call that a fault befalls.
    async fn answer_hit(
        &self,
        operation: String,
        text: &str,
        hit: Hit,
    ) -> Result<Response<Full<Bytes>>, Cut> {
        if let Some((status, body)) = hit.refusal(text) {
            return Ok(respond(status, body));
        }
        let answer = match hit.fault {
            Fault::CutBefore => return Err(Cut),
            Fault::SlowBefore => {
                // A task of its own: DynamoDB goes on with what it was sent, whoever has left.
                let (served, text) = (self.clone(), text.to_owned());
                let late = tokio::spawn(async move {
                    tokio::time::sleep(hit.later).await;
                    served.ask(operation, &text)
                });
                late.await.map_err(|_| Cut)?
            }
            Fault::UnprocessedLast => match without_last(text) {
                Some((asked, unread)) => {
                    let answer = self.ask(operation, &asked);
                    Answer { body: with_unread(&answer.body, unread), ..answer }
                }
                None => self.ask(operation, text),
            },
            _ => self.ask(operation, text),
        };
        match hit.fault {
            Fault::CutAfter => return Err(Cut),
            Fault::SlowAfter => tokio::time::sleep(hit.later).await,
            _ => {}
        }
        Ok(respond(answer.status, answer.body))
    }
}

/// With the headers that DynamoDB sends.
fn respond(status: u16, body: String) -> Response<Full<Bytes>> {
    let id = Uuid::new_v4().simple().to_string().to_ascii_uppercase();
    let response = Response::builder()
        .status(status)
        .header("server", "Server")
        .header("content-type", "application/x-amz-json-1.0")
        .header("connection", "keep-alive")
        .header("x-amzn-requestid", format!("{id}{}", &id[..20]))
        .header("x-amz-crc32", crc32(body.as_bytes()).to_string());
    response.body(Full::from(body)).unwrap_or_default()
}

/// The checksum that DynamoDB sends.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| {
        let [low, ..] = sum.to_le_bytes();
        (sum >> 8) ^ CRC32[usize::from(low ^ byte)]
    })
}

/// The checksum of each byte alone.
const CRC32: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn the_checksum_is_that_of_the_known_example() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }
}
