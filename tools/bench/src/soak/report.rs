//! What a soak tells.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::{Grid, Report, millis};
use crate::soak::Settings;
use crate::soak::account::Sums;
use crate::soak::memory::{Memory, Resident};
use crate::soak::tally::{Answered, Tally};

/// What `store::verify` found in one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The tenant.
    pub tenant: u64,
    /// Its living customers.
    pub customers: u64,
    /// Its items.
    pub items: u64,
    /// Each disagreement.
    pub problems: Vec<String>,
}

/// What a soak found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Soaked {
    /// How long it was, in seconds.
    pub seconds: u64,
    /// How many clients there were.
    pub clients: usize,
    /// The seed.
    pub seed: u64,
    /// What each function answered.
    pub functions: BTreeMap<&'static str, Answered>,
    /// How often each fault happened to a call, and how many storms of them there were.
    pub faults: BTreeMap<&'static str, u64>,
    /// What was written.
    pub account: Sums,
    /// What each process had resident.
    pub memory: BTreeMap<String, Resident>,
    /// Whether the table agrees with itself.
    pub verified: Vec<Verified>,
    /// Everything that should not have been; the first hundred of what was met under way.
    pub violations: Vec<String>,
    /// How many more there were.
    pub more_violations: u64,
}

impl Soaked {
    pub(super) fn of(
        settings: &Settings,
        faults: BTreeMap<&'static str, u64>,
        verified: Vec<Verified>,
        (account, unaccounted): (Sums, Vec<String>),
        tally: Tally,
        memory: &Memory,
    ) -> Self {
        let (functions, mut violations, more_violations) = tally.finish();
        violations.extend(unaccounted);
        violations.extend(memory.violations());
        for one in &verified {
            let told = |problem: &String| format!("tenant {} disagrees: {problem}", one.tenant);
            violations.extend(one.problems.iter().map(told));
        }
        Self {
            seconds: settings.length.as_secs(),
            clients: settings.clients,
            seed: settings.seed,
            functions,
            faults,
            account,
            memory: memory.processes().clone(),
            verified,
            violations,
            more_violations,
        }
    }

    fn functions_table(&self) -> Grid {
        let mut grid = Grid::new(&["function", "requests", "p50 ms", "p99 ms", "by status"]);
        for (name, answered) in &self.functions {
            let of = |(status, count): (&u16, &u64)| format!("{status}: {count}");
            let statuses: Vec<String> = answered.statuses.iter().map(of).collect();
            grid.row([
                (*name).to_owned(),
                answered.statuses.values().sum::<u64>().to_string(),
                millis(answered.p50_micros),
                millis(answered.p99_micros),
                statuses.join(", "),
            ]);
        }
        grid
    }

    fn memory_table(&self) -> Grid {
        let mut grid =
            Grid::new(&["KiB resident", "first", "most in quarter", "most later", "end", "looks"]);
        for (process, seen) in &self.memory {
            let Resident { first_kib, quarter_kib, most_kib, end_kib, samples } = seen;
            let cells = [first_kib, quarter_kib, most_kib, end_kib, samples];
            grid.row(std::iter::once(process.clone()).chain(cells.map(u64::to_string)));
        }
        grid
    }

    fn sums(&self) -> String {
        let account = &self.account;
        let of = |(fault, count): (&&str, &u64)| format!("{fault} {count}");
        let faults: Vec<String> = self.faults.iter().map(of).collect();
        let mut lines = vec![
            format!("faults: {}", faults.join(", ")),
            format!(
                "creates: {} acknowledged, {} sent again; {} never acknowledged, {} of them done",
                account.creates_acknowledged,
                account.creates_again,
                account.creates_open,
                account.creates_open_but_done
            ),
            format!(
                "updates: {} acknowledged, {} not",
                account.updates_acknowledged, account.updates_open
            ),
        ];
        for Verified { tenant, customers, items, problems } in &self.verified {
            let found = problems.len();
            lines.push(format!(
                "verify, tenant {tenant}: {customers} customers, {items} items, {found} problems"
            ));
        }
        lines.push(format!("violations: {}", self.count()));
        lines.extend(self.violations.iter().map(|violation| format!("  {violation}")));
        lines.join("\n")
    }

    /// How many violations there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.violations.len() as u64 + self.more_violations
    }
}

impl Report<Soaked> {
    /// The tables for people.
    #[must_use]
    pub fn soak_text(&self) -> String {
        let soaked = &self.measured;
        let how =
            format!("{} clients for {} s, seed {}", soaked.clients, soaked.seconds, soaked.seed);
        let (functions, memory) = (soaked.functions_table(), soaked.memory_table());
        format!("{}\n{how}\n\n{functions}\n{memory}\n{}\n", self.origin(), soaked.sums())
    }
}
