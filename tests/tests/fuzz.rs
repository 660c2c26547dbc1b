//! What the fuzzer ever found, and what it begins with: each is tried again.

#![expect(clippy::print_stdout, reason = "what fails says where")]

use harness::fuzz::{TARGETS, Target};

/// The files under `tests/fuzz` and the seeds.
fn inputs(target: &Target) -> Vec<(String, Vec<u8>)> {
    let mut inputs: Vec<(String, Vec<u8>)> = Vec::new();
    for file in std::fs::read_dir(target.found()).into_iter().flatten().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        inputs.push((file.path().display().to_string(), bytes));
    }
    let seeds = target.seeds().into_iter().enumerate();
    inputs.extend(seeds.map(|(number, seed)| (format!("seed {number}"), seed)));
    inputs
}

fn replay(target: &Target) {
    let inputs = inputs(target);
    assert!(!inputs.is_empty(), "{} has no seeds", target.name);
    for (what, bytes) in inputs {
        // Printed only where it fails: what follows is of that input.
        println!("{}: {what}", target.name);
        target.run(&bytes);
    }
}

#[test]
fn every_input_is_tried_again() {
    std::thread::scope(|threads| {
        for target in TARGETS.iter() {
            threads.spawn(move || replay(target));
        }
    });
}
