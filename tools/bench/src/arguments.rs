//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Measures the functions: time, memory, calls, request units, instructions, size.
#[derive(Debug, Parser)]
#[command(name = "bench", version)]
pub struct Arguments {
    /// What to do; without it, a whole run.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How a whole run is done.
    #[command(flatten)]
    pub run: Run,
}

/// What else there is to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fail where a function executes more instructions than its recorded budget allows: one
    /// function of each API.
    Gate {
        /// Measure these functions instead.
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
        /// A folder in which `cargo lambda build` has left them; built anew where none is given.
        #[arg(long)]
        built: Option<PathBuf>,
        /// Record what was measured instead of comparing with it.
        #[arg(long)]
        record: bool,
    },
    /// Measure the store in tenants of growing size.
    Scale {
        /// The sizes.
        #[arg(long, value_delimiter = ',', default_values_t = [10, 1_000, 100_000])]
        sizes: Vec<u64>,
        /// The folder that scale.json and scale.svg are written to.
        #[arg(long, default_value = "target/bench")]
        out: PathBuf,
    },
    /// Draw the charts of figures once more: bench.svg and scale.svg.
    Chart {
        /// The folder that bench.json and scale.json are read from.
        #[arg(long, default_value = "docs")]
        out: PathBuf,
    },
    /// Put a long mixed load with faults on the functions, and account for every write.
    Soak(Soak),
    /// Tell where one function's instructions go.
    Profile {
        /// The function.
        function: String,
        /// How many events it answers.
        #[arg(long, default_value_t = 102)]
        events: u64,
        /// The file for callgrind's counts; `callgrind_annotate` reads it.
        #[arg(long, default_value = "target/bench/callgrind.out")]
        out: PathBuf,
    },
}

/// How a soak is done.
#[derive(Debug, Args)]
pub struct Soak {
    /// How long it is.
    #[arg(long, default_value_t = 30)]
    pub minutes: u64,
    /// How many clients there are.
    #[arg(long, default_value_t = 16)]
    pub clients: usize,
    /// What is random is drawn from this; the run tells it.
    #[arg(long)]
    pub seed: Option<u64>,
    /// A folder in which `cargo lambda build` has left the functions. Without it, they are built.
    #[arg(long)]
    pub binaries: Option<PathBuf>,
    /// The folder that soak.json and the functions' logs, soak.log, are written to.
    #[arg(long, default_value = "target/bench")]
    pub out: PathBuf,
}

/// How a whole run is done.
#[derive(Debug, Args)]
pub struct Run {
    /// These functions only.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// A file of other programs to measure beside them.
    #[arg(long)]
    pub peers: Option<PathBuf>,
    /// A folder in which `cargo lambda build` has left the functions; built anew, by Cargo alone,
    /// where none is given.
    #[arg(long)]
    pub built: Option<PathBuf>,
    /// How often each program is started.
    #[arg(long, default_value_t = 20)]
    pub starts: usize,
    /// How many warm events each of its processes answers.
    #[arg(long, default_value_t = 40)]
    pub warm: u64,
    /// Leave out what valgrind counts.
    #[arg(long)]
    pub no_instructions: bool,
    /// Write what was counted into the budgets, as what is recorded.
    #[arg(long, conflicts_with = "no_instructions")]
    pub record: bool,
    /// The folder that bench.json and bench.svg are written to.
    #[arg(long, default_value = "target/bench")]
    pub out: PathBuf,
}
