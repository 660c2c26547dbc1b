//! The functions' real binaries, as Lambda runs them: a process that asks a Runtime API for
//! events.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use shared::clock::Clock;
use tokio::net::TcpListener;
use tokio::sync::Mutex as AsyncMutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::engine::TABLE;
use crate::json::Json;
use crate::stack::Stack;
use crate::template::root;

/// How long an invocation may last, in milliseconds.
const INVOCATION_MILLIS: i64 = 10_000;
/// A process that has not said anything for so long has hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a function told the Runtime API.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// The answer to an event.
    Answered(Json),
    /// An error of the runtime's, where there should have been an answer: its path and body.
    Failed(String, String),
}

/// A running function.
pub struct Process {
    child: Child,
    events: UnboundedSender<String>,
    said: UnboundedReceiver<Said>,
    output: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

/// The binary of a function, built if need be as `make run` builds it.
#[expect(clippy::expect_used, reason = "a binary that cannot be built cannot be tested")]
fn binary(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let test = std::env::current_exe().expect("this test's own path");
        let folder = test.parent().and_then(std::path::Path::parent).expect("target/debug");
        let target = folder.parent().expect("target");
        let mut build = Command::new(env!("CARGO"));
        build.current_dir(root()).args(["build", "--quiet", "--locked", "--bins", "--target-dir"]);
        build.arg(target);
        if folder.file_name().is_some_and(|profile| profile != "debug") {
            build.arg("--profile").args(folder.file_name());
        }
        let status = build.status().expect("cargo");
        assert!(status.success(), "the functions cannot be built");
        folder.to_owned()
    });
    folder.join(name)
}

impl Process {
    /// Starts a function on a stack. Everything around it asks it to log as much as it can.
    ///
    /// # Panics
    /// When it cannot be started.
    #[expect(clippy::expect_used, reason = "a function that cannot start cannot be tested")]
    pub async fn start(name: &str, stack: &Stack) -> Self {
        let (events, waiting) = unbounded_channel();
        let (saying, said) = unbounded_channel();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        tokio::spawn(runtime_api(listener, Arc::new(AsyncMutex::new(waiting)), saying));
        let config = stack.config();
        let mut child = Command::new(binary(name))
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .env("AWS_LAMBDA_LOG_LEVEL", "TRACE")
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "1")
            .env("AWS_REGION", &config.region)
            .env("AWS_ACCESS_KEY_ID", &config.credentials.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", &config.credentials.secret_access_key)
            .env("AWS_ENDPOINT_URL_DYNAMODB", stack.wire.endpoint())
            .env("TABLE_NAME", TABLE)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        let output = Arc::new(Mutex::new(Vec::new()));
        let stdout = child.stdout.take().map(|pipe| keep(pipe, Arc::clone(&output)));
        let stderr = child.stderr.take().map(|pipe| keep(pipe, Arc::clone(&output)));
        let readers = stdout.into_iter().chain(stderr).collect();
        Self { child, events, said, output, readers }
    }

    /// Sends an event and waits for the answer.
    ///
    /// # Panics
    /// When it says nothing, or the process has ended.
    #[expect(clippy::panic, reason = "an assertion")]
    pub async fn invoke(&mut self, event: &str) -> Said {
        self.events.send(event.to_owned()).unwrap_or_default();
        match tokio::time::timeout(PATIENCE, self.said.recv()).await {
            Ok(Some(said)) => said,
            _ => panic!("no answer; it printed: {}", self.printed()),
        }
    }

    /// Whether it runs: it ends by itself only where it cannot start.
    #[must_use]
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits until it has ended by itself.
    ///
    /// # Panics
    /// When it goes on.
    #[expect(clippy::expect_used, reason = "an assertion")]
    pub async fn wait(&mut self) -> ExitStatus {
        // Its pipes are closed when it ends, and not before.
        let readers: Vec<_> = self.readers.drain(..).collect();
        let closed = tokio::task::spawn_blocking(|| {
            for reader in readers {
                reader.join().unwrap_or_default();
            }
        });
        tokio::time::timeout(PATIENCE, closed).await.expect("its end").expect("its readers");
        self.child.wait().expect("its status")
    }

    fn printed(&self) -> String {
        let output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&output).into_owned()
    }

    /// Ends it: all that it ever printed.
    #[must_use]
    pub fn stop(mut self) -> String {
        self.end();
        self.printed()
    }

    fn end(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
        for reader in self.readers.drain(..) {
            reader.join().unwrap_or_default();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Keeps what a process prints.
fn keep(mut pipe: impl Read + Send + 'static, output: Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = pipe.read(&mut chunk) {
            output.lock().unwrap_or_else(PoisonError::into_inner).extend(&chunk[..read]);
        }
    })
}

type Waiting = Arc<AsyncMutex<UnboundedReceiver<String>>>;

/// Lambda's Runtime API for one function.
async fn runtime_api(listener: TcpListener, waiting: Waiting, saying: UnboundedSender<Said>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (waiting, saying) = (Arc::clone(&waiting), saying.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &waiting, &saying));
            // It ends when the function does.
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await
                .unwrap_or_default();
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    waiting: &Waiting,
    saying: &UnboundedSender<Said>,
) -> Result<Response<Full<Bytes>>, hyper::http::Error> {
    let path = request.uri().path().to_owned();
    if request.method() == Method::GET && path.ends_with("/invocation/next") {
        // Without an event the function waits, as on Lambda.
        let event = match waiting.lock().await.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        };
        let deadline = Clock::system().now().as_micros() / 1_000 + INVOCATION_MILLIS;
        return Response::builder()
            .header("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
            .header("lambda-runtime-deadline-ms", deadline.to_string())
            .header(
                "lambda-runtime-invoked-function-arn",
                "arn:aws:lambda:us-east-1:123456789012:function:tests",
            )
            .body(Full::from(event));
    }
    let body = match request.into_body().collect().await {
        Ok(body) => String::from_utf8_lossy(&body.to_bytes()).into_owned(),
        Err(_) => String::new(),
    };
    let said = match Json::parse(&body) {
        Ok(answer) if path.ends_with("/response") => Said::Answered(answer),
        _ => Said::Failed(path, body),
    };
    saying.send(said).unwrap_or_default();
    Response::builder().status(StatusCode::ACCEPTED).body(Full::default())
}
