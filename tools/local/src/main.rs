//! `make run`: the local stack.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::builder::FalseyValueParser;
use local::stack::{self, Settings};

/// Runs every API on this machine, with demo data.
#[derive(Debug, Parser)]
#[command(name = "local", version)]
struct Arguments {
    /// The port that all APIs answer on.
    #[arg(long, env = "PORT", default_value_t = 9000)]
    port: u16,
    /// The port of the embedded DynamoDB.
    #[arg(long, env = "DYNAMODB_PORT", default_value_t = 8000)]
    dynamodb_port: u16,
    /// Forget whatever was written before.
    #[arg(long, env = "RESET", value_parser = FalseyValueParser::new())]
    reset: bool,
    /// The repository's root.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// The folder of the table, the demo document and the log, below the root.
    #[arg(long, default_value = ".local")]
    data: PathBuf,
    /// The program cargo-lambda.
    #[arg(long, default_value = ".venv/bin/cargo-lambda")]
    cargo_lambda: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = Settings {
        port: arguments.port,
        dynamodb_port: arguments.dynamodb_port,
        reset: arguments.reset,
        root: arguments.root,
        data: arguments.data,
        cargo_lambda: arguments.cargo_lambda,
    };
    match stack::run(&settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to tell it to where even this fails.
            writeln!(io::stderr(), "error: {error}").unwrap_or_default();
            ExitCode::FAILURE
        }
    }
}
