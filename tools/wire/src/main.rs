//! `make wire`: writes what follows from the registry and the cases. With `--made-up 100 140` it
//! prints the template of a made-up registry with 100 functions and 140 routes instead.

use std::path::Path;
use std::process::ExitCode;

use wire::{File, WireError, files, made_up};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(".");
    let done = match arguments[..] {
        [] => write(root).map(|written| format!("{written} files were not up to date.\n")),
        ["--made-up", functions, routes] => match (functions.parse(), routes.parse()) {
            (Ok(functions), Ok(routes)) => made_up(root, functions, routes),
            _ => return fail("--made-up needs two numbers: functions and routes"),
        },
        _ => return fail("usage: wire [--made-up <functions> <routes>]"),
    };
    match done {
        Ok(text) => {
            say(&text);
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error.to_string()),
    }
}

#[expect(clippy::print_stdout, reason = "a command's output")]
fn say(text: &str) {
    print!("{text}");
}

#[expect(clippy::print_stderr, reason = "a command's output")]
fn fail(why: &str) -> ExitCode {
    eprintln!("error: {why}");
    ExitCode::FAILURE
}

/// Writes each file that is not as it should be, and tells how many these were.
fn write(root: &Path) -> Result<usize, WireError> {
    let mut written = 0;
    for File { path, content } in files(root)? {
        let path = root.join(path);
        if std::fs::read_to_string(&path).is_ok_and(|found| found == content) {
            continue;
        }
        let unwritten = |error| WireError::Unwritten(path.clone(), error);
        path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(unwritten)?;
        std::fs::write(&path, content).map_err(unwritten)?;
        written += 1;
    }
    Ok(written)
}
