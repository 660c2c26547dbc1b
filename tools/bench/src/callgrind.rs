//! Valgrind's callgrind, and what a program needs to run under it as it does by itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::BenchError;

/// What slows a program's clock down as much as valgrind slows the program.
const SLOW_CLOCK: &str = include_str!("slow_clock.c");

/// Callgrind, ready to run.
#[derive(Debug)]
pub struct Callgrind {
    clock: PathBuf,
    counts: PathBuf,
}

impl Callgrind {
    /// Compiles the slow clock, and leaves it and the counts in this folder. Fails where there is
    /// no valgrind.
    pub fn new(folder: &Path) -> Result<Self, BenchError> {
        require_valgrind()?;
        let source = folder.join("slow_clock.c");
        let clock = folder.join("slow_clock.so");
        std::fs::write(&source, SLOW_CLOCK).map_err(BenchError::io(&source))?;
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(&clock)
            .arg(&source)
            .stdout(Stdio::null())
            .status()
            .map_err(BenchError::io(Path::new("cc")))?;
        if !compiled.success() {
            return Err(BenchError::File("slow_clock.c".to_owned(), "cc refuses it".to_owned()));
        }
        Ok(Self { clock, counts: folder.join("callgrind.out") })
    }

    /// Where it writes its counts: each run over those of the last.
    #[must_use]
    pub fn counts(&self) -> &Path {
        &self.counts
    }

    /// The command that runs an executable under it.
    pub(crate) fn command(&self, executable: &str) -> tokio::process::Command {
        let mut command = tokio::process::Command::new("valgrind");
        command.args(["--tool=callgrind", "--quiet"]);
        command.arg(format!("--callgrind-out-file={}", self.counts.display()));
        command.arg(executable);
        command
    }

    /// The library that a program under it is started with.
    pub(crate) fn clock(&self) -> &Path {
        &self.clock
    }
}

/// Fails where there is no valgrind.
pub fn require_valgrind() -> Result<(), BenchError> {
    let ran = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    match ran {
        Ok(status) if status.success() => Ok(()),
        Ok(_) | Err(_) => Err(BenchError::NoValgrind),
    }
}
