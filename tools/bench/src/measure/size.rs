//! The size of an executable: as it is deployed, and as it travels.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::error::BenchError;

/// An executable's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Its bytes.
    pub bytes: u64,
    /// Its bytes after `gzip -9`.
    pub gzip_bytes: u64,
}

/// Measures an executable.
pub fn size(executable: &Path) -> Result<Size, BenchError> {
    let bytes = std::fs::metadata(executable).map_err(BenchError::io(executable))?.len();
    Ok(Size { bytes, gzip_bytes: gzipped(executable).map_err(BenchError::io(executable))? })
}

fn gzipped(executable: &Path) -> io::Result<u64> {
    let mut gzip = Command::new("gzip")
        .args(["-9", "--stdout", "--no-name"])
        .arg(executable)
        .stdout(Stdio::piped())
        .spawn()?;
    let bytes = match gzip.stdout.take() {
        Some(mut out) => io::copy(&mut out, &mut io::sink())?,
        None => 0,
    };
    let status = gzip.wait()?;
    if status.success() { Ok(bytes) } else { Err(io::Error::other("gzip failed")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_itself_shrinks() {
        let file = std::env::temp_dir().join(format!("bench-size-{}", std::process::id()));
        std::fs::write(&file, "a".repeat(100_000)).unwrap();
        let size = size(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(size.bytes, 100_000);
        assert!((1..1_000).contains(&size.gzip_bytes), "{}", size.gzip_bytes);
    }
}
