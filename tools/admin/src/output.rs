//! What a command prints: a table for people, JSON for scripts.

use std::io::{self, Write};

use serde_json::{Map, Value};

/// Rows under named columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub const fn new(columns: &'static [&'static str]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Value>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// Writes it as JSON: an array with one object for each row.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        let objects: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let pairs = self.columns.iter().map(|&name| name.to_owned());
                Value::Object(pairs.zip(row.iter().cloned()).collect::<Map<_, _>>())
            })
            .collect();
        writeln!(out, "{}", Value::Array(objects))
    }

    /// Writes it in columns as wide as their widest cell.
    pub fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let heads = self.columns.iter().map(|name| name.replace('_', " ")).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(plain).collect()).collect();
        let mut widths: Vec<usize> = heads.iter().map(|head| head.chars().count()).collect();
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for line in std::iter::once(&heads).chain(&rows) {
            let cells: Vec<String> =
                line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(out, "{}", cells.join("  ").trim_end())?;
        }
        Ok(())
    }
}

/// A cell for people: text without quotes, lists with commas, nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table() -> Table {
        Table::new(&["kid", "created_at"])
            .row([json!("a1"), json!("2018")])
            .row([json!(["longer", 2]), Value::Null])
    }

    #[test]
    fn people_get_columns() {
        let mut out = Vec::new();
        table().write_text(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "kid        created at\na1         2018\nlonger, 2\n");
    }

    #[test]
    fn scripts_get_objects() {
        let mut out = Vec::new();
        table().write_json(&mut out).unwrap();
        let read: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(read[0], json!({"kid": "a1", "created_at": "2018"}));
        assert_eq!(read[1], json!({"kid": ["longer", 2], "created_at": null}));
    }
}
