//! Programs as Lambda runs them: a process that asks a Runtime API for events.

use std::io::{self, Read as _};
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::OnceLock;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use local::demo::PEPPER;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shared::config::Config;
use tokio::process::{Child, Command};

use crate::functions::INVOCATION;
use crate::json::Json;
use crate::runtime_api::{self, RuntimeApi};
use crate::stack::Stack;
use crate::template::root;

/// A function that has not said anything for so long has hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a function told the Runtime API.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// The answer to an event.
    Answered(Json),
    /// An error of the runtime's, where there should have been an answer: its path and body.
    Failed(String, String),
}

/// What a process did instead of what it should have done.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// It has ended.
    #[error("has ended: {0}")]
    Ended(String),
    /// It is there, but it does nothing.
    #[error("says nothing")]
    Silent,
    /// It told the Runtime API that it failed.
    #[error("{0}")]
    Failed(String),
    /// It asked for an event before it had answered the last one.
    #[error("asks for an event without an answer")]
    NoAnswer,
    /// It answered where nothing was asked.
    #[error("answers without an event")]
    NoEvent,
    /// It was asked to end, and did not.
    #[error("does not end")]
    Endless,
    /// The system refused something.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// A running program.
#[derive(Debug)]
pub struct Process {
    child: Child,
    api: RuntimeApi,
    patience: Duration,
    /// What a function prints, where it is kept.
    output: Option<JoinHandle<String>>,
}

/// Gives a program what Lambda and a stack give a function, and nothing else.
pub fn surround(command: &mut Command, name: &str, config: &Config) {
    command.env_clear().envs([
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/harness"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "harness"),
        ("AWS_REGION", config.region.as_str()),
        ("AWS_DEFAULT_REGION", config.region.as_str()),
        ("AWS_ACCESS_KEY_ID", config.credentials.access_key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", config.credentials.secret_access_key.as_str()),
        ("TABLE_NAME", config.table.as_str()),
        ("PASSWORD_PEPPER", PEPPER),
        // Valgrind and interpreters find their parts by it.
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ]);
    command.envs(config.endpoint.iter().map(|url| ("AWS_ENDPOINT_URL_DYNAMODB", url)));
    command.envs(config.ca_bundle.iter().map(|path| ("AWS_CA_BUNDLE", path)));
}

/// The binary of a function, built if need be as `make run` builds it.
#[expect(clippy::expect_used, reason = "a binary that cannot be built cannot be tested")]
fn binary(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let test = std::env::current_exe().expect("this test's own path");
        let folder = test.parent().and_then(std::path::Path::parent).expect("target/debug");
        let target = folder.parent().expect("target");
        let mut build = std::process::Command::new(env!("CARGO"));
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
    /// Starts a program with a Runtime API of its own. An event must be answered within
    /// `invocation`, and the program must say something within `patience`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn spawn(
        command: &mut Command,
        invocation: Duration,
        patience: Duration,
    ) -> io::Result<Self> {
        let api = RuntimeApi::serve(invocation).await?;
        command.env("AWS_LAMBDA_RUNTIME_API", api.host());
        let child = command.stdin(Stdio::null()).kill_on_drop(true).spawn()?;
        Ok(Self { child, api, patience, output: None })
    }

    /// Waits until it asks for an event: when it did.
    ///
    /// # Errors
    /// When it does anything else.
    pub async fn next(&mut self) -> Result<Instant, ProcessError> {
        match self.said().await? {
            runtime_api::Said::Next(at) => Ok(at),
            runtime_api::Said::Answer(..) => Err(ProcessError::NoEvent),
            runtime_api::Said::Failed(_, body) => Err(ProcessError::Failed(body)),
        }
    }

    /// Has it answer one event: how long it took to, and the answer, whatever it says. It has asked
    /// for another event when this returns, so that nothing of this one is left to do.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ask(&mut self, event: Bytes) -> Result<(Duration, Bytes), ProcessError> {
        let sent = self.api.send(event);
        let (answered, body) = match self.said().await? {
            runtime_api::Said::Answer(at, body) => (at, body),
            runtime_api::Said::Next(_) => return Err(ProcessError::NoAnswer),
            runtime_api::Said::Failed(_, body) => return Err(ProcessError::Failed(body)),
        };
        self.next().await?;
        Ok((answered - sent, body))
    }

    /// Its process id.
    ///
    /// # Errors
    /// When it has ended.
    pub fn pid(&self) -> Result<Pid, ProcessError> {
        let pid = self.child.id().and_then(|pid| i32::try_from(pid).ok());
        pid.map(Pid::from_raw).ok_or_else(|| ProcessError::Ended(String::new()))
    }

    /// Ends it as Lambda would, so that whatever watches it can write down what it saw.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn end(mut self) -> Result<(), ProcessError> {
        kill(self.pid()?, Signal::SIGTERM).map_err(io::Error::from)?;
        let ended = tokio::time::timeout(self.patience, self.child.wait()).await;
        ended.map_err(|_| ProcessError::Endless)?.map(drop).map_err(ProcessError::System)
    }

    async fn said(&mut self) -> Result<runtime_api::Said, ProcessError> {
        tokio::select! {
            // What it said before it ended counts.
            biased;
            said = self.api.said() => Ok(said),
            ended = self.child.wait() => Err(ProcessError::Ended(ended?.to_string())),
            () = tokio::time::sleep(self.patience) => Err(ProcessError::Silent),
        }
    }
}

