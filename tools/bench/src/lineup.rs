//! Which programs are measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use local::demo::DemoDocument;
use serde_json::json;

use crate::budgets::{Budgets, Function};
use crate::compile::{binaries, found, with_symbols};
use crate::error::BenchError;
use crate::events::Event;
use crate::program::{COUNTED, Kind, Peer, PeerEvent, Program};

const NOT_BUDGETED: &str = "is not among the budgets";

/// The package of the programs that are always measured beside the functions.
const PEERS: &str = "bench-peers";
/// What every function in Rust costs before it does anything.
const HELLO: &str = "bench-hello";
/// The least that a function with a token, a read and an answer can be.
const LEAN: &str = "bench-lean";
/// What the check of a password costs.
const PASSWORD: &str = "bench-password";
/// What the leanest program is asked: a customer by its id.
const READ: &str = "events/cro/cro-get-customer.json";

/// The functions of the budgets that `wanted` names, all where it names none: those in `built`, a
/// folder as `cargo lambda build` leaves it, or else built now.
pub fn functions(
    root: &Path,
    budgets: &Budgets,
    wanted: &[String],
    demo: &DemoDocument,
    built: Option<&Path>,
) -> Result<Vec<Program>, BenchError> {
    let chosen = chosen(budgets, wanted)?;
    let names: Vec<&str> = chosen.keys().copied().collect();
    let built = match built {
        Some(folder) => found(folder, &names)?,
        None => binaries(root, &[], &names)?,
    };
    chosen
        .into_iter()
        .map(|(name, function)| {
            let executable = built.get(name).cloned().unwrap_or_default();
            let event = Event::read(&root.join(&function.event), demo, &function.vary)?;
            Ok(program(name, executable, event, Kind::Function))
        })
        .collect()
}

/// One function with the names of its functions in it.
pub fn function_with_symbols(
    root: &Path,
    budgets: &Budgets,
    name: &str,
    demo: &DemoDocument,
) -> Result<Program, BenchError> {
    let unknown = || BenchError::program(name, NOT_BUDGETED);
    let function = budgets.functions.get(name).ok_or_else(unknown)?;
    let executable = with_symbols(root, &function.package, name)?;
    let event = Event::read(&root.join(&function.event), demo, &function.vary)?;
    Ok(program(name, executable, event, Kind::Function))
}

fn chosen<'a>(
    budgets: &'a Budgets,
    wanted: &[String],
) -> Result<BTreeMap<&'a str, &'a Function>, BenchError> {
    let known = |name: &String| budgets.functions.contains_key(name);
    if let Some(name) = wanted.iter().find(|name| !known(name)) {
        return Err(BenchError::program(name, NOT_BUDGETED));
    }
    let all = budgets.functions.iter().map(|(name, function)| (name.as_str(), function));
    Ok(all.filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|one| one == name)).collect())
}

/// The programs of this workspace that every run has beside the functions.
pub fn own_peers(root: &Path, demo: &DemoDocument) -> Result<Vec<Program>, BenchError> {
    let names = [HELLO, LEAN, PASSWORD];
    let built = binaries(root, &[PEERS], &names)?;
    let read = Event::read(&root.join(READ), demo, &BTreeMap::new())?;
    let nothing = Event::of(json!({}));
    let peers = names.into_iter().zip([nothing.clone(), read, nothing]);
    Ok(peers
        .map(|(name, event)| {
            let executable = built.get(name).cloned().unwrap_or_default();
            program(name, executable, event, Kind::Peer)
        })
        .collect())
}

/// The peers of a file.
pub fn peers(root: &Path, file: &Path, demo: &DemoDocument) -> Result<Vec<Program>, BenchError> {
    let text = std::fs::read_to_string(file).map_err(BenchError::io(file))?;
    let peers: Vec<Peer> = serde_json::from_str(&text)
        .map_err(|error| BenchError::File(file.display().to_string(), error.to_string()))?;
    peers
        .into_iter()
        .map(|peer| {
            let event = match peer.event {
                PeerEvent::Json(event) => Event::of(event),
                PeerEvent::File(file) => Event::read(&root.join(file), demo, &BTreeMap::new())?,
            };
            Ok(Program {
                name: peer.name,
                command: peer.command,
                environment: peer.environment.into_iter().collect(),
                event,
                kind: Kind::Peer,
                counted: COUNTED,
            })
        })
        .collect()
}

fn program(name: &str, executable: PathBuf, event: Event, kind: Kind) -> Program {
    Program {
        name: name.to_owned(),
        command: vec![executable.display().to_string()],
        environment: Vec::new(),
        event,
        kind,
        // A hundred hashes would take minutes under valgrind.
        counted: if name == PASSWORD { 3 } else { COUNTED },
    }
}
