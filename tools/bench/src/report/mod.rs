//! What a run tells: a table, a file of figures, a chart.

mod chart;
mod machine;
mod table;

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::clock::Clock;

pub use machine::Machine;
pub use table::{Grid, cost_table, first_with_password, time_table};

pub(crate) use table::millis;

use crate::budgets::Budgets;
use crate::error::BenchError;
use crate::measure::Measured;

/// The figures of one run, and what they depend on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report<T> {
    /// The machine.
    pub machine: Machine,
    /// When, in UTC.
    pub date: String,
    /// The command.
    pub command: String,
    /// The figures.
    pub measured: T,
}

impl<T: Serialize> Report<T> {
    /// A report of this moment on this machine.
    #[must_use]
    pub fn now(command: String, measured: T) -> Self {
        let date = Clock::system().now().rfc3339_millis();
        Self { machine: Machine::this(), date, command, measured }
    }

    /// Where the figures come from, in one line.
    #[must_use]
    pub fn origin(&self) -> String {
        let day = self.date.split('T').next().unwrap_or_default();
        format!("{}, {day}, {}", self.machine.line(), self.command)
    }

    /// Writes the figures as JSON.
    pub fn write_json(&self, path: &Path) -> Result<(), BenchError> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| BenchError::File(path.display().to_string(), error.to_string()))?;
        text.push('\n');
        write(path, &text)
    }
}

impl<T: DeserializeOwned> Report<T> {
    /// Reads figures that a run has written.
    pub fn read_json(path: &Path) -> Result<Self, BenchError> {
        let text = std::fs::read_to_string(path).map_err(BenchError::io(path))?;
        serde_json::from_str(&text)
            .map_err(|error| BenchError::File(path.display().to_string(), error.to_string()))
    }
}

impl Report<Vec<Measured>> {
    /// The tables for people.
    #[must_use]
    pub fn text(&self, budgets: &Budgets) -> String {
        let times = time_table(&self.measured);
        let costs = cost_table(&self.measured, budgets);
        let password = first_with_password(&self.measured).unwrap_or_default();
        format!("{}\n\n{times}\n{costs}\n{password}\n", self.origin())
    }

    /// Draws the chart.
    pub fn write_chart(&self, path: &Path) -> Result<(), BenchError> {
        write(path, &chart::draw(&self.measured, &self.origin())?)
    }
}

/// Writes a file, and the folders that it is in.
pub fn write(path: &Path, text: &str) -> Result<(), BenchError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(BenchError::io(folder))?;
    }
    std::fs::write(path, text).map_err(BenchError::io(path))
}
