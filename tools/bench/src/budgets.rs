//! What each function may cost: one file, made of the calls that an event needs.

use std::collections::BTreeMap;
use std::path::Path;

use harness::cases::Cases;
use harness::functions::FUNCTIONS;
use serde::{Deserialize, Serialize};

use crate::error::BenchError;
use crate::measure::Instructions;

/// The file, in this tool's folder.
pub const FILE: &str = "tools/bench/budgets.json";

/// Every function's budget.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budgets {
    /// What the budgets are made of.
    pub limits: Limits,
    /// By how many per cent a function may be over what was recorded of it.
    pub tolerance_percent: u64,
    /// Each function, by its name.
    pub functions: BTreeMap<String, Function>,
}

/// What the budgets are made of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Instructions of INIT: the start, the TLS connection, the one call for the keys.
    pub init: u64,
    /// Instructions of an event that makes one call.
    pub read: u64,
    /// Instructions of each further call.
    pub further_call: u64,
    /// Bytes of the stripped binary.
    pub binary_bytes: u64,
    /// Bytes of it after gzip -9.
    pub gzip_bytes: u64,
    /// KiB resident at most.
    pub peak_kib: u64,
}

/// What is known of one function. Who adds an endpoint need not write anything here: `--record`
/// does.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// Whether it is the one of its API that is measured on every change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gate: bool,
    /// What it cost when the file was last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Instructions>,
}

impl Limits {
    /// The instructions that an event with so many calls may cost.
    #[must_use]
    pub const fn event(&self, calls: u64) -> u64 {
        self.read + self.further_call * calls.saturating_sub(1)
    }

    /// What a function with so many calls may cost.
    #[must_use]
    pub const fn of(&self, calls: Calls) -> Instructions {
        Instructions {
            init: self.init,
            first: self.event(calls.first),
            warm: self.event(calls.warm),
        }
    }
}

/// How many DynamoDB calls an event may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calls {
    /// The first event.
    pub first: u64,
    /// Each later event.
    pub warm: u64,
}

impl Calls {
    /// Those that the good case of a function names. `None`: there is no such function.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let function = FUNCTIONS.iter().find(|function| function.name == name)?;
        let tags = &Cases::of(function.name).good().tags;
        let count = |calls: &Option<harness::cases::Calls>| {
            calls.as_ref().map_or(0, |calls| calls.operations.len() as u64)
        };
        Some(Self { first: count(&tags.first), warm: count(&tags.warm) })
    }

    /// In words, where a function makes other calls than these.
    #[must_use]
    pub fn over(self, name: &str, first: usize, warm: usize) -> Option<String> {
        let made = Self { first: first as u64, warm: warm as u64 };
        (made != self).then(|| {
            format!(
                "{name}: {first} and {warm} calls, its good case has {} and {}",
                self.first, self.warm
            )
        })
    }
}

fn is_function(name: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.name == name)
}

impl Budgets {
    /// Reads the file.
    pub fn read(root: &Path) -> Result<Self, BenchError> {
        let path = root.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(BenchError::io(&path))?;
        serde_json::from_str(&text)
            .map_err(|error| BenchError::File(FILE.to_owned(), error.to_string()))
    }

    /// Writes the file.
    pub fn write(&self, root: &Path) -> Result<(), BenchError> {
        let path = root.join(FILE);
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| BenchError::File(FILE.to_owned(), error.to_string()))?;
        text.push('\n');
        std::fs::write(&path, text).map_err(BenchError::io(&path))
    }

    /// The functions that are measured on every change: one of each API.
    #[must_use]
    pub fn gated(&self) -> Vec<String> {
        let gated = self.functions.iter().filter(|(_, function)| function.gate);
        gated.map(|(name, _)| name.clone()).collect()
    }

    /// Keeps what was measured of a function as what is recorded of it; a peer has no budget.
    pub fn record(&mut self, name: &str, measured: Option<Instructions>) {
        if let Some(measured) = measured.filter(|_| is_function(name)) {
            self.functions.entry(name.to_owned()).or_default().recorded = Some(measured);
        }
    }

    /// What of a measurement is over what was recorded, in words; nothing where all is well.
    /// A function of which nothing was recorded is over its budget.
    #[must_use]
    pub fn over(&self, name: &str, measured: &Instructions) -> Vec<String> {
        let recorded = self.functions.get(name).and_then(|function| function.recorded);
        let Some(recorded) = recorded else {
            return vec![format!("{name}: nothing is recorded; run with --record")];
        };
        let parts = [
            ("INIT", measured.init, recorded.init),
            ("first event", measured.first, recorded.first),
            ("warm event", measured.warm, recorded.warm),
        ];
        parts
            .into_iter()
            .filter(|(_, now, then)| now * 100 > then * (100 + self.tolerance_percent))
            .map(|(part, now, then)| format!("{name}: {part} {now} instructions, {then} recorded"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use harness::template::root;

    use super::*;

    /// Broken by a name that no function has, and by an API without a gate.
    #[test]
    fn budgets_are_of_functions_and_each_api_with_grants_has_a_gate() {
        let budgets = Budgets::read(root()).unwrap();
        let strays: Vec<&String> =
            budgets.functions.keys().filter(|name| !is_function(name)).collect();
        assert!(strays.is_empty(), "{strays:?} are no functions");
        let gated = budgets.gated();
        for api in registry::APIS.iter().filter(|api| api.reads_keys) {
            let is_gated = api.specs.iter().any(|spec| gated.iter().any(|name| name == spec.name));
            assert!(is_gated, "{}: mark one of its functions as `gate`", api.name);
        }
    }

    const CALLS: Calls = Calls { first: 2, warm: 1 };

    fn budgets(recorded: Option<Instructions>) -> Budgets {
        let function = Function { gate: true, recorded };
        Budgets {
            limits: Limits {
                init: 4_600_000,
                read: 800_000,
                further_call: 700_000,
                binary_bytes: 0,
                gzip_bytes: 0,
                peak_kib: 0,
            },
            tolerance_percent: 5,
            functions: BTreeMap::from([("fn".to_owned(), function)]),
        }
    }

    #[test]
    fn a_budget_is_made_of_an_events_calls() {
        let budgets = budgets(None);
        let of = budgets.limits.of(CALLS);
        assert_eq!(of, Instructions { init: 4_600_000, first: 1_500_000, warm: 800_000 });
    }

    #[test]
    fn five_per_cent_over_is_not_over_and_one_instruction_more_is() {
        let recorded = Instructions { init: 1_000, first: 200, warm: 100 };
        let budgets = budgets(Some(recorded));
        let at = Instructions { init: 1_050, first: 210, warm: 105 };
        assert_eq!(budgets.over("fn", &at), Vec::<String>::new());
        let over = budgets.over("fn", &Instructions { warm: 106, ..at });
        assert_eq!(over, ["fn: warm event 106 instructions, 100 recorded"]);
    }

    #[test]
    fn another_number_of_calls_does_not_pass() {
        assert_eq!(CALLS.over("fn", 2, 1), None);
        let over = CALLS.over("fn", 2, 2).unwrap();
        assert_eq!(over, "fn: 2 and 2 calls, its good case has 2 and 1");
        assert!(CALLS.over("fn", 1, 1).is_some());
    }

    #[test]
    fn what_was_never_recorded_does_not_pass() {
        let measured = Instructions { init: 1, first: 1, warm: 1 };
        assert_eq!(budgets(None).over("fn", &measured).len(), 1);
        assert_eq!(budgets(None).over("other", &measured).len(), 1);
    }
}
