//! One test's own world: an engine, the wire before it, and a clock that stands still.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use local::demo::PEPPER;
use shared::clock::{Clock, Timestamp};
use shared::config::{Config, Credentials, Settings};
use shared::secret::Pepper;
use shared::store::Store;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::engine::{Engine, TABLE};
use crate::wire::{Door, Log, Plain, Wire, serve};

/// When every stack's clock stands, until a test moves it: 2026-03-01T12:00:00Z.
pub const NOW: Timestamp = Timestamp::from_secs(1_772_366_400);

/// How long a store of a test waits for its table.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a store waits for an attempt that is to be given up: less would be too little where
/// the machine is busy.
const IMPATIENCE: Duration = Duration::from_millis(800);

/// An engine behind a wire on a free loopback port. Both end with it.
pub struct Stack {
    /// What stands in the table.
    pub engine: Engine,
    /// What goes over the wire.
    pub wire: Wire,
    /// The time that functions are told.
    pub clock: Clock,
    bundle: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Stack {
    /// A stack on this engine.
    #[must_use]
    pub fn on(engine: Engine) -> Self {
        Self::behind(Plain, engine)
    }

    /// A stack on this engine, behind a door.
    ///
    /// # Panics
    /// When the system has no port or thread for it.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a harness that cannot start has nothing to test")]
    pub fn behind(door: impl Door, engine: Engine) -> Self {
        let log = Arc::new(Log::default());
        let (stop, stopped) = oneshot::channel();
        let (started, port) = std::sync::mpsc::sync_channel(1);
        let bundle = door.bundle();
        let (served, shared_log) = (engine.clone(), Arc::clone(&log));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                started.send(listener.local_addr().expect("a bound port")).expect("its stack");
                tokio::select! {
                    () = serve(listener, door, served, shared_log) => {}
                    _ = stopped => {}
                }
            });
        });
        // An address and not a name, so that the machine's name service is not asked.
        let scheme = if bundle.is_some() { "https" } else { "http" };
        let endpoint = format!("{scheme}://{}", port.recv().expect("the port"));
        Self {
            engine,
            wire: Wire::new(endpoint, log),
            clock: Clock::fixed(NOW),
            bundle,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// A stack whose table is empty.
    #[must_use]
    pub fn empty() -> Self {
        Self::on(Engine::empty())
    }

    /// What a function's environment tells it here.
    #[must_use]
    pub fn config(&self) -> Config {
        let table = self.engine.table().to_owned();
        Config { table, ..config(self.wire.endpoint(), self.bundle.clone()) }
    }

    /// Makes every count of requests larger than any limit.
    pub fn count_much(&self) {
        let mut items = self.engine.items();
        items.retain(|item| {
            matches!(&item["pk"], dynoxide::AttributeValue::S(pk) if pk.starts_with("RATE#"))
        });
        for item in &mut items {
            let much = dynoxide::AttributeValue::N("1000000".to_owned());
            item.insert("count".to_owned(), much);
        }
        self.engine.import(items);
    }

    /// Forgets every password that was verified, so that the next one is hashed.
    pub fn forget_passwords(&self) {
        for item in self.engine.items() {
            if let (dynoxide::AttributeValue::S(pk), dynoxide::AttributeValue::S(sk)) =
                (&item["pk"], &item["sk"])
                && pk.starts_with("VERIFIED#")
            {
                self.engine.remove(pk, sk);
            }
        }
    }

    /// A store of its own, as a function that just started has it, but for two things: a budget of
    /// retries of its own, which clients of one process share otherwise, and time-outs so long that
    /// a busy machine is not taken for a table that is away or cannot count.
    ///
    /// # Panics
    /// When the client cannot be configured.
    #[must_use]
    pub fn store(&self) -> Store {
        self.store_within(PATIENCE)
    }

    /// A store of its own that gives up an attempt sooner than one of a deployed function, and
    /// tries again as that does.
    ///
    /// # Panics
    /// When the client cannot be configured.
    #[must_use]
    pub fn impatient_store(&self) -> Store {
        self.store_within(IMPATIENCE)
    }

    #[expect(clippy::expect_used, reason = "a harness without a store has nothing to test")]
    fn store_within(&self, attempt: Duration) -> Store {
        let store = Store::connect(&self.config(), self.clock.clone()).expect("a store");
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(attempt)
            .read_timeout(attempt)
            .operation_attempt_timeout(attempt)
            .operation_timeout(PATIENCE);
        let config = store.client().config().to_builder();
        let config = config
            .retry_partition(RetryPartition::new(Uuid::new_v4().to_string()))
            .timeout_config(timeouts.build());
        Store::new(Client::from_conf(config.build()), self.engine.table(), self.clock.clone())
            .counting_within(PATIENCE)
    }
}

/// What a function's environment tells it of an endpoint, with the bundle of certificates to trust.
#[must_use]
pub fn config(endpoint: String, ca_bundle: Option<String>) -> Config {
    Config {
        table: TABLE.to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some(endpoint),
        ca_bundle,
        credentials: Credentials {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: None,
        },
        settings: settings(),
    }
}

/// What handlers are told in every suite.
#[must_use]
pub fn settings() -> Settings {
    Settings { pepper: Pepper::try_from(PEPPER.to_owned()).ok(), ..Settings::default() }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended by itself.
            stop.send(()).unwrap_or_default();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap_or_default();
        }
    }
}
