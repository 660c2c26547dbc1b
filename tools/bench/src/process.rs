//! One process of a program, from its start to its end.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::Deserialize;
use tokio::process::{Child, Command};

use crate::callgrind::Callgrind;
use crate::error::BenchError;
use crate::program::Program;
use crate::quota::Quota;
use crate::runtime_api::{RuntimeApi, Said};

/// Where a process finds DynamoDB.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// `TABLE_NAME`
    pub table: String,
    /// `AWS_ENDPOINT_URL_DYNAMODB`
    pub endpoint: String,
    /// `AWS_CA_BUNDLE`
    pub bundle: String,
}

/// How a process is run.
#[derive(Debug, Clone, Copy)]
pub enum Under<'a> {
    /// By itself.
    Nothing,
    /// By callgrind.
    Callgrind(&'a Callgrind),
    /// Load: what it logs is kept in this file, and it may be slow, as long as it answers.
    Load(&'a Path),
}

/// How long an invocation lasts, where nothing slows it down.
pub const INVOCATION: Duration = Duration::from_secs(10);

impl Under<'_> {
    /// How long an invocation lasts.
    const fn deadline(self) -> Duration {
        match self {
            Self::Nothing | Self::Load(_) => INVOCATION,
            Self::Callgrind(_) => Duration::from_secs(300),
        }
    }

    /// How long the program may take for anything at all.
    const fn patience(self) -> Duration {
        match self {
            // Late is another fault than hung, and told as such.
            Self::Load(_) => Duration::from_secs(60),
            Self::Nothing | Self::Callgrind(_) => self.deadline(),
        }
    }
}

/// A running process that has asked for its first event.
#[derive(Debug)]
pub struct Process {
    /// From its start until it asked for its first event.
    pub init: Duration,
    name: String,
    child: Child,
    api: RuntimeApi,
    patience: Duration,
}

/// What a function answers: the part of it that says whether it worked.
#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "statusCode")]
    status: Option<u16>,
}

impl Process {
    /// Starts a program with nothing in its environment but what Lambda and the stack give a
    /// function, and waits until it asks for an event.
    pub async fn start(
        program: &Program,
        around: &Surroundings,
        under: Under<'_>,
    ) -> Result<Self, BenchError> {
        let api = RuntimeApi::serve(under.deadline()).await?;
        let mut command = command(program, under)?;
        environment(&mut command, around, &api);
        if let Under::Callgrind(callgrind) = under {
            command.env("LD_PRELOAD", callgrind.clock());
        }
        command.envs(program.environment.iter().map(|(name, value)| (name, value)));
        let failed = |error| BenchError::Io(program.command.join(" "), error);
        let started = Instant::now();
        let child = command.spawn().map_err(failed)?;
        let name = program.name.clone();
        let patience = under.patience();
        let mut process = Self { init: Duration::ZERO, name, child, api, patience };
        process.init = process.next().await? - started;
        Ok(process)
    }

    /// Has it answer one event; returns how long it took to. What refuses has failed.
    pub async fn invoke(&mut self, event: Bytes) -> Result<Duration, BenchError> {
        let (took, body) = self.ask(event).await?;
        // A peer may answer anything at all; what says that it failed has failed.
        if let Ok(Answer { status: Some(status @ 400..) }) = serde_json::from_slice(&body) {
            let text = String::from_utf8_lossy(&body);
            return Err(self.did(format!("answers {status}: {text}")));
        }
        Ok(took)
    }

    /// Has it answer one event; returns how long it took to, and the answer, whatever it says. It
    /// has asked for another event when this returns, so that nothing of this one is left to do.
    pub async fn ask(&mut self, event: Bytes) -> Result<(Duration, Bytes), BenchError> {
        let sent = self.api.send(event);
        let (answered, body) = match self.said().await? {
            Said::Answer(at, body) => (at, body),
            Said::Next(_) => return Err(self.did("asks for an event without an answer")),
            Said::Failed(what) => return Err(self.did(what)),
        };
        self.next().await?;
        Ok((answered - sent, body))
    }

