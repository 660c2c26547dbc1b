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
    /// For the fourth event, which stands for most later ones: with the second and third, and then
    /// with every tenth, a process tells the table how many requests it has let in.
    pub warm: Traffic,
}

/// Events that nobody watches, between the first and the warm one.
const UNWATCHED: usize = 2;

/// Watches one process through INIT, its first event and a later one.
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
    for _ in 0..UNWATCHED {
        process.invoke(program.event.next()).await?;
    }
    drop(meter.take());
    process.invoke(program.event.next()).await?;
    let warm = meter.take();
    process.end().await?;
    Ok(Counted { init, first, warm })
}
