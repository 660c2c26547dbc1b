//! What is fuzzed: for each target a function that takes any bytes and panics where something
//! does not hold. `make fuzz` looks for such bytes; what it ever found stands under `tests/fuzz`,
//! and the suite `fuzz` tries it again, together with the seeds that the cases make.

mod parts;
mod request;
mod seeds;
mod table;
mod world;

use std::path::PathBuf;
use std::sync::LazyLock;

use crate::template::root;

pub use table::Table;

/// One thing that is fuzzed.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name: that of its folder.
    pub name: &'static str,
    run: fn(&str, &[u8]),
    seeds: fn(&str) -> Vec<Vec<u8>>,
}

/// All of them: each API, and what they share.
pub static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let api = |api: &registry::Known| Target {
        name: api.name.as_str(),
        run: world::api,
        seeds: seeds::of,
    };
    let shared = [
        Target { name: "event", run: |_, bytes| world::event(bytes), seeds: |_| seeds::events() },
        Target {
            name: "authorization",
            run: |_, bytes| world::authorization(bytes),
            seeds: |_| seeds::authorizations(),
        },
        Target { name: "body", run: |_, bytes| parts::body(bytes), seeds: |_| seeds::bodies() },
        Target { name: "query", run: |_, bytes| parts::query(bytes), seeds: |_| seeds::queries() },
        Target { name: "item", run: |_, bytes| parts::item(bytes), seeds: |_| seeds::items() },
    ];
    registry::APIS.iter().map(api).chain(shared).collect()
});

impl Target {
    /// The target of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Holds any bytes against it.
    ///
    /// # Panics
    /// When something does not hold.
    pub fn run(&self, bytes: &[u8]) {
        (self.run)(self.name, bytes);
    }

    /// What to begin with.
    #[must_use]
    pub fn seeds(&self) -> Vec<Vec<u8>> {
        (self.seeds)(self.name)
    }

    /// Where what was found once is kept.
    #[must_use]
    pub fn found(&self) -> PathBuf {
        root().join("tests/fuzz").join(self.name)
    }
}
