//! The operator's command.

mod arguments;
mod commands;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use commands::Outcome;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let store = admin::connect::store(arguments.endpoint_url.as_deref(), &arguments.table).await;
    match commands::run(&store, arguments.command).await {
        Ok(outcome) => match print(&outcome, arguments.json) {
            Ok(()) if outcome.is_fine => ExitCode::SUCCESS,
            Ok(()) | Err(_) => ExitCode::FAILURE,
        },
        Err(error) => {
            // If standard error is closed, there is nowhere left to report to.
            writeln!(io::stderr(), "error: {}", error.into_line()).unwrap_or_default();
            ExitCode::FAILURE
        }
    }
}

fn print(outcome: &Outcome, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match &outcome.page {
        _ if json => outcome.table.write_json(&mut out),
        Some(page) => out.write_all(page.as_bytes()),
        None => outcome.table.write_text(&mut out),
    }
}
