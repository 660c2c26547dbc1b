//! The benchmark's command.
fn main() {}
