//! What is fuzzed: for each target a function that takes any bytes and panics where something
//! does not hold. `make fuzz` looks for such bytes; what it ever found stands under `tests/fuzz`,
//! and the suite `fuzz` tries it again, together with the seeds that the cases make.

mod parts;
mod request;
mod seeds;
mod table;
mod world;

use std::path::PathBuf;

use crate::template::root;

pub use table::Table;

/// One thing that is fuzzed.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name: that of its folder.
    pub name: &'static str,
    /// What holds for any bytes. Panics where it does not.
    pub run: fn(&[u8]),
    /// What to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: [Target; 10] = [
    Target { name: "fleet", run: |bytes| world::api("fleet", bytes), seeds: || seeds::of("fleet") },
    Target { name: "cro", run: |bytes| world::api("cro", bytes), seeds: || seeds::of("cro") },
    Target {
        name: "nutcache",
        run: |bytes| world::api("nutcache", bytes),
        seeds: || seeds::of("nutcache"),
    },
    Target {
        name: "bluerocktel",
        run: |bytes| world::api("bluerocktel", bytes),
        seeds: || seeds::of("bluerocktel"),
    },
    Target {
        name: "mykaarma",
        run: |bytes| world::api("mykaarma", bytes),
        seeds: || seeds::of("mykaarma"),
    },
    Target { name: "event", run: world::event, seeds: seeds::events },
    Target { name: "authorization", run: world::authorization, seeds: seeds::authorizations },
    Target { name: "body", run: parts::body, seeds: seeds::bodies },
    Target { name: "query", run: parts::query, seeds: seeds::queries },
    Target { name: "item", run: parts::item, seeds: seeds::items },
];

impl Target {
    /// The target of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Where what was found once is kept.
    #[must_use]
    pub fn found(&self) -> PathBuf {
        root().join("tests/fuzz").join(self.name)
    }
}
