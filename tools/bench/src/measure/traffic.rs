//! What a program asks of DynamoDB.

use serde::Serialize;

use crate::dynamo::{Meter, Traffic};
use crate::error::BenchError;
use crate::process::{Process, Surroundings, Under};
use crate::program::Program;

/// What a program asked of DynamoDB, part by part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted {
    /// In INIT.
    pub init: Traffic,
    /// For the first event.
    pub first: Traffic,
    /// For the second event, which stands for all later ones.
    pub warm: Traffic,
}

/// Watches one process through INIT and two events.
pub async fn watch(
    program: &Program,
    around: &Surroundings,
    meter: &Meter,
) -> Result<Counted, BenchError> {
    meter.count_units(true);
    let counted = watched(program, around, meter).await;
    meter.count_units(false);
    counted
}

async fn watched(
    program: &Program,
    around: &Surroundings,
    meter: &Meter,
) -> Result<Counted, BenchError> {
    meter.forget();
    let mut process = Process::start(program, around, Under::Nothing).await?;
    let init = meter.take();
    process.invoke(program.event.next()).await?;
    let first = meter.take();
    process.invoke(program.event.next()).await?;
    let warm = meter.take();
    process.end().await?;
    Ok(Counted { init, first, warm })
}