    /// Holds it, from now on until the quota is dropped, to what a function of 128 MB has.
    pub fn hold(&self) -> Result<Quota, BenchError> {
        Ok(Quota::hold(self.pid()?))
    }

    /// The most memory it ever had resident, in KiB.
    pub fn peak_kib(&self) -> Result<u64, BenchError> {
        // Not the system's account of an ended child: that begins with its parent's peak.
        self.memory("VmHWM:")
    }

    /// The memory it has resident now, in KiB.
    pub fn resident_kib(&self) -> Result<u64, BenchError> {
        self.memory("VmRSS:")
    }

    fn memory(&self, name: &str) -> Result<u64, BenchError> {
        let pid = self.pid()?;
        let path = format!("/proc/{pid}/status");
        let status = std::fs::read_to_string(&path).map_err(|error| BenchError::Io(path, error))?;
        kib_of(&status, name).ok_or_else(|| self.did(format!("has no {name}")))
    }

    /// Ends it as the service would, so that whatever watches it can write down what it saw.
    pub async fn end(mut self) -> Result<(), BenchError> {
        let pid = self.pid()?;
        kill(pid, Signal::SIGTERM)
            .map_err(|error| BenchError::Io(self.name.clone(), error.into()))?;
        let ended = tokio::time::timeout(self.patience, self.child.wait()).await;
        match ended {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(BenchError::Io(self.name, error)),
            Err(_) => Err(self.did("does not end")),
        }
    }

    async fn next(&mut self) -> Result<Instant, BenchError> {
        match self.said().await? {
            Said::Next(at) => Ok(at),
            Said::Answer(..) => Err(self.did("answers without an event")),
            Said::Failed(what) => Err(self.did(what)),
        }
    }

    async fn said(&mut self) -> Result<Said, BenchError> {
        tokio::select! {
            said = self.api.said() => Ok(said),
            ended = self.child.wait() => {
                let how = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
                Err(self.did(format!("has ended: {how}")))
            }
            () = tokio::time::sleep(self.patience) => Err(self.did("says nothing")),
        }
    }

    fn pid(&self) -> Result<Pid, BenchError> {
        let pid = self.child.id().and_then(|pid| i32::try_from(pid).ok());
        pid.map(Pid::from_raw).ok_or_else(|| self.did("has ended"))
    }

    fn did(&self, what: impl Into<String>) -> BenchError {
        BenchError::program(&self.name, what)
    }
}

fn command(program: &Program, under: Under<'_>) -> Result<Command, BenchError> {
    let Some((executable, arguments)) = program.command.split_first() else {
        return Err(BenchError::program(&program.name, "has no command"));
    };
    let mut command = match under {
        Under::Nothing | Under::Load(_) => Command::new(executable),
        Under::Callgrind(callgrind) => callgrind.command(executable),
    };
    let logged = match under {
        Under::Load(path) => log(path)?.into(),
        Under::Nothing | Under::Callgrind(_) => Stdio::null(),
    };
    command.args(arguments).stdin(Stdio::null()).stdout(logged).kill_on_drop(true);
    Ok(command)
}

fn log(path: &Path) -> Result<File, BenchError> {
    File::options().create(true).append(true).open(path).map_err(BenchError::io(path))
}

fn environment(command: &mut Command, around: &Surroundings, api: &RuntimeApi) {
    command.env_clear().envs([
        ("AWS_LAMBDA_RUNTIME_API", api.host().as_str()),
        ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("TABLE_NAME", around.table.as_str()),
        ("AWS_ENDPOINT_URL_DYNAMODB", around.endpoint.as_str()),
        ("AWS_CA_BUNDLE", around.bundle.as_str()),
    ]);
    // Valgrind finds its own parts by it, as do interpreters of peers.
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
}

/// A line of a process's status, in KiB.
fn kib_of(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_systems_account() {
        let status = "Name:\tfn\nVmPeak:\t   30000 kB\nVmHWM:\t    7012 kB\nVmRSS:\t    6000 kB\n";
        assert_eq!(kib_of(status, "VmHWM:"), Some(7012));
        assert_eq!(kib_of(status, "VmRSS:"), Some(6000));
        assert_eq!(kib_of("Name:\tfn\n", "VmHWM:"), None);
    }
}
