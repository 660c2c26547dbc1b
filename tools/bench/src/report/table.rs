//! Tables for the terminal.

use std::fmt;

use crate::budgets::{Budgets, Calls};
use crate::measure::{Instructions, Measured, Traffic};

/// Rows under heads; the first column is text and the others numbers.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table of these columns.
    #[must_use]
    pub fn new(heads: &[&str]) -> Self {
        Self { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    /// One more row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
            })
            .collect();
        for row in &self.rows {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                if column == 0 {
                    write!(f, "{cell:width$}")?;
                } else {
                    write!(f, "  {cell:>width$}")?;
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// What a user feels: times, and what a process takes up.
#[must_use]
pub fn time_table(measured: &[Measured]) -> Grid {
    let mut grid = Grid::new(&[
        "milliseconds",
        "INIT",
        "first",
        "at 128MB",
        "both",
        "both +2ms",
        "warm p50",
        "p99",
        "p50 +2ms",
        "MB peak",
        "MB size",
        "MB gzip",
    ]);
    for one in measured {
        let (times, delayed) = (one.times, one.delayed);
        grid.row([
            one.name.clone(),
            millis(times.init_micros),
            millis(times.first_micros),
            millis(times.held_micros),
            millis(times.cold_micros),
            millis(delayed.cold_micros),
            millis(times.warm_p50_micros),
            millis(times.warm_p99_micros),
            millis(delayed.warm_p50_micros),
            megabytes(one.peak_kib * 1024),
            one.size.map_or_else(String::new, |size| megabytes(size.bytes)),
            one.size.map_or_else(String::new, |size| megabytes(size.gzip_bytes)),
        ]);
    }
    grid
}

/// What it costs: instructions against their budgets, calls, connections, request units.
#[must_use]
pub fn cost_table(measured: &[Measured], budgets: &Budgets) -> Grid {
    let mut grid = Grid::new(&[
        "million instructions",
        "INIT",
        "first",
        "warm",
        "budget",
        "calls",
        "units",
        "connections",
    ]);
    for one in measured {
        let budget = Calls::of(&one.name).map(|calls| budgets.limits.of(calls));
        let traffic = &one.traffic;
        let of = |part: fn(&Instructions) -> u64| {
            let over = match (one.instructions, budget) {
                (Some(now), Some(most)) if part(&now) > part(&most) => "!",
                _ => "",
            };
            one.instructions
                .map_or_else(String::new, |now| format!("{over}{}", millions(part(&now))))
        };
        grid.row([
            one.name.clone(),
            of(|instructions| instructions.init),
            of(|instructions| instructions.first),
            of(|instructions| instructions.warm),
            budget.map_or_else(String::new, |most| {
                format!(
                    "{} / {} / {}",
                    millions(most.init),
                    millions(most.first),
                    millions(most.warm)
                )
            }),
            three(traffic, |part| part.calls.len().to_string()),
            three(traffic, |part| format!("{:.1}", part.units())),
            three(traffic, |part| part.connections.to_string()),
        ]);
    }
    grid
}

/// What the first event of Nutcache's, whose password was verified before, takes at 128 MB against
/// that of cro's, which has none. `None` where one of them was not measured.
#[must_use]
pub fn first_with_password(measured: &[Measured]) -> Option<String> {
    let held = |name: &str| {
        let found = measured.iter().find(|one| one.name == name)?;
        Some(found.times.held_micros).filter(|micros| *micros > 0)
    };
    let (password, token) = (held("nutcache-get-customer")?, held("cro-get-customer")?);
    let times = password * 100 / token;
    Some(format!(
        "nutcache-get-customer's first event at 128 MB: {}.{:02} times cro-get-customer's, at most 1.50",
        times / 100,
        times % 100
    ))
}

fn three(traffic: &crate::measure::Counted, of: impl Fn(&Traffic) -> String) -> String {
    format!("{} / {} / {}", of(&traffic.init), of(&traffic.first), of(&traffic.warm))
}

/// Microseconds as milliseconds with two digits after the point.
pub(crate) fn millis(micros: u64) -> String {
    format!("{}.{:02}", micros / 1_000, micros % 1_000 / 10)
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

fn millions(instructions: u64) -> String {
    format!("{}.{:02}", instructions / 1_000_000, instructions % 1_000_000 / 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_under_each_other() {
        let mut grid = Grid::new(&["name", "a"]);
        grid.row(["x".to_owned(), "10.5".to_owned()]);
        grid.row(["longer".to_owned(), "1".to_owned()]);
        assert_eq!(grid.to_string(), "name       a\nx       10.5\nlonger     1\n");
    }

    #[test]
    fn figures_are_cut_and_not_rounded_up() {
        assert_eq!(millis(12_349), "12.34");
        assert_eq!(megabytes(7_099_999), "7.0");
        assert_eq!(millions(4_599_999), "4.59");
    }
}
