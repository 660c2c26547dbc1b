//! What the measured programs live in: the harness's stack behind TLS, on the system's clock.

use std::path::{Path, PathBuf};

use harness::engine::Engine;
use harness::stack::Stack;
use local::demo::{DemoDocument, remember_passwords};
use shared::clock::Clock;
use shared::id::{ApiName, TenantId};
use shared::store::principal::LimitMultiplier;
use uuid::Uuid;

use crate::error::BenchError;
use crate::tls;

/// The demo's tenant whose callers send the events.
pub(crate) const TENANT: u64 = 1686;
/// How many times the documented limits they may call.
const PLENTY: LimitMultiplier = LimitMultiplier(1_000_000);

/// The API whose callers show a password with every request.
pub(crate) const NUTCACHE: ApiName = ApiName::new("nutcache");

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

/// A stack on this engine, behind TLS. Nobody watches it at first, since that takes time.
pub fn stack(engine: Engine, scratch: &Scratch) -> Result<Stack, BenchError> {
    let mut stack = Stack::behind(tls::make(scratch.path())?, engine);
    stack.clock = Clock::system();
    stack.wire.watch(false);
    Ok(stack)
}

/// A stack with the demo data, and tokens that are valid now.
pub async fn with_demo(scratch: &Scratch) -> Result<(Stack, DemoDocument), BenchError> {
    let stack = stack(Stack::demo().engine.clone(), scratch)?;
    // Requests are counted as they are for every caller, and never too many.
    let tenant = tenant(TENANT)?;
    admin::limits::of_tenant(&stack.store(), tenant, Some(PLENTY))
        .await
        .map_err(|error| BenchError::Engine(error.into_line()))?;
    // As for most callers: their passwords were verified in the last 30 days.
    remember_passwords(&stack.store())
        .await
        .map_err(|error| BenchError::Engine(error.into_line()))?;
    let document = stack.document_now().await;
    Ok((stack, document))
}

pub(crate) fn tenant(number: u64) -> Result<TenantId, BenchError> {
    TenantId::try_from(number).map_err(|error| BenchError::Engine(error.to_string()))
}
