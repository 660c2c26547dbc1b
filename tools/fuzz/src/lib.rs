//! What the fuzzer is told by its environment, and the seeds that it begins with.

use std::path::PathBuf;
use std::sync::OnceLock;

use harness::fuzz::{TARGETS, Target};

/// `FUZZ_TARGET`: what is fuzzed. `FUZZ_SEEDS`: a folder that the seeds are written to.
///
/// # Panics
/// When there is no such target, or the seeds cannot be written: there is nothing to fuzz then.
#[expect(clippy::panic, clippy::disallowed_methods, reason = "a tool that says what it needs")]
pub fn target() -> &'static Target {
    static TARGET: OnceLock<&Target> = OnceLock::new();
    TARGET.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        let Some(target) = Target::named(&name) else {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            panic!("FUZZ_TARGET is one of {}", names.join(", "));
        };
        if let Some(folder) = std::env::var_os("FUZZ_SEEDS").map(PathBuf::from)
            && let Err(error) = write_seeds(target, &folder)
        {
            panic!("{} cannot be written: {error}", folder.display());
        }
        target
    })
}

fn write_seeds(target: &Target, folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (number, seed) in target.seeds().iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{number}")), seed)?;
    }
    Ok(())
}
