//! Building what is measured, just as it is deployed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::error::BenchError;

/// How binaries are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As they are deployed.
    Release,
    /// The same code with the names of its functions.
    Profiling,
}

impl Profile {
    const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Profiling => "profiling",
        }
    }
}

/// Builds binaries of these packages; returns where each of them is.
pub fn binaries(
    root: &Path,
    profile: Profile,
    packages: &[&str],
    names: &[&str],
) -> Result<HashMap<String, PathBuf>, BenchError> {
    let failed = |error: std::io::Error| BenchError::Build(error.to_string());
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["build", "--message-format=json-render-diagnostics"]);
    cargo.args(["--profile", profile.name()]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    for name in names {
        cargo.args(["--bin", name]);
    }
    let output = cargo.stderr(Stdio::inherit()).output().map_err(failed)?;
    if !output.status.success() {
        return Err(BenchError::Build(output.status.to_string()));
    }
    let built = executables(&String::from_utf8_lossy(&output.stdout));
    match names.iter().find(|name| !built.contains_key(**name)) {
        Some(name) => Err(BenchError::Build(format!("no binary {name}"))),
        None => Ok(built),
    }
}

/// One line of what cargo writes.
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

fn executables(messages: &str) -> HashMap<String, PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter_map(|message| Some((message.target?.name, message.executable?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executables_are_found_among_what_cargo_writes() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"a"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"b"},"executable":"/t/b"}"#,
            "\nnoise\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let expected = HashMap::from([("b".to_owned(), PathBuf::from("/t/b"))]);
        assert_eq!(executables(messages), expected);
    }
}
