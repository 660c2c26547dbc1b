//! The workers: processes of one function, one request each at a time, as on Lambda.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use shared::config::Config;
use tokio::sync::{Mutex, Semaphore};

use crate::error::BenchError;
use crate::process::{Process, Under};
use crate::program::Program;

/// How often a worker's memory is looked at, where it is asked something at all.
const LOOK: Duration = Duration::from_millis(500);

/// The processes of one function.
#[derive(Debug)]
pub(super) struct Pool {
    program: Program,
    config: Config,
    log: PathBuf,
    free: Semaphore,
    workers: Mutex<Vec<Worker>>,
}

/// One of them.
#[derive(Debug)]
struct Worker {
    /// The function's name and its number.
    name: String,
    /// None where it could not be started again after it died.
    process: Option<Process>,
    starts: usize,
    looked: Option<Instant>,
}

/// What one request came to.
#[derive(Debug)]
pub(super) struct Outcome {
    /// How long it took, and the answer.
    pub answer: Result<(Duration, Bytes), BenchError>,
    /// The worker.
    pub worker: String,
    /// What it has resident, where it was looked at.
    pub resident: Option<Result<u64, BenchError>>,
}

impl Pool {
    /// Starts so many processes. What they log goes to one file.
    pub async fn start(
        program: Program,
        config: Config,
        log: &Path,
        size: usize,
    ) -> Result<Self, BenchError> {
        let mut workers = Vec::new();
        for number in 0..size {
            let process = Process::start(&program, &config, Under::Load(log)).await?;
            let name = format!("{}/{number}", program.name);
            workers.push(Worker { name, process: Some(process), starts: 1, looked: None });
        }
        let (free, workers) = (Semaphore::new(size), Mutex::new(workers));
        Ok(Self { program, config, log: log.to_owned(), free, workers })
    }

    /// Has a free worker answer an event, waiting for one where there is none.
    pub async fn ask(&self, event: Bytes) -> Outcome {
        // Nobody closes it.
        let _permit = self.free.acquire().await.ok();
        let Some(mut worker) = self.workers.lock().await.pop() else {
            let gone = BenchError::program(&self.program.name, "has no worker left");
            return Outcome { answer: Err(gone), worker: String::new(), resident: None };
        };
        let outcome = self.ask_worker(&mut worker, event).await;
        // Behind the others, so that they take turns.
        self.workers.lock().await.insert(0, worker);
        outcome
    }

    async fn ask_worker(&self, worker: &mut Worker, event: Bytes) -> Outcome {
        let name = worker.name.clone();
        let Some(process) = &mut worker.process else {
            let answer = self.start_again(worker).await;
            return Outcome { answer, worker: name, resident: None };
        };
        let answer = process.ask(event).await;
        if answer.is_err() {
            worker.process = None;
            return Outcome { answer, worker: name, resident: None };
        }
        let is_due = worker.looked.is_none_or(|looked| looked.elapsed() >= LOOK);
        let resident = is_due.then(|| process.resident_kib());
        if is_due {
            worker.looked = Some(Instant::now());
        }
        Outcome { answer, worker: name, resident }
    }

    /// A process instead of one that died, under a name of its own, so that its memory is not
    /// taken for the dead one's. The request that finds none is lost, and tells it.
    async fn start_again(&self, worker: &mut Worker) -> Result<(Duration, Bytes), BenchError> {
        let process = Process::start(&self.program, &self.config, Under::Load(&self.log)).await?;
        worker.process = Some(process);
        worker.starts += 1;
        worker.looked = None;
        worker.name = format!("{}.{}", worker.name, worker.starts);
        Err(BenchError::program(&self.program.name, "was started again"))
    }

    /// Ends all of them as Lambda would; tells those that are not there or do not end.
    pub async fn end(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for worker in self.workers.lock().await.drain(..) {
            if let Some(process) = worker.process
                && let Err(error) = process.end().await
            {
                problems.push(error.to_string());
            }
        }
        problems
    }
}
