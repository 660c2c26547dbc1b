//! The peers in Node and Python: what people would write instead. They are measured where Node and
//! Python are there, with the AWS SDKs that their package managers install.

use std::path::Path;
use std::process::{Command, Stdio};

use local::demo::DemoDocument;

use crate::error::BenchError;
use crate::events::Event;
use crate::lineup::READ;
use crate::program::{Kind, Program};

/// Where they are.
const FOLDER: &str = "tools/bench/peers";
/// Where Python's packages are installed.
const VENV: &str = "target/bench/python";

/// Each peer, or why it cannot be measured.
pub fn peers(root: &Path, demo: &DemoDocument) -> [Result<Program, BenchError>; 2] {
    [("bench-node", node(root)), ("bench-python", python(root))].map(|(name, command)| {
        Ok(Program {
            name: name.to_owned(),
            command: command.map_err(|why| BenchError::program(name, why))?,
            environment: Vec::new(),
            event: Event::read(&root.join(READ), demo)?,
            kind: Kind::Interpreted,
            success: None,
            counted: 0,
        })
    })
}

fn node(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join(FOLDER).join("node");
    // Its own path: the peers are not started with this process's PATH.
    let node = run(Command::new("node").args(["-p", "process.execPath"]))?;
    let wanted = folder.join("package-lock.json");
    install(&wanted, &folder.join("node_modules/package-lock.json"), || {
        let npm = ["ci", "--no-audit", "--no-fund", "--prefix"];
        run(Command::new("npm").args(npm).arg(&folder)).map(drop)
    })?;
    Ok(vec![node, folder.join("index.mjs").display().to_string()])
}

fn python(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join(FOLDER).join("python");
    let venv = root.join(VENV);
    let python = venv.join("bin/python");
    let wanted = folder.join("requirements.txt");
    install(&wanted, &venv.join("requirements.txt"), || {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        run(Command::new(&python).args(pip).arg(&wanted)).map(drop)
    })?;
    Ok([python, folder.join("main.py")].map(|path| path.display().to_string()).into())
}

/// Installs what a file asks for, unless that was done: then the file's copy stands beside it.
fn install(
    wanted: &Path,
    copy: &Path,
    install: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let read = |path| std::fs::read(path).ok();
    if read(copy).is_some_and(|installed| Some(installed) == read(wanted)) {
        return Ok(());
    }
    install()?;
    std::fs::copy(wanted, copy).map(drop).map_err(|error| format!("{}: {error}", copy.display()))
}

/// Runs a command: what it prints, or what it was and how it failed.
fn run(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().display().to_string();
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_told() {
        let none = run(&mut Command::new("no-such-interpreter")).unwrap_err();
        assert!(none.starts_with("no-such-interpreter: "), "{none}");
        assert_eq!(run(&mut Command::new("false")).unwrap_err(), "false: exit status: 1");
        assert_eq!(run(Command::new("echo").arg("1")).unwrap(), "1");
    }
}
