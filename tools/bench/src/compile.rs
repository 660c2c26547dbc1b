//! Building what is measured, just as it is deployed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::error::BenchError;

/// So that cargo tells where it put what it built.
const MESSAGES: &str = "--message-format=json-render-diagnostics";

/// Builds binaries of these packages as they are deployed, of the functions where none is named;
/// returns where each of them is.
pub fn binaries(
    root: &Path,
    packages: &[&str],
    names: &[&str],
) -> Result<HashMap<String, PathBuf>, BenchError> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["build", "--release"]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    for name in names {
        cargo.args(["--bin", name]);
    }
    cargo.arg(MESSAGES);
    run(cargo, names)
}

/// The binaries that `cargo lambda build` has left in a folder.
pub fn found(folder: &Path, names: &[&str]) -> Result<HashMap<String, PathBuf>, BenchError> {
    let executable = |name: &&str| {
        let path = folder.join(name).join("bootstrap");
        let path = path.canonicalize().map_err(BenchError::io(&path))?;
        Ok(((*name).to_owned(), path))
    };
    names.iter().map(executable).collect()
}

/// Builds one binary with the names of its functions in it. Its code is the deployed one's, and
/// everything that it is made of is built already: only the binary itself is linked again.
pub fn with_symbols(root: &Path, package: &str, name: &str) -> Result<PathBuf, BenchError> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["rustc", "--release", "--package", package, "--bin", name]);
    cargo.arg(MESSAGES).args(["--", "-C", "strip=none"]);
    let mut built = run(cargo, &[name])?;
    built.remove(name).ok_or_else(|| BenchError::Build(format!("no binary {name}")))
}

fn run(mut cargo: Command, names: &[&str]) -> Result<HashMap<String, PathBuf>, BenchError> {
    let failed = |error: std::io::Error| BenchError::Build(error.to_string());
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
