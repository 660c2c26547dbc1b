//! What the fuzzer ever found, and what it begins with: each is tried again.

#![expect(clippy::panic, clippy::print_stdout, reason = "tests fail by panicking, and say where")]

use harness::fuzz::{TARGETS, Target};

/// The files under `tests/fuzz` and the seeds.
fn inputs(target: &Target) -> Vec<(String, Vec<u8>)> {
    let mut inputs: Vec<(String, Vec<u8>)> = Vec::new();
    for file in std::fs::read_dir(target.found()).into_iter().flatten().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        inputs.push((file.path().display().to_string(), bytes));
    }
    let seeds = (target.seeds)().into_iter().enumerate();
    inputs.extend(seeds.map(|(number, seed)| (format!("seed {number}"), seed)));
    inputs
}

fn replay(name: &str) {
    let target = Target::named(name).unwrap_or_else(|| panic!("no target is called {name}"));
    let inputs = inputs(target);
    assert!(!inputs.is_empty(), "{name} has no seeds");
    for (what, bytes) in inputs {
        // Printed only where it fails: what follows is of that input.
        println!("{name}: {what}");
        (target.run)(&bytes);
    }
}

macro_rules! replay {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })+

        #[test]
        fn every_target_is_replayed() {
            let replayed = [$(stringify!($name)),+];
            for target in TARGETS {
                assert!(replayed.contains(&target.name), "add {} above", target.name);
            }
        }
    };
}

replay! { fleet cro nutcache bluerocktel mykaarma event authorization body query item }
