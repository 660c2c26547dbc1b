//! The measurements: time, memory, traffic, instructions and size.

mod instructions;
mod size;
mod time;
mod traffic;

use serde::{Deserialize, Serialize};

pub use instructions::{Instructions, by_function, count};
pub use size::{Size, size};
pub(crate) use time::percentile;
pub use time::{Samples, Times, sample, sample_held};
pub use traffic::{Counted, Traffic, watch};

use crate::program::Kind;

/// All that was measured of one program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measured {
    /// The program's name.
    pub name: String,
    /// Whose it is.
    pub kind: Kind,
    /// Its times, DynamoDB answering at once.
    pub times: Times,
    /// Its times, every answer of DynamoDB 2 ms later.
    pub delayed: Times,
    /// What it asked of DynamoDB.
    pub traffic: Counted,
    /// The instructions it executed, where they were counted.
    pub instructions: Option<Instructions>,
    /// The size of its executable, where it is one.
    pub size: Option<Size>,
    /// The most memory any of its processes had resident, in KiB.
    pub peak_kib: u64,
}
