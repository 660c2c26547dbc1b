//! The benchmark's command.

mod arguments;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use uuid::Uuid;

use arguments::{Arguments, Command, Run, Soak};
use bench::budgets::{Budgets, Calls};
use bench::callgrind::Callgrind;
use bench::error::BenchError;
use bench::measure::{Measured, by_function, count, watch};
use bench::report::{Report, write};
use bench::run::{Effort, run};
use bench::scale::Cost;
use bench::soak::{Settings, soak};
use bench::world::{self, Scratch};
use bench::{interpreted, lineup, scale};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = root();
    let done = match &arguments.command {
        None => whole(&root, &arguments.run).await,
        Some(Command::Gate { only, built, record }) => {
            gate(&root, only, built.as_deref(), *record).await
        }
        Some(Command::Scale { sizes, out }) => scaled(sizes, out).await,
        Some(Command::Chart { out }) => chart(out),
        Some(Command::Soak(wanted)) => soaked(&root, wanted).await,
        Some(Command::Profile { function, events, out }) => {
            profile(&root, function, *events, out).await
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to tell it to where even this fails.
            writeln!(io::stderr(), "error: {error}").unwrap_or_default();
            ExitCode::FAILURE
        }
    }
}

/// The repository that this tool was built in.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The command that gives the same figures again: without where they are written to, and what was
/// built, which the Makefile says.
fn command(target: &str) -> String {
    let mut arguments =
        std::env::args().skip(1).filter(|argument| !matches!(argument.as_str(), "scale" | "soak"));
    let mut own = Vec::new();
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_str(), "--out" | "--built") {
            // And the folder behind it.
            arguments.next();
        } else {
            own.push(argument);
        }
    }
    if own.is_empty() {
        format!("make {target}")
    } else {
        format!("make {target} ARGS=\"{}\"", own.join(" "))
    }
}

async fn whole(root: &Path, wanted: &Run) -> Result<(), BenchError> {
    let mut budgets = Budgets::read(root)?;
    let scratch = Scratch::new()?;
    let callgrind =
        if wanted.no_instructions { None } else { Some(Callgrind::new(scratch.path())?) };
    let (stack, demo) = world::with_demo(&scratch).await?;
    let mut programs = lineup::own_peers(root, &demo)?;
    for peer in interpreted::peers(root, &demo) {
        match peer {
            Ok(program) => programs.push(program),
            Err(error) => say(&format!("NOT MEASURED: {error}\n"))?,
        }
    }
    if let Some(file) = &wanted.peers {
        programs.extend(lineup::peers(root, file, &demo)?);
    }
    programs.extend(lineup::functions(root, &wanted.only, &demo, wanted.built.as_deref())?);
    let effort = Effort { starts: wanted.starts, warm: wanted.warm };
    let report =
        Report::now(command("bench"), run(&stack, callgrind.as_ref(), &programs, effort).await?);
    report.write_json(&wanted.out.join("bench.json"))?;
    report.write_chart(&wanted.out.join("bench.svg"))?;
    if wanted.record {
        for one in &report.measured {
            budgets.record(&one.name, one.instructions);
        }
        budgets.write(root)?;
    }
    say(&report.text(&budgets))
}

/// Counts instructions, of one function of each API where none is named, and compares them with
/// what is recorded, or records them.
async fn gate(
    root: &Path,
    only: &[String],
    built: Option<&Path>,
    record: bool,
) -> Result<(), BenchError> {
    let mut budgets = Budgets::read(root)?;
    let gated = if only.is_empty() { budgets.gated() } else { only.to_vec() };
    let scratch = Scratch::new()?;
    let callgrind = Callgrind::new(scratch.path())?;
    let (stack, demo) = world::with_demo(&scratch).await?;
    let programs = lineup::functions(root, &gated, &demo, built)?;
    let mut over = Vec::new();
    for program in &programs {
        let counted = count(program, &stack.config(), &callgrind, || {}).await?;
        let traffic = watch(program, &stack).await?;
        let (first, warm) = (traffic.first.operations(), traffic.warm.operations());
        say(&format!(
            "{}: INIT {}, first event {}, warm event {} instructions; calls {first:?}, {warm:?}\n",
            program.name, counted.init, counted.first, counted.warm
        ))?;
        let calls = Calls::of(&program.name);
        over.extend(calls.and_then(|calls| calls.over(&program.name, first.len(), warm.len())));
        if record {
            budgets.record(&program.name, Some(counted));
        } else {
            over.extend(budgets.over(&program.name, &counted));
        }
    }
    if record {
        budgets.write(root)?;
    }
    if over.is_empty() { Ok(()) } else { Err(BenchError::OverBudget(over.join("; "))) }
}

async fn scaled(sizes: &[u64], out: &Path) -> Result<(), BenchError> {
    let report = Report::now(command("scale"), scale::measure(sizes).await?);
    report.write_json(&out.join("scale.json"))?;
    report.write_scale_chart(&out.join("scale.svg"))?;
    say(&report.scale_text())
}

fn chart(out: &Path) -> Result<(), BenchError> {
    let measured: Report<Vec<Measured>> = Report::read_json(&out.join("bench.json"))?;
    measured.write_chart(&out.join("bench.svg"))?;
    let costs: Report<Vec<Cost>> = Report::read_json(&out.join("scale.json"))?;
    costs.write_scale_chart(&out.join("scale.svg"))
}

async fn soaked(root: &Path, wanted: &Soak) -> Result<(), BenchError> {
    let settings = Settings {
        length: Duration::from_secs(wanted.minutes * 60),
        clients: wanted.clients,
        seed: wanted.seed.unwrap_or_else(|| Uuid::new_v4().as_u64_pair().0),
        binaries: wanted.binaries.clone(),
        log: wanted.out.join("soak.log"),
    };
    say(&format!("seed {}\n", settings.seed))?;
    let report = Report::now(command("soak"), soak(root, &settings).await?);
    report.write_json(&wanted.out.join("soak.json"))?;
    say(&report.soak_text())?;
    match report.measured.count() {
        0 => Ok(()),
        violations => Err(BenchError::Violations(violations)),
    }
}

async fn profile(root: &Path, function: &str, events: u64, out: &Path) -> Result<(), BenchError> {
    let scratch = Scratch::new()?;
    let callgrind = Callgrind::new(scratch.path())?;
    let (stack, demo) = world::with_demo(&scratch).await?;
    let program = lineup::function_with_symbols(root, function, &demo)?;
    by_function(&program, &stack.config(), &callgrind, events).await?;
    let counts = std::fs::read_to_string(callgrind.counts())
        .map_err(|error| BenchError::Io("callgrind's counts".to_owned(), error))?;
    write(out, &counts)?;
    say(&format!("callgrind_annotate --inclusive=yes {}\n", out.display()))
}

fn say(text: &str) -> Result<(), BenchError> {
    let failed = |error| BenchError::Io("standard output".to_owned(), error);
    io::stdout().write_all(text.as_bytes()).map_err(failed)
}
