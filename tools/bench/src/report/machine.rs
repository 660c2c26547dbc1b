//! The machine that figures were measured on.

use serde::{Deserialize, Serialize};

/// What a figure depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's model.
    pub processor: String,
    /// How many of its threads there are.
    pub cores: usize,
    /// The memory, in MiB.
    pub memory_mib: u64,
    /// The kernel.
    pub kernel: String,
}

impl Machine {
    /// This one; what it does not tell is left empty.
    #[must_use]
    pub fn this() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let kib = field(&read("/proc/meminfo"), "MemTotal");
        let kib = kib.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok());
        Self {
            processor: field(&read("/proc/cpuinfo"), "model name"),
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            memory_mib: kib.unwrap_or_default() / 1024,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
        }
    }

    /// In one line.
    #[must_use]
    pub fn line(&self) -> String {
        let gib = self.memory_mib.div_ceil(1024);
        format!("{} cores of {}, {gib} GiB, Linux {}", self.cores, self.processor, self.kernel)
    }
}

/// The value behind `name:` in the system's tables.
fn field(table: &str, name: &str) -> String {
    let of = |line: &str| {
        let (found, value) = line.split_once(':')?;
        (found.trim() == name).then(|| value.trim().to_owned())
    };
    table.lines().find_map(of).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_tables_are_read() {
        let table = "processor\t: 0\nmodel name\t: Some CPU @ 2.10GHz\nmodel\t: 1\n";
        assert_eq!(field(table, "model name"), "Some CPU @ 2.10GHz");
        assert_eq!(field(table, "none"), "");
    }
}
