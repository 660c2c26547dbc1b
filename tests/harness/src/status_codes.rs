//! The table of docs/status-codes.md.

use std::collections::{BTreeMap, BTreeSet};

use crate::template::root;

/// One situation: what each API answers, by the API's name.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The situation, in words.
    pub name: String,
    cells: BTreeMap<String, String>,
}

impl Situation {
    /// The statuses that an API's cell names.
    #[must_use]
    pub fn statuses(&self, api: &str) -> BTreeSet<u16> {
        let cell = self.cells.get(api).map(String::as_str).unwrap_or_default();
        let words = cell.split(|c: char| !c.is_ascii_digit());
        words.filter(|word| word.len() == 3).filter_map(|word| word.parse().ok()).collect()
    }
}

/// The situations, in the order of the table.
///
/// # Panics
/// When the document holds no table.
#[must_use]
#[expect(clippy::expect_used, reason = "without the document there is nothing to compare")]
pub fn situations() -> Vec<Situation> {
    let text = std::fs::read_to_string(root().join("docs/status-codes.md")).expect("the document");
    let mut rows = text.lines().filter(|line| line.starts_with('|')).map(cells);
    let heads = rows.next().expect("a table");
    let situation = |row: Vec<String>| Situation {
        name: row[0].clone(),
        cells: heads.iter().cloned().zip(row).skip(1).collect(),
    };
    rows.skip(1).map(situation).collect()
}

fn cells(line: &str) -> Vec<String> {
    line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}
