//! What a program asks of DynamoDB.

use harness::stack::Stack;
use serde::{Deserialize, Serialize};

use crate::error::BenchError;
use crate::process::{Process, Under};
use crate::program::Program;

/// One call that a program made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// `GetItem`, `TransactWriteItems`, …
    pub operation: String,
    /// The request units it cost.
    pub units: f64,
}

/// What went over the wire for a while.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Traffic {
    /// How many connections were opened.
    pub connections: u64,
    /// The calls, in order.
    pub calls: Vec<Call>,
}

impl Traffic {
    /// What was seen on a stack's wire since the last call of this.
    #[must_use]
    pub fn take(stack: &Stack) -> Self {
        let calls = stack.wire.take().into_iter();
        let calls = calls.map(|seen| Call { operation: seen.operation, units: seen.units });
        Self { connections: stack.wire.connections(), calls: calls.collect() }
    }

    /// The request units of all calls.
    #[must_use]
    pub fn units(&self) -> f64 {
        // Not a sum: that of nothing is -0.
        self.calls.iter().fold(0.0, |units, call| units + call.units)
    }

    /// The operations, in order.
    #[must_use]
    pub fn operations(&self) -> Vec<&str> {
        self.calls.iter().map(|call| call.operation.as_str()).collect()
    }
}

/// What a program asked of DynamoDB, part by part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
pub async fn watch(program: &Program, stack: &Stack) -> Result<Counted, BenchError> {
    stack.wire.watch(true);
    let counted = watched(program, stack).await;
    stack.wire.watch(false);
    counted
}

async fn watched(program: &Program, stack: &Stack) -> Result<Counted, BenchError> {
    drop(Traffic::take(stack));
    let mut process = Process::start(program, &stack.config(), Under::Nothing).await?;
    let init = Traffic::take(stack);
    process.invoke(program.event.next()).await?;
    let first = Traffic::take(stack);
    for _ in 0..UNWATCHED {
        process.invoke(program.event.next()).await?;
    }
    drop(Traffic::take(stack));
    process.invoke(program.event.next()).await?;
    let warm = Traffic::take(stack);
    process.end().await?;
    Ok(Counted { init, first, warm })
}
