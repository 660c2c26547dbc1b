//! What the measured programs live in: the embedded DynamoDB with the demo data, behind TLS.

use std::path::{Path, PathBuf};

use local::demo::{self, DemoDocument};
use local::engine::Engine;
use local::table;
use serde_json::json;
use shared::clock::Clock;
use shared::id::{ApiName, TenantId};
use shared::store::principal::LimitMultiplier;
use shared::store::principal::Login;
use shared::store::{Get, Store, WriteError};
use uuid::Uuid;

use crate::dynamo::Dynamo;
use crate::error::BenchError;
use crate::process::Surroundings;

/// The demo's tenant whose callers send the events.
const TENANT: u64 = 1686;
/// How many times the documented limits they may call.
const PLENTY: LimitMultiplier = LimitMultiplier(1_000_000);

/// The API whose callers show a password with every request.
const NUTCACHE: ApiName = ApiName::new("nutcache");
/// The user of its events.
const NUTCACHE_USER: &str = "apidocs@apidocs.com";
/// Its password, `password`, under argon2id with 8 KiB and one pass.
const NEXT_TO_NOTHING: &str =
    "$argon2id$v=19$m=8,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$TvJZjSjEyaTxaRflA27IE3+/2/M2EI/A3lqcozmYpVQ";

/// The table's name.
pub const TABLE: &str = "customers";

/// A folder for what one run leaves, removed with it.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new folder among the system's temporary ones.
    pub fn new() -> Result<Self, BenchError> {
        let path = std::env::temp_dir().join(format!("bench-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).map_err(BenchError::io(&path))?;
        Ok(Self(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind is the system's to clean.
        std::fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

/// An engine in memory with the one table, and its wire.
#[derive(Debug)]
pub struct World {
    /// The engine, for what is prepared past the wire.
    pub engine: Engine,
    /// The wire.
    pub dynamo: Dynamo,
}

impl World {
    /// An empty table.
    pub async fn empty(root: &Path, scratch: &Scratch) -> Result<Self, BenchError> {
        let failed = |error: &dyn std::fmt::Display| BenchError::Engine(error.to_string());
        let engine = Engine::in_memory().await.map_err(|error| failed(&error))?;
        table::create_from_template(&engine.client(), TABLE, &root.join("template.yaml"))
            .await
            .map_err(|error| failed(&error))?;
        let dynamo = Dynamo::serve(engine.database().clone(), scratch.path()).await?;
        Ok(Self { engine, dynamo })
    }

    /// The demo data, with tokens that are valid now.
    pub async fn with_demo(&self) -> Result<DemoDocument, BenchError> {
        let clock = Clock::system();
        let store = Store::new(self.engine.client(), TABLE, clock.clone());
        let failed = |error: demo::DemoError| BenchError::Engine(error.into_line());
        demo::load(&store).await.map_err(failed)?;
        // Requests are counted as they are for every caller, and never too many.
        let tenant =
            TenantId::try_from(TENANT).map_err(|error| BenchError::Engine(error.to_string()))?;
        admin::limits::of_tenant(&store, tenant, Some(PLENTY))
            .await
            .map_err(|error| BenchError::Engine(error.into_line()))?;
        demo::document(&store, &clock, "https://api.example.com").await.map_err(failed)
    }

    /// Stores Nutcache's password under a hash that costs next to nothing to check, so that an event
    /// is counted without its hashing: of that, one per cent is as much as all the rest. What
    /// hashing costs, bench-password tells.
    pub async fn without_hashing(&self) -> Result<(), BenchError> {
        let store = Store::new(self.engine.client(), TABLE, Clock::system());
        let hash = serde_json::from_value(json!(NEXT_TO_NOTHING));
        let hash = hash.map_err(|error| BenchError::Engine(error.to_string()))?;
        let amended = store.amend(Get::login(NUTCACHE, NUTCACHE_USER), |login: &mut Login| {
            login.password = hash;
            Ok::<_, WriteError>(())
        });
        amended.await.map(drop).map_err(|error| BenchError::Engine(error.to_string()))
    }

    /// What a process's environment says of it.
    #[must_use]
    pub fn around(&self) -> Surroundings {
        Surroundings {
            table: TABLE.to_owned(),
            endpoint: self.dynamo.endpoint(),
            bundle: self.dynamo.bundle().display().to_string(),
        }
    }
}
