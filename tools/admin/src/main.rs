//! The operator's command.

mod arguments;
mod commands;

use std::io::{self, Write as _};
use std::process::ExitCode;

use aws_config::BehaviorVersion;
use clap::Parser as _;
use shared::clock::Clock;
use shared::store::Store;

use arguments::Arguments;
use commands::Outcome;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let store = connect(&arguments).await;
    match commands::run(&store, arguments.command).await {
        Ok(outcome) => match print(&outcome, arguments.json) {
            Ok(()) if outcome.is_fine => ExitCode::SUCCESS,
            Ok(()) | Err(_) => ExitCode::FAILURE,
        },
        Err(error) => {
            // Nothing is left to tell it to where even this fails.
            writeln!(io::stderr(), "error: {}", error.into_line()).unwrap_or_default();
            ExitCode::FAILURE
        }
    }
}

/// The table behind the operator's own credentials, wherever they usually come from.
async fn connect(arguments: &Arguments) -> Store {
    let mut loader = aws_config::defaults(BehaviorVersion::latest());
    if let Some(url) = &arguments.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let client = aws_sdk_dynamodb::Client::new(&loader.load().await);
    Store::new(client, &arguments.table, Clock::system())
}

fn print(outcome: &Outcome, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json { outcome.table.write_json(&mut out) } else { outcome.table.write_text(&mut out) }
}
