//! One process of a program, from its start to its end.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use harness::functions::INVOCATION;
use harness::process::{self, ProcessError, surround};
use hyper::body::Bytes;
use serde::Deserialize;
use shared::config::Config;
use tokio::process::Command;

use crate::callgrind::Callgrind;
use crate::error::BenchError;
use crate::program::Program;
use crate::quota::Quota;

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

impl Under<'_> {
    /// How long an invocation lasts.
    const fn invocation(self) -> Duration {
        match self {
            Self::Nothing | Self::Load(_) => INVOCATION,
            Self::Callgrind(_) => Duration::from_secs(300),
        }
    }

    /// How long the program may take for anything at all.
    const fn patience(self) -> Duration {
        match self {
            // A late answer and a program that hangs are told apart.
            Self::Load(_) => Duration::from_secs(60),
            Self::Nothing | Self::Callgrind(_) => self.invocation(),
        }
    }
}

/// A running process that has asked for its first event.
#[derive(Debug)]
pub struct Process {
    /// From its start until it asked for its first event.
    pub init: Duration,
    name: String,
    success: Option<u16>,
    process: process::Process,
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
        config: &Config,
        under: Under<'_>,
    ) -> Result<Self, BenchError> {
        let mut command = command(program, config, under)?;
        let started = Instant::now();
        let process =
            process::Process::spawn(&mut command, under.invocation(), under.patience()).await;
        let process = process.map_err(|error| BenchError::Io(program.command.join(" "), error))?;
        let Program { name, success, .. } = program.clone();
        let mut this = Self { init: Duration::ZERO, name, success, process };
        let asked = this.process.next().await;
        this.init = asked.map_err(|error| this.did(&error))? - started;
        Ok(this)
    }

    /// Has it answer one event; returns how long it took to. An error is a failure, unless it is
    /// what the program is to answer.
    pub async fn invoke(&mut self, event: Bytes) -> Result<Duration, BenchError> {
        let (took, body) = self.ask(event).await?;
        // A peer may answer anything at all; what says that it failed has failed.
        match serde_json::from_slice(&body) {
            Ok(Answer { status: Some(status @ 400..) }) if self.success != Some(status) => {
                let text = String::from_utf8_lossy(&body);
                Err(BenchError::program(&self.name, format!("answers {status}: {text}")))
            }
            _ => Ok(took),
        }
    }

    /// Has it answer one event; returns how long it took to, and the answer, whatever it says.
    pub async fn ask(&mut self, event: Bytes) -> Result<(Duration, Bytes), BenchError> {
        let answered = self.process.ask(event).await;
        answered.map_err(|error| self.did(&error))
    }

    /// Holds it, from now on until the quota is dropped, to what a function of 128 MB has.
    pub fn hold(&self) -> Result<Quota, BenchError> {
        self.process.pid().map(Quota::hold).map_err(|error| self.did(&error))
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
        let pid = self.process.pid().map_err(|error| self.did(&error))?;
        let path = format!("/proc/{pid}/status");
        let status = std::fs::read_to_string(&path).map_err(|error| BenchError::Io(path, error))?;
        let none = || BenchError::program(&self.name, format!("has no {name}"));
        kib_of(&status, name).ok_or_else(none)
    }

    /// Ends it as the service would, so that whatever watches it can write down what it saw.
    pub async fn end(self) -> Result<(), BenchError> {
        let Self { name, process, .. } = self;
        process.end().await.map_err(|error| BenchError::program(&name, error.to_string()))
    }

    fn did(&self, error: &ProcessError) -> BenchError {
        BenchError::program(&self.name, error.to_string())
    }
}

fn command(program: &Program, config: &Config, under: Under<'_>) -> Result<Command, BenchError> {
    let Some((executable, arguments)) = program.command.split_first() else {
        return Err(BenchError::program(&program.name, "has no command"));
    };
    let mut command = match under {
        Under::Nothing | Under::Load(_) => Command::new(executable),
        Under::Callgrind(callgrind) => callgrind.command(executable),
    };
    surround(&mut command, &program.name, config);
    let printed = match under {
        Under::Load(path) => log(path)?.into(),
        Under::Callgrind(callgrind) => {
            command.env("LD_PRELOAD", callgrind.clock());
            Stdio::null()
        }
        Under::Nothing => Stdio::null(),
    };
    command.args(arguments).stdout(printed);
    command.envs(program.environment.iter().map(|(name, value)| (name, value)));
    Ok(command)
}

fn log(path: &Path) -> Result<File, BenchError> {
    File::options().create(true).append(true).open(path).map_err(BenchError::io(path))
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
