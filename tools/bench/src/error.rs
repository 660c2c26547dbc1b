//! What can go wrong while measuring.

use std::io;
use std::path::Path;

/// Why there is no measurement.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The system refused something.
    #[error("{0}: {1}")]
    Io(String, #[source] io::Error),
    /// A file is not what it should be.
    #[error("{0}: {1}")]
    File(String, String),
    /// The certificates cannot be made.
    #[error("the local certificates cannot be made: {0}")]
    Certificates(String),
    /// The engine or its demo data are not there.
    #[error("the embedded DynamoDB: {0}")]
    Engine(String),
    /// The functions do not build.
    #[error("cargo build: {0}")]
    Build(String),
    /// A measured program does not do what it should.
    #[error("{program}: {what}")]
    Program {
        /// Its name.
        program: String,
        /// What it did.
        what: String,
    },
    /// Instructions are counted by valgrind.
    #[error(
        "valgrind is not installed, and instructions are counted by it: install valgrind, or leave them out with --no-instructions"
    )]
    NoValgrind,
    /// The chart cannot be drawn.
    #[error("the chart cannot be drawn: {0}")]
    Chart(String),
    /// At least one function is over its budget.
    #[error("over budget: {0}")]
    OverBudget(String),
    /// A soak found something.
    #[error("{0} violations")]
    Violations(u64),
}

impl BenchError {
    /// What the system says about a file.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.display().to_string();
        move |error| Self::Io(path, error)
    }

    /// What a measured program did.
    pub(crate) fn program(program: &str, what: impl Into<String>) -> Self {
        Self::Program { program: program.to_owned(), what: what.into() }
    }
}
