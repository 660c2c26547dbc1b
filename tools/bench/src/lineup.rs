//! Which programs are measured.

use std::path::{Path, PathBuf};

use harness::functions::{FUNCTIONS, Function};
use local::demo::DemoDocument;
use serde_json::json;

use crate::compile::{binaries, found, with_symbols};
use crate::error::BenchError;
use crate::events::Event;
use crate::program::{COUNTED, Kind, Peer, PeerEvent, Program};

/// The package of the programs that are always measured beside the functions.
const PEERS: &str = "bench-peers";
/// What every function in Rust costs before it does anything.
const HELLO: &str = "bench-hello";
/// The least that a function with a token, a read and an answer can be.
const LEAN: &str = "bench-lean";
/// What the check of a password costs.
const PASSWORD: &str = "bench-password";
/// What the leanest program is asked: a customer by its id.
pub(crate) const READ: &str = "events/cro/cro-get-customer.json";

/// The functions that `wanted` names, all where it names none: those in `built`, a folder as
/// `cargo lambda build` leaves it, or else built now.
pub fn functions(
    root: &Path,
    wanted: &[String],
    demo: &DemoDocument,
    built: Option<&Path>,
) -> Result<Vec<Program>, BenchError> {
    let chosen = match wanted {
        [] => FUNCTIONS.iter().collect(),
        names => names.iter().map(|name| named(name)).collect::<Result<Vec<_>, _>>()?,
    };
    let names: Vec<&str> = chosen.iter().map(|function| function.name).collect();
    let built = match built {
        Some(folder) => found(folder, &names)?,
        None => binaries(root, &[], &names)?,
    };
    chosen
        .into_iter()
        .map(|function| {
            let executable = built.get(function.name).cloned().unwrap_or_default();
            let event = Event::of_function(function, demo);
            Ok(of_function(function, executable, event))
        })
        .collect()
}

/// One function with the names of its functions in it.
pub fn function_with_symbols(
    root: &Path,
    name: &str,
    demo: &DemoDocument,
) -> Result<Program, BenchError> {
    let function = named(name)?;
    let executable = with_symbols(root, function.package, name)?;
    let event = Event::of_function(function, demo);
    Ok(of_function(function, executable, event))
}

fn named(name: &str) -> Result<&'static Function, BenchError> {
    let unknown = || BenchError::program(name, "is no function");
    FUNCTIONS.iter().find(|function| function.name == name).ok_or_else(unknown)
}

/// The programs of this workspace that every run has beside the functions.
pub fn own_peers(root: &Path, demo: &DemoDocument) -> Result<Vec<Program>, BenchError> {
    let names = [HELLO, LEAN, PASSWORD];
    let built = binaries(root, &[PEERS], &names)?;
    let read = Event::read(&root.join(READ), demo)?;
    let nothing = Event::Same(json!({}));
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
                PeerEvent::Json(event) => Event::Same(event),
                PeerEvent::File(file) => Event::read(&root.join(file), demo)?,
            };
            Ok(Program {
                name: peer.name,
                command: peer.command,
                environment: peer.environment.into_iter().collect(),
                event,
                kind: Kind::Peer,
                success: None,
                counted: COUNTED,
            })
        })
        .collect()
}

fn of_function(function: &Function, executable: PathBuf, event: Event) -> Program {
    let success = Some(function.spec.success.as_u16());
    Program { success, ..program(function.name, executable, event, Kind::Function) }
}

fn program(name: &str, executable: PathBuf, event: Event, kind: Kind) -> Program {
    Program {
        name: name.to_owned(),
        command: vec![executable.display().to_string()],
        environment: Vec::new(),
        event,
        kind,
        success: None,
        // A hundred hashes would take minutes under valgrind.
        counted: if name == PASSWORD { 3 } else { COUNTED },
    }
}
