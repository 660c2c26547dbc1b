//! An answer told by what differs from another one: lines that go (`-`), lines that come (`+`),
//! and before them the lines (` `) by which their place is found.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What differs between two texts; `None` where telling it is no shorter than the text itself.
pub fn tell(base: &str, text: &str) -> Option<Vec<String>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (base.lines().collect(), text.lines().collect());
    let mut told = Vec::new();
    let mut place = 0;
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (from, to) = (op.old_range(), op.new_range());
        // The nearest line that is found again when it is looked for from the last place on.
        let is_found = |at: &usize| {
            old[place..].iter().position(|line| *line == old[*at]) == Some(*at - place)
        };
        if let Some(first) = (place..from.start).rev().find(is_found) {
            told.extend(old[first..from.start].iter().map(|line| format!(" {line}")));
        }
        told.extend(old[from.clone()].iter().map(|line| format!("-{line}")));
        told.extend(new[to].iter().map(|line| format!("+{line}")));
        place = from.end;
    }
    let lines: Vec<&str> = told.iter().map(String::as_str).collect();
    let is_right = apply(base, &lines).as_deref() == Some(text);
    (is_right && told.len() * 2 < new.len()).then_some(told)
}

/// The text that differs so from another one; `None` where its lines are not there.
pub fn apply(base: &str, told: &[&str]) -> Option<String> {
    let old: Vec<&str> = base.lines().collect();
    let mut new: Vec<&str> = Vec::new();
    let mut place = 0;
    for line in told {
        let (kind, line) = line.split_at_checked(1)?;
        match kind {
            " " => {
                let length = old[place..].iter().position(|known| *known == line)? + 1;
                new.extend(&old[place..place + length]);
                place += length;
            }
            "-" => {
                (old.get(place) == Some(&line)).then_some(())?;
                place += 1;
            }
            "+" => new.push(line),
            _ => return None,
        }
    }
    new.extend(&old[place..]);
    Some(new.join("\n"))
}
