//! What was answered: how often, how fast, and whether it may be.

use std::collections::BTreeMap;
use std::time::Duration;

use harness::functions::INVOCATION;
use serde::{Deserialize, Serialize};

use crate::measure::percentile;

/// No more violations than these are kept; all are counted.
const MAX_KEPT: usize = 100;

/// A function's answer, as the Runtime API is given it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The status.
    #[serde(rename = "statusCode")]
    pub status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The body.
    #[serde(default)]
    pub body: String,
}

impl Answer {
    /// Whether it asks the client to come back later, as every API does where DynamoDB cannot be
    /// had. A fault of ours is a 500 without that.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        let asks = |(name, _): (&String, &String)| name.eq_ignore_ascii_case("retry-after");
        matches!(self.status, 500 | 503) && self.headers.iter().any(asks)
    }
}

/// What one function answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// How often, by status.
    pub statuses: BTreeMap<u16, u64>,
    /// The median time, in microseconds.
    pub p50_micros: u64,
    /// The 99th percentile.
    pub p99_micros: u64,
    #[serde(skip)]
    took: Vec<Duration>,
}

/// What was answered, and all that should not have been.
#[derive(Debug, Default)]
pub struct Tally {
    functions: BTreeMap<&'static str, Answered>,
    violations: Vec<String>,
    more: u64,
    asked: u64,
}

impl Tally {
    /// A function answered within this time, where `expected` is the status that it is documented
    /// to answer with. Returns whether it did.
    pub fn answered(
        &mut self,
        function: &'static str,
        expected: u16,
        answer: &Answer,
        took: Duration,
    ) -> bool {
        self.asked += 1;
        let answered = self.functions.entry(function).or_default();
        *answered.statuses.entry(answer.status).or_default() += 1;
        answered.took.push(took);
        if took > INVOCATION {
            self.violation(format!("{function} answers after {} ms", took.as_millis()));
        }
        if answer.status != expected && !answer.is_unavailable() {
            let Answer { status, body, .. } = answer;
            self.violation(format!("{function} answers {status} instead of {expected}: {body}"));
        }
        answer.status == expected
    }

    /// Something that should not have been.
    pub fn violation(&mut self, what: String) {
        if self.violations.len() < MAX_KEPT {
            self.violations.push(what);
        } else {
            self.more += 1;
        }
    }

    /// Functions of these that were never asked.
    pub fn idle<'a>(&self, all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        all.filter(|name| !self.functions.contains_key(name)).collect()
    }

    /// How many requests were answered, and how many violations there are.
    #[must_use]
    pub fn so_far(&self) -> (u64, u64) {
        (self.asked, self.violations.len() as u64 + self.more)
    }

    /// What each function answered, the first violations, and how many more there are.
    #[must_use]
    pub fn finish(mut self) -> (BTreeMap<&'static str, Answered>, Vec<String>, u64) {
        for answered in self.functions.values_mut() {
            answered.p50_micros = percentile(&answered.took, 50);
            answered.p99_micros = percentile(&answered.took, 99);
        }
        (self.functions, self.violations, self.more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Answer {
        serde_json::from_str(text).unwrap()
    }

    fn told(expected: u16, text: &str) -> u64 {
        let mut tally = Tally::default();
        tally.answered("function", expected, &answer(text), Duration::from_millis(1));
        tally.so_far().1
    }

    #[test]
    fn another_status_is_told_unless_it_asks_to_come_back() {
        assert_eq!(told(200, r#"{"statusCode":200}"#), 0);
        assert_eq!(told(404, r#"{"statusCode":404,"headers":{}}"#), 0);
        assert_eq!(told(200, r#"{"statusCode":404}"#), 1);
        assert_eq!(told(200, r#"{"statusCode":503,"headers":{"retry-after":"1"}}"#), 0);
        assert_eq!(told(200, r#"{"statusCode":503}"#), 1);
        assert_eq!(told(200, r#"{"statusCode":500}"#), 1);
        assert_eq!(told(200, r#"{"statusCode":429,"headers":{"retry-after":"1"}}"#), 1);
    }

    #[test]
    fn an_answer_after_the_deadline_is_told() {
        let mut tally = Tally::default();
        let late = INVOCATION + Duration::from_millis(1);
        assert!(tally.answered("function", 200, &answer(r#"{"statusCode":200}"#), late));
        assert_eq!(tally.so_far(), (1, 1));
    }

    #[test]
    fn the_first_violations_are_kept_and_all_are_counted() {
        let mut tally = Tally::default();
        for number in 0..150 {
            tally.violation(number.to_string());
        }
        assert_eq!(tally.so_far().1, 150);
        let (_, kept, more) = tally.finish();
        assert_eq!((kept.len(), more), (100, 50));
    }

    #[test]
    fn times_are_told_by_function() {
        let mut tally = Tally::default();
        for millis in 1..=100 {
            let took = Duration::from_millis(millis);
            tally.answered("function", 200, &answer(r#"{"statusCode":200}"#), took);
        }
        let (functions, ..) = tally.finish();
        let answered = &functions["function"];
        assert_eq!((answered.p50_micros, answered.p99_micros), (50_000, 99_000));
        assert_eq!(answered.statuses, BTreeMap::from([(200, 100)]));
    }
}
