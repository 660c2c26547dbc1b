//! The soak: a mixed load for a long time, with faults on the way to DynamoDB, and an account of
//! what was acknowledged, which the table must agree with at the end.

pub mod account;
mod client;
pub mod memory;
mod pool;
mod report;
mod requests;
mod run;
mod seed;
pub mod tally;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use shared::clock::Clock;
use shared::id::TenantId;
use shared::store::{PageRequest, Store};
use tokio::task::JoinSet;

pub use report::{Soaked, Verified};

use crate::compile::binaries;
use crate::error::BenchError;
use crate::events::Event;
use crate::program::{Kind, Program};
use crate::random::Random;
use crate::soak::account::Kept;
use crate::soak::client::Client;
use crate::soak::pool::Pool;
use crate::soak::run::Run;
use crate::world::{Scratch, TABLE, World};

/// The functions, and how many processes each has.
const FUNCTIONS: [(&str, usize); 10] = [
    ("fleet-show-customer", 1),
    ("fleet-update-customer", 3),
    ("cro-get-customer", 2),
    ("nutcache-get-customer", 2),
    ("nutcache-list-customers", 1),
    ("bluerocktel-get-customer", 1),
    ("bluerocktel-get-customer-account", 1),
    ("bluerocktel-create-customer", 3),
    ("mykaarma-update-customer", 3),
    ("fallback", 1),
];
/// Of a thousand calls to DynamoDB, so many are hit by a fault.
const FAULTS_PER_MILLE: u64 = 20;
/// How often the progress is told.
const TICK: Duration = Duration::from_millis(500);
/// How many customers are read at a time at the end.
const PAGE: u64 = 500;

/// How a soak is done.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long.
    pub length: Duration,
    /// How many clients.
    pub clients: usize,
    /// What all that is random is drawn from.
    pub seed: u64,
    /// A folder with the functions' binaries; without it they are built as they are deployed.
    pub binaries: Option<PathBuf>,
    /// The file that the functions' logs are added to.
    pub log: PathBuf,
}

/// Runs the load, then compares.
pub async fn soak(root: &Path, settings: &Settings) -> Result<Soaked, BenchError> {
    let scratch = Scratch::new()?;
    let world = World::empty(root, &scratch).await?;
    let demo = world.with_demo().await?;
    let store = Store::new(world.engine.client(), TABLE, Clock::system());
    let owned = seed::seed(&store, settings.clients).await?;
    let pools = pools(root, &world, settings).await?;
    let run = Arc::new(Run::begin(owned, demo, pools, settings.length));

    let random = Random::new(settings.seed);
    world.dynamo.faults.begin(random.fork(u64::MAX), FAULTS_PER_MILLE);
    load(&world, &run, settings.clients, &random).await;
    world.dynamo.faults.end();
    run.end().await;

    let kept = customers(&store).await?;
    let verified = verify(&store).await?;
    let (account, tally, memory) = run.take();
    let mut faults = world.dynamo.faults.counts();
    faults.insert("storms", world.dynamo.faults.storms());
    Ok(Soaked::of(settings, faults, verified, account.check(&kept), tally, &memory))
}

async fn pools(
    root: &Path,
    world: &World,
    settings: &Settings,
) -> Result<BTreeMap<&'static str, Pool>, BenchError> {
    let names = FUNCTIONS.map(|(name, _)| name);
    let built = match &settings.binaries {
        Some(folder) => names.iter().map(|name| ((*name).to_owned(), folder.join(name))).collect(),
        None => binaries(root, &[], &names)?,
    };
    // Empty, so that what is in it is of this run.
    crate::report::write(&settings.log, "")?;
    let mut pools = BTreeMap::new();
    for (name, size) in FUNCTIONS {
        let program = program(name, &built);
        let pool = Pool::start(program, world.around(), &settings.log, size).await?;
        pools.insert(name, pool);
    }
    Ok(pools)
}

fn program(name: &str, built: &HashMap<String, PathBuf>) -> Program {
    let executable = built.get(name).cloned().unwrap_or_default();
    Program {
        name: name.to_owned(),
        command: vec![executable.display().to_string()],
        environment: Vec::new(),
        event: Event::of(json!({})),
        kind: Kind::Function,
        counted: 0,
    }
}

/// All clients at once, until the last has had its answer.
async fn load(world: &World, run: &Arc<Run>, clients: usize, random: &Random) {
    let mut living = JoinSet::new();
    living.spawn(client::settle(Arc::clone(run)));
    for (number, part) in (0..clients).zip(0..) {
        living.spawn(Client::new(number, random.fork(part), Arc::clone(run)).live());
    }
    let bar = bar(run);
    while !living.is_empty() {
        let ended = tokio::time::timeout(TICK, living.join_next()).await;
        if let Ok(Some(Err(error))) = ended {
            run.violation(format!("a client ended: {error}"));
        }
        // Nothing of it is told, and it would be all calls of half an hour.
        world.dynamo.meter.forget();
        let (elapsed, asked, violations) = run.so_far();
        bar.set_position(elapsed.as_secs());
        bar.set_message(format!("{asked} requests, {violations} violations"));
    }
    bar.finish_and_clear();
}

fn bar(run: &Run) -> ProgressBar {
    let bar = ProgressBar::new(run.length().as_secs());
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} s, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// All customers of the tenant.
async fn customers(store: &Store) -> Result<Vec<Kept>, BenchError> {
    let tenant = tenant(seed::TENANT)?;
    let mut all = Vec::new();
    for page in 1.. {
        let found = store.page(tenant, PageRequest { page, size: PAGE }).await.map_err(failed)?;
        if found.customers.is_empty() {
            break;
        }
        all.extend(found.customers.into_iter().map(Kept::from));
    }
    Ok(all)
}

async fn verify(store: &Store) -> Result<Vec<Verified>, BenchError> {
    let mut all = Vec::new();
    for number in [seed::TENANT, OTHER_TENANT] {
        let report = store.verify(tenant(number)?).await.map_err(failed)?;
        all.push(Verified {
            tenant: number,
            customers: report.customers,
            items: report.items,
            problems: report.problems,
        });
    }
    Ok(all)
}

/// The demo's other tenant, which nothing may have touched.
const OTHER_TENANT: u64 = 2001;

fn tenant(number: u64) -> Result<TenantId, BenchError> {
    TenantId::try_from(number).map_err(|error| BenchError::Engine(error.to_string()))
}

fn failed(error: shared::store::StoreError) -> BenchError {
    BenchError::Engine(format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::budgets::Budgets;

    #[test]
    fn every_function_has_workers() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let budgets = Budgets::read(&root).unwrap();
        let budgeted: BTreeSet<&str> = budgets.functions.keys().map(String::as_str).collect();
        assert_eq!(FUNCTIONS.map(|(name, _)| name).into_iter().collect::<BTreeSet<_>>(), budgeted);
    }
}
