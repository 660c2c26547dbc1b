//! `cargo lambda watch`, as a child that ends with us.

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::Instant;

use crate::demo::PEPPER;
use crate::engine::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY};

/// How long it may take to listen.
const START_PATIENCE: Duration = Duration::from_secs(30);
/// How often it is asked whether it does.
const POLL: Duration = Duration::from_millis(20);
/// How long it may take to end by itself.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// What it is started with.
#[derive(Debug, Clone)]
pub struct WatchSettings {
    /// The program `cargo-lambda`.
    pub program: PathBuf,
    /// The repository's root.
    pub root: PathBuf,
    /// Where it and the functions write what they have to say.
    pub log: PathBuf,
    /// The table's name.
    pub table: String,
    /// The embedded DynamoDB's URL.
    pub endpoint_url: String,
}

/// The running child.
#[derive(Debug)]
pub struct Watch {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    group: Option<Pid>,
}

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// It cannot be started.
    #[error("{0} cannot be started: {1}")]
    Start(PathBuf, io::Error),
    /// Its log cannot be written.
    #[error("{0} cannot be written: {1}")]
    Log(PathBuf, io::Error),
    /// There is no port for it.
    #[error("no free port for cargo lambda watch: {0}")]
    Port(io::Error),
    /// It ended by itself.
    #[error("cargo lambda watch ended with {0}; its last words are in {1}")]
    Ended(ExitStatus, PathBuf),
    /// It cannot be waited for.
    #[error("cargo lambda watch cannot be waited for: {0}")]
    Wait(io::Error),
    /// It does not listen in time.
    #[error("cargo lambda watch does not listen; its last words are in {0}")]
    Silent(PathBuf),
}

impl Watch {
    /// Starts it on a free port, and waits until it listens.
    pub async fn start(settings: &WatchSettings) -> Result<Self, WatchError> {
        let port = free_port().map_err(WatchError::Port)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let child = command(settings, port)?
            .spawn()
            .map_err(|error| WatchError::Start(settings.program.clone(), error))?;
        let group = child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw);
        let mut watch = Self { address, child, group };
        watch.listens(&settings.log).await?;
        Ok(watch)
    }

    async fn listens(&mut self, log: &Path) -> Result<(), WatchError> {
        let deadline = Instant::now() + START_PATIENCE;
        while TcpStream::connect(self.address).await.is_err() {
            if let Some(status) = self.child.try_wait().map_err(WatchError::Wait)? {
                return Err(WatchError::Ended(status, log.to_owned()));
            }
            if Instant::now() > deadline {
                return Err(WatchError::Silent(log.to_owned()));
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Ends it and the functions it started.
    pub async fn stop(mut self) {
        self.signal(Signal::SIGINT);
        if tokio::time::timeout(STOP_PATIENCE, self.child.wait()).await.is_err() {
            self.signal(Signal::SIGKILL);
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // It may have ended by itself.
            killpg(group, signal).unwrap_or_default();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.signal(Signal::SIGKILL);
    }
}

fn command(settings: &WatchSettings, port: u16) -> Result<Command, WatchError> {
    let unwritable = |error| WatchError::Log(settings.log.clone(), error);
    let log = File::create(&settings.log).map_err(unwritable)?;
    let mut command = Command::new(&settings.program);
    command
        .args(["lambda", "watch", "--ignore-changes", "--invoke-address", "127.0.0.1"])
        .args(["--invoke-port", &port.to_string()])
        .current_dir(&settings.root)
        .stdin(Stdio::null())
        .stdout(log.try_clone().map_err(unwritable)?)
        .stderr(log)
        // A group of its own: Ctrl-C reaches us alone, and we end it in order.
        .process_group(0)
        .kill_on_drop(true);
    for (name, value) in environment(settings) {
        command.env(name, value);
    }
    Ok(command)
}

/// What the functions are told. Empty: whatever the machine says, they are not to know.
fn environment(settings: &WatchSettings) -> [(&'static str, &str); 11] {
    [
        ("TABLE_NAME", &settings.table),
        ("AWS_ENDPOINT_URL_DYNAMODB", &settings.endpoint_url),
        ("AWS_REGION", REGION),
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ("AWS_SESSION_TOKEN", ""),
        ("AWS_CA_BUNDLE", ""),
        ("AWS_PROFILE", ""),
        ("LOCAL_STACK", "1"),
        ("PASSWORD_PEPPER", PEPPER),
    ]
}

/// A port that is free at this moment.
fn free_port() -> io::Result<u16> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(program: &str) -> WatchSettings {
        let name = format!("local-watch-{}.log", uuid::Uuid::new_v4());
        WatchSettings {
            program: program.into(),
            root: ".".into(),
            log: std::env::temp_dir().join(name),
            table: "table".to_owned(),
            endpoint_url: "http://127.0.0.1:1".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_program_that_ends_at_once_is_said_so() {
        let settings = settings("false");
        let error = Watch::start(&settings).await.map(|_| ()).unwrap_err();
        assert!(matches!(error, WatchError::Ended(status, _) if status.code() == Some(1)));
        std::fs::remove_file(settings.log).unwrap();
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_said_so() {
        let settings = settings("no-such-program");
        let error = Watch::start(&settings).await.map(|_| ()).unwrap_err();
        assert!(matches!(error, WatchError::Start(..)));
        std::fs::remove_file(settings.log).unwrap();
    }

    #[test]
    fn functions_are_told_nothing_of_the_machine() {
        let settings = settings("false");
        let told: std::collections::BTreeMap<_, _> = environment(&settings).into();
        for name in ["AWS_CA_BUNDLE", "AWS_PROFILE", "AWS_SESSION_TOKEN"] {
            assert_eq!(told[name], "", "{name}");
        }
        assert_eq!(told["LOCAL_STACK"], "1");
        assert_eq!(told["AWS_ENDPOINT_URL_DYNAMODB"], "http://127.0.0.1:1");
    }
}