/// For tests of the functions' own binaries, which end a test where something goes wrong.
impl Process {
    /// Starts a function on a stack. Everything around it asks it to log as much as it can.
    ///
    /// # Panics
    /// When it cannot be started.
    #[expect(clippy::expect_used, reason = "a function that cannot start cannot be tested")]
    pub async fn start(name: &str, stack: &Stack) -> Self {
        let (mut printed, pipe) = io::pipe().expect("a pipe");
        let mut command = Command::new(binary(name));
        surround(&mut command, name, &stack.config());
        command
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .env("AWS_LAMBDA_LOG_LEVEL", "TRACE")
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "1")
            .stdout(pipe.try_clone().expect("the pipe once more"))
            .stderr(pipe);
        let mut process = Self::spawn(&mut command, INVOCATION, PATIENCE).await.expect("a process");
        // The pipe closes when the process has ended: this one must not hold it open.
        drop(command);
        process.output = Some(std::thread::spawn(move || {
            let mut output = Vec::new();
            printed.read_to_end(&mut output).unwrap_or_default();
            String::from_utf8_lossy(&output).into_owned()
        }));
        process
    }

    /// Sends an event and waits for the answer.
    ///
    /// # Panics
    /// When it says nothing, or the process has ended.
    pub async fn invoke(&mut self, event: &str) -> Said {
        self.api.send(Bytes::from(event.to_owned()));
        loop {
            match self.said().await {
                Ok(runtime_api::Said::Next(_)) => {}
                Ok(runtime_api::Said::Answer(_, body)) => {
                    let text = String::from_utf8_lossy(&body);
                    let failed = |_| Said::Failed("response".to_owned(), text.clone().into_owned());
                    return Json::parse(&text).map_or_else(failed, Said::Answered);
                }
                Ok(runtime_api::Said::Failed(path, body)) => return Said::Failed(path, body),
                Err(error) => self.dies(&error),
            }
        }
    }

    #[expect(clippy::panic, reason = "an assertion")]
    fn dies(&mut self, error: &ProcessError) -> ! {
        panic!("the function {error}; it printed: {}", self.printed())
    }

    /// Whether it has ended by itself, which it does only where it cannot start.
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
        let ended = tokio::time::timeout(self.patience, self.child.wait()).await;
        ended.expect("its end").expect("its status")
    }

    /// Ends it: all that it ever printed.
    #[must_use]
    pub fn stop(mut self) -> String {
        self.printed()
    }

    fn printed(&mut self) -> String {
        // It may have ended by itself.
        self.child.start_kill().unwrap_or_default();
        self.output.take().and_then(|output| output.join().ok()).unwrap_or_default()
    }
}
