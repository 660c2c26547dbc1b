//! A program that is measured: what it is called, how it is started and what it is asked.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::events::Event;

/// A program that speaks the Runtime API.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its name in the report.
    pub name: String,
    /// The executable, and its arguments.
    pub command: Vec<String>,
    /// What its environment has beside what every function is given.
    pub environment: Vec<(String, String)>,
    /// What it is asked.
    pub event: Event,
    /// Whether it is one of our functions, or a peer to compare with.
    pub kind: Kind,
    /// The status of its good answer. A peer may answer anything that is no error.
    pub success: Option<u16>,
    /// Over how many warm events its instructions are counted.
    pub counted: u64,
}

/// Over how many warm events instructions are counted, where nothing else is said.
pub const COUNTED: u64 = 100;

/// Whose a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One of this workspace's functions.
    Function,
    /// Something to compare with.
    Peer,
    /// What people would write instead, in a language that is interpreted.
    Interpreted,
}

/// A peer, as a file of peers describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Its name in the report.
    pub name: String,
    /// The executable, and its arguments.
    pub command: Vec<String>,
    /// What its environment has beside what every function is given.
    #[serde(default)]
    pub environment: std::collections::BTreeMap<String, String>,
    /// What it is asked: a file of `events/`, or the event itself.
    pub event: PeerEvent,
}

/// What a peer is asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum PeerEvent {
    /// A file, relative to the repository.
    File(PathBuf),
    /// The event itself.
    Json(Value),
}

impl Program {
    /// The file whose size is the program's: a peer that an interpreter runs has none.
    #[must_use]
    pub fn executable(&self) -> Option<&str> {
        match (self.kind, self.command.as_slice()) {
            (Kind::Function, [executable, ..]) | (Kind::Peer, [executable]) => Some(executable),
            (Kind::Function | Kind::Peer | Kind::Interpreted, _) => None,
        }
    }
}
