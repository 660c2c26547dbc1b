//! Starting everything, in order, and stopping it again.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use shared::clock::Clock;
use shared::store::Store;
use tokio::signal::unix::{SignalKind, signal};

use crate::demo::{self, DemoDocument, DemoError, fill};
use crate::engine::{Engine, EngineError};
use crate::front::{Current, Front};
use crate::table::{self, TableError};
use crate::watch::{Watch, WatchError, WatchSettings};

/// The name of the local stack's table.
pub const TABLE: &str = "customers";
/// How often the tokens of the demo document are made anew; they live for a day.
const RENEW_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// What the stack is started with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The public port.
    pub port: u16,
    /// The embedded DynamoDB's port.
    pub dynamodb_port: u16,
    /// Start from nothing: whatever was written before goes.
    pub reset: bool,
    /// The repository's root.
    pub root: PathBuf,
    /// The folder of what the stack keeps, below the root.
    pub data: PathBuf,
    /// The program `cargo-lambda`.
    pub cargo_lambda: PathBuf,
}

/// Why the stack does not run.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The public port is taken, or may not be listened on.
    #[error("port {0}: {1}; set PORT= to use another")]
    Port(u16, io::Error),
    /// The embedded DynamoDB does not run.
    #[error("{0}; set DYNAMODB_PORT= to use another port")]
    Engine(#[from] EngineError),
    /// There is no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// There is no demo data.
    #[error("the demo data: {}", .0)]
    Demo(String),
    /// A file cannot be written, read or removed.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// The demo document cannot be written as JSON.
    #[error("the demo document: {0}")]
    Json(#[from] serde_json::Error),
    /// The functions do not run.
    #[error(transparent)]
    Watch(#[from] WatchError),
    /// The functions ended by themselves.
    #[error("cargo lambda watch ended with {0}; its last words are in {1}")]
    Ended(ExitStatus, PathBuf),
    /// Something that is waited for failed.
    #[error("the stack failed: {0}")]
    Io(#[from] io::Error),
}

impl From<DemoError> for StackError {
    fn from(error: DemoError) -> Self {
        Self::Demo(error.into_line())
    }
}

/// Runs the stack until Ctrl-C, or until it is terminated or its terminal is closed.
pub async fn run(settings: &Settings) -> Result<(), StackError> {
    // The signals first: from here on nothing is left behind.
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    let stop = async {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
            _ = hung_up.recv() => {}
        }
    };
    tokio::pin!(stop);
    let stack = tokio::select! {
        started = Stack::start(settings) => started?,
        () = &mut stop => return Ok(()),
    };
    announce(&stack)?;
    stack.serve(stop).await
}

/// Everything that runs. What is dropped of it ends.
struct Stack {
    front: Front,
    files: Files,
    store: Store,
    demo: DemoDocument,
    watch: Watch,
    // Last: the functions end before their table does.
    engine: Engine,
}

impl Stack {
    async fn start(settings: &Settings) -> Result<Self, StackError> {
        // The port first: a stack that is running already must not lose its files to this one.
        let front = Front::bind(settings.port)
            .await
            .map_err(|error| StackError::Port(settings.port, error))?;
        let files = Files::prepare(settings.root.join(&settings.data), settings.reset)?;
        let engine = Engine::on_file(&files.table, settings.dynamodb_port).await?;
        let store = Store::new(engine.client(), TABLE, Clock::system());
        prepare_table(&store, &settings.root.join("template.yaml")).await?;
        let demo = demo::document(&store, store.clock(), &front.base_url()).await?;
        files.write_demo(&demo)?;
        let watch = WatchSettings {
            program: settings.cargo_lambda.clone(),
            root: settings.root.clone(),
            log: files.log.clone(),
            table: TABLE.to_owned(),
            endpoint_url: engine.endpoint_url(),
        };
        let watch = Watch::start(&watch).await?;
        Ok(Self { front, files, store, demo, watch, engine })
    }

    /// Serves until it is stopped, or something ends by itself.
    async fn serve(self, stop: impl Future<Output = ()>) -> Result<(), StackError> {
        let Self { front, files, store, demo, mut watch, engine: _engine } = self;
        let base_url = front.base_url();
        let current: Current = Arc::new(RwLock::new(demo));
        let front = front.serve(watch.address, Arc::clone(&current));
        let ended = tokio::select! {
            () = stop => Ok(()),
            status = watch.ended() => Err(StackError::Ended(status?, files.log.clone())),
            failed = front => failed.map_err(StackError::from),
            failed = renew(&store, &files, &base_url, &current) => failed,
        };
        watch.stop().await;
        ended
    }
}

/// The table with the demo data: made where there is none. One that was made but not filled,
/// since its start was cut off, is made anew.
async fn prepare_table(store: &Store, template: &Path) -> Result<(), StackError> {
    let client = store.client();
    if table::exists(client, TABLE).await? {
        if demo::is_loaded(store).await? {
            admin::keys::ensure(store).await.map_err(DemoError::from)?;
            return Ok(());
        }
        table::remove(client, TABLE).await?;
    }
    table::create_from_template(client, TABLE, template).await?;
    Ok(demo::load(store).await?)
}

/// Makes the tokens anew while the stack runs.
async fn renew(
    store: &Store,
    files: &Files,
    base_url: &str,
    current: &Current,
) -> Result<(), StackError> {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        let document = demo::document(store, store.clock(), base_url).await?;
        files.write_demo(&document)?;
        if let Ok(mut current) = current.write() {
            *current = document;
        }
    }
}

/// What is said when all is ready: a line for a shell for each API.
const READY: &str = include_str!("ready.txt");

fn announce(stack: &Stack) -> Result<(), StackError> {
    let Stack { demo, files, .. } = stack;
    let ready = fill(READY, demo).map_err(|error| StackError::Demo(error.to_string()))?;
    let (demo, log) = (files.demo.display(), files.log.display());
    let mut out = io::stdout().lock();
    let dynamodb = stack.engine.endpoint_url();
    writeln!(out, "{ready}All credentials: {demo}\nThe table: {TABLE} at {dynamodb}")?;
    writeln!(out, "What the functions log: {log}\nCtrl-C stops.")?;
    Ok(out.flush()?)
}

/// What the stack keeps, all in one folder.
#[derive(Debug, Clone)]
struct Files {
    table: PathBuf,
    demo: PathBuf,
    log: PathBuf,
}

impl Files {
    fn prepare(folder: PathBuf, reset: bool) -> Result<Self, StackError> {
        let failed = |error| StackError::File(folder.clone(), error);
        if reset && folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(failed)?;
        }
        std::fs::create_dir_all(&folder).map_err(failed)?;
        Ok(Self {
            table: folder.join("table.db"),
            demo: folder.join("demo.json"),
            log: folder.join("functions.log"),
        })
    }

    /// Writes the demo document: whole, or not at all.
    fn write_demo(&self, document: &DemoDocument) -> Result<(), StackError> {
        let failed = |error| StackError::File(self.demo.clone(), error);
        let new = self.demo.with_extension("json.new");
        std::fs::write(&new, serde_json::to_vec_pretty(document)?).map_err(failed)?;
        std::fs::rename(&new, &self.demo).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_api_has_a_line_for_a_shell() {
        for api in admin::api::all() {
            let line = format!("\n# {}\ncurl -sS '{{{{base_url}}}}/", api.name);
            assert!(READY.contains(&line), "{} is missing", api.name);
        }
    }
}
