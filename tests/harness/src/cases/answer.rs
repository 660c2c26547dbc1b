//! Answers as they stand in a file of cases.

use similar::TextDiff;

use super::{Case, diff};
use crate::engine::Snapshot;
use crate::functions::Answer;
use crate::redact;

/// Answers of no more lines are always written out.
const SHORT: usize = 2;

/// What a file says of an answer below the status: its headers, its body, laid out, and the keys
/// that were written. What differs from run to run is replaced by what it is.
#[must_use]
pub fn text_of(answer: &Answer, event: &str, before: &Snapshot, after: &Snapshot) -> String {
    let mut text = redact::answer(answer, event);
    for (pk, sk) in before.changed(after) {
        text.push_str(&format!("\nwrote {}", redact::key(&pk, &sk)));
    }
    text
}

/// The lines in which two texts differ; `None` where they do not.
#[must_use]
pub fn difference(expected: &str, got: &str) -> Option<String> {
    let diff = TextDiff::from_lines(expected, got);
    let shown = || diff.unified_diff().context_radius(3).header("expected", "got").to_string();
    (expected != got).then(shown)
}

/// A file's text with these answers in the place of those that it holds.
pub fn updated(text: &str, cases: &[Case], answers: &[(u16, String)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut places = Vec::new();
    let mut written_out: Vec<(&str, u16, &str)> = Vec::new();
    for (case, (status, answer)) in cases.iter().zip(answers) {
        let of_status = written_out.iter().filter(|(_, known, _)| known == status);
        let same = of_status.clone().find(|(_, _, known)| known == answer);
        let like =
            of_status.filter_map(|(name, _, known)| Some((name, diff::tell(known, answer)?)));
        let is_short = answer.lines().count() <= SHORT;
        let said = match (same, like.min_by_key(|(_, told)| told.len())) {
            (Some((name, ..)), _) if !is_short => vec![format!("--- {status} as {name}")],
            (_, Some((name, told))) if !is_short => {
                [vec![format!("--- {status} like {name}")], told].concat()
            }
            _ => {
                written_out.push((&case.name, *status, answer));
                let body = answer.lines().map(str::to_owned);
                [format!("--- {status}")].into_iter().chain(body).collect()
            }
        };
        places.push((case.lines.clone(), said));
    }
    for (place, said) in places.into_iter().rev() {
        lines.splice(place, said);
    }
    lines.join("\n") + "\n"
}
