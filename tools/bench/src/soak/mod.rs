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

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use harness::functions::FUNCTIONS;
use harness::random::Random;
use harness::stack::Stack;
use local::demo::DemoDocument;
use shared::runtime::Effect;
use shared::store::{PageRequest, Store};
use tokio::task::JoinSet;

pub use report::{Soaked, Verified};

use crate::error::BenchError;
use crate::lineup;
use crate::run::progress;
use crate::soak::account::Kept;
use crate::soak::client::Client;
use crate::soak::pool::Pool;
use crate::soak::run::Run;
use crate::world::{self, Scratch, TENANT, tenant};

/// How many processes a function has that only reads.
const READERS: usize = 2;
/// How many processes a function has that writes, which takes longer.
const WRITERS: usize = 3;
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
    /// A folder as `cargo lambda build` leaves it. Without it, the functions are built.
    pub binaries: Option<PathBuf>,
    /// The file that the functions' logs are added to.
    pub log: PathBuf,
}

/// Runs the load, then compares.
pub async fn soak(root: &Path, settings: &Settings) -> Result<Soaked, BenchError> {
    let scratch = Scratch::new()?;
    let (stack, demo) = world::with_demo(&scratch).await?;
    let owned = seed::seed(&stack.store(), settings.clients).await?;
    let pools = pools(root, &stack, &demo, settings).await?;
    let run = Arc::new(Run::begin(owned, demo, pools, settings.length));

    let random = Random::new(settings.seed);
    stack.wire.storm(random.fork(u64::MAX), FAULTS_PER_MILLE);
    load(&run, settings.clients, &random).await;
    let faults = stack.wire.calm();
    run.end().await;

    let store = stack.store();
    let kept = customers(&store).await?;
    let verified = verify(&store).await?;
    let (account, mut tally, memory) = run.take();
    for name in tally.idle(FUNCTIONS.iter().map(|function| function.name)) {
        tally.violation(format!("{name} was never asked anything"));
    }
    Ok(Soaked::of(settings, faults, verified, account.check(&kept), tally, &memory))
}

async fn pools(
    root: &Path,
    stack: &Stack,
    demo: &DemoDocument,
    settings: &Settings,
) -> Result<BTreeMap<&'static str, Pool>, BenchError> {
    let programs = lineup::functions(root, &[], demo, settings.binaries.as_deref())?;
    // Empty, so that what is in it is of this run.
    crate::report::write(&settings.log, "")?;
    let mut pools = BTreeMap::new();
    for (function, program) in FUNCTIONS.iter().zip(programs) {
        let size = match function.spec.effect {
            Effect::Write => WRITERS,
            Effect::Read | Effect::LogIn => READERS,
        };
        let pool = Pool::start(program, stack.config(), &settings.log, size).await?;
        pools.insert(function.name, pool);
    }
    Ok(pools)
}

/// All clients at once, until the last has had its answer.
async fn load(run: &Arc<Run>, clients: usize, random: &Random) {
    let mut living = JoinSet::new();
    living.spawn(client::settle(Arc::clone(run)));
    for (number, part) in (0..clients).zip(0..) {
        living.spawn(Client::new(number, random.fork(part), Arc::clone(run)).live());
    }
    let bar = progress(run.length().as_secs(), "{bar:40} {pos}/{len} s, {msg}");
    while !living.is_empty() {
        let ended = tokio::time::timeout(TICK, living.join_next()).await;
        if let Ok(Some(Err(error))) = ended {
            run.violation(format!("a client ended: {error}"));
        }
        let (elapsed, asked, violations) = run.so_far();
        bar.set_position(elapsed.as_secs());
        bar.set_message(format!("{asked} requests, {violations} violations"));
    }
    bar.finish_and_clear();
}

/// All customers of the tenant.
async fn customers(store: &Store) -> Result<Vec<Kept>, BenchError> {
    let tenant = tenant(TENANT)?;
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
    for number in [TENANT, OTHER_TENANT] {
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

fn failed(error: shared::store::StoreError) -> BenchError {
    BenchError::Engine(format!("{error:?}"))
}
