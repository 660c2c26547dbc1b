use super::super::Kind;
use super::*;
use crate::id::{ApiName, UserId};

/// A whole minute.
const NOW: Timestamp = Timestamp::from_secs(1_772_366_400);
const MINUTE: Limit =
    Limit { secs: 60, most: 30, batch: 10, counted: Counted::InTable, kind: Kind::Any };
const DAY: Limit = Limit { secs: 86_400, most: 100, ..MINUTE };
const SECOND: Limit = Limit { secs: 1, most: 5, counted: Counted::InProcess, ..MINUTE };

fn subject(id: u64) -> Subject {
    Subject::user(ApiName::new("test"), UserId::try_from(id).unwrap())
}

/// Counts a request of a caller with this multiplier: what is left, or the seconds to wait.
fn request(rates: &Rates, limits: &[Limit], now: Timestamp, multiplier: u32) -> Result<u64, u64> {
    let outcome = rates
        .count(subject(1), limits, now)
        .and_then(|counted| rates.settle(&counted, Some(LimitMultiplier(multiplier))));
    outcome.map(|left| left.remaining).map_err(|exceeded| exceeded.retry_after_secs)
}

#[test]
fn exactly_the_limit_is_let_in() {
    let rates = Rates::default();
    let at = NOW.plus_secs(13);
    for left in (0..30).rev() {
        assert_eq!(request(&rates, &[MINUTE], at, 1), Ok(left));
    }
    assert_eq!(request(&rates, &[MINUTE], at, 1), Err(47));
    assert_eq!(request(&rates, &[MINUTE], NOW.plus_secs(59), 1), Err(1));
    assert_eq!(request(&rates, &[MINUTE], NOW.plus_secs(60), 1), Ok(29));
}

#[test]
fn a_fraction_of_a_second_is_rounded_up() {
    let rates = Rates::default();
    for _ in 0..30 {
        request(&rates, &[MINUTE], NOW, 1).unwrap();
    }
    let at = |micros| Timestamp::from_micros(NOW.as_micros() + micros);
    assert_eq!(request(&rates, &[MINUTE], at(58_000_001), 1), Err(2));
    assert_eq!(request(&rates, &[MINUTE], at(59_999_999), 1), Err(1));
}

#[test]
fn the_exceeded_limit_that_ends_last_sets_the_wait() {
    let rates = Rates::default();
    for _ in 0..5 {
        request(&rates, &[MINUTE, SECOND], NOW, 1).unwrap();
    }
    assert_eq!(request(&rates, &[MINUTE, SECOND], NOW, 1), Err(1));
    for second in 1..6 {
        for _ in 0..5 {
            request(&rates, &[MINUTE, SECOND], NOW.plus_secs(second), 1).unwrap();
        }
    }
    // Both are reached, and the minute is over later.
    assert_eq!(request(&rates, &[MINUTE, SECOND], NOW.plus_secs(5), 1), Err(55));
}

#[test]
fn a_multiplier_multiplies_the_limit_and_zero_removes_it() {
    let rates = Rates::default();
    for left in (0..60).rev() {
        assert_eq!(request(&rates, &[MINUTE], NOW, 2), Ok(left));
    }
    assert_eq!(request(&rates, &[MINUTE], NOW, 2), Err(60));
    let rates = Rates::default();
    for _ in 0..100 {
        assert_eq!(request(&rates, &[MINUTE], NOW, 0), Ok(30));
        assert!(rates.take_increment(&subject(1)).is_none());
    }
}

#[test]
fn the_second_request_is_reported_and_then_every_tenth() {
    let rates = Rates::default();
    let reported: Vec<u64> = (0..32)
        .map(|_| {
            rates.count(subject(1), &[Limit { most: 100, ..MINUTE }], NOW).unwrap();
            rates.take_increment(&subject(1)).map_or(0, |increment| increment.requests)
        })
        .collect();
    let mut expected = vec![0; 32];
    expected[1] = 2;
    for tenth in [11, 21, 31] {
        expected[tenth] = 10;
    }
    assert_eq!(reported, expected);
}

#[test]
fn a_larger_batch_is_reported_less_often() {
    let rates = Rates::default();
    let limit = Limit { most: 1_000, batch: 100, ..MINUTE };
    let mut reported = Vec::new();
    for _ in 0..300 {
        rates.count(subject(1), &[limit], NOW).unwrap();
        reported.extend(rates.take_increment(&subject(1)).map(|increment| increment.requests));
    }
    assert_eq!(reported, [2, 100, 100]);
}

/// Broken by waiting for a multiplier that a refused request never reads.
#[test]
fn a_request_that_reads_no_multiplier_has_the_documented_limit() {
    let rates = Rates::default();
    let refused = || {
        let counted = rates.count(subject(1), &[MINUTE], NOW)?;
        rates.settle(&counted, None).map(drop)
    };
    for _ in 0..30 {
        assert!(refused().is_ok());
    }
    assert!(refused().is_err());
    // A multiplier that is known, or read later, still applies.
    let counted = rates.count(subject(1), &[MINUTE], NOW).unwrap();
    assert!(rates.settle(&counted, Some(LimitMultiplier(2))).is_ok());
    assert!(refused().is_ok());
}

#[test]
fn one_window_at_a_time_is_reported() {
    let rates = Rates::default();
    let reported: Vec<Option<(i64, u64)>> = (0..4)
        .map(|_| {
            rates.count(subject(1), &[MINUTE, DAY, SECOND], NOW).unwrap();
            rates
                .take_increment(&subject(1))
                .map(|increment| (increment.limit.secs, increment.requests))
        })
        .collect();
    assert_eq!(reported, [None, Some((60, 2)), Some((86_400, 3)), None]);
}

#[test]
fn the_tables_total_counts_for_its_own_window_only() {
    let rates = Rates::default();
    request(&rates, &[MINUTE], NOW, 1).unwrap();
    request(&rates, &[MINUTE], NOW, 1).unwrap();
    let increment = rates.take_increment(&subject(1)).unwrap();
    rates.set_total(&subject(1), increment, 29);
    assert_eq!(request(&rates, &[MINUTE], NOW, 1), Ok(0));
    assert_eq!(request(&rates, &[MINUTE], NOW, 1), Err(60));
    let later = NOW.plus_secs(60);
    assert_eq!(request(&rates, &[MINUTE], later, 1), Ok(29));
    rates.set_total(&subject(1), increment, 30);
    assert_eq!(request(&rates, &[MINUTE], later, 1), Ok(28));
}

#[test]
fn the_multiplier_is_read_once_a_minute() {
    let rates = Rates::default();
    let wants = |now| {
        let counted = rates.count(subject(1), &[MINUTE], now).unwrap();
        let read = counted.wants_multiplier.then_some(LimitMultiplier::DOCUMENTED);
        rates.settle(&counted, read).unwrap();
        counted.wants_multiplier
    };
    assert!(wants(NOW));
    assert!(!wants(NOW.plus_secs(59)));
    assert!(wants(NOW.plus_secs(60)));
}

#[test]
fn at_most_the_allowed_number_of_callers_is_kept() {
    let rates = Rates::default();
    for id in 1..=u64::try_from(3 * SUBJECTS).unwrap() {
        rates.count(subject(id), &[MINUTE], NOW).unwrap();
        assert!(rates.tallies().len() <= SUBJECTS);
    }
}
