//! `make wire`: writes what follows from the registry and the cases.

use std::path::Path;
use std::process::ExitCode;

use wire::{File, WireError, files};

fn main() -> ExitCode {
    match write(Path::new(".")) {
        Ok(written) => {
            say(&format!("{written} files were not up to date."));
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a command's output")]
fn say(text: &str) {
    println!("{text}");
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
