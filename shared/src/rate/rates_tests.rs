use super::*;
use crate::id::{ApiName, UserId};

/// A whole minute.
const NOW: Timestamp = Timestamp::from_secs(1_772_366_400);
const MINUTE: Limit = Limit { secs: 60, most: 30, counted: Counted::InTable };
const DAY: Limit = Limit { secs: 86_400, most: 100, counted: Counted::InTable };
const SECOND: Limit = Limit { secs: 1, most: 5, counted: Counted::InProcess };

fn subject(id: u64) -> Subject {
    Subject::user(ApiName::new("test"), UserId::try_from(id).unwrap())
}

/// A request whose caller has that factor: what is left, or when to come back.
fn request(rates: &Rates, limits: &[Limit], now: Timestamp, factor: u32) -> Result<u64, u64> {
    let outcome = rates
        .visit(subject(1), limits, now)
        .and_then(|visit| rates.settle(&visit, Some(LimitMultiplier(factor))));
    outcome.map(|room| room.remaining).map_err(|exceeded| exceeded.retry_after_secs)
}

#[test]
fn a_limit_is_reached_with_the_request_after_its_last_and_not_before() {
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
fn the_limit_that_lasts_longest_says_when_to_come_back() {
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
fn a_factor_multiplies_the_limit_and_none_takes_it_away() {
    let rates = Rates::default();
    for left in (0..60).rev() {
        assert_eq!(request(&rates, &[MINUTE], NOW, 2), Ok(left));
    }
    assert_eq!(request(&rates, &[MINUTE], NOW, 2), Err(60));
    let rates = Rates::default();
    for _ in 0..100 {
        assert_eq!(request(&rates, &[MINUTE], NOW, 0), Ok(30));
        assert!(rates.tell(&subject(1)).is_none());
    }
}

#[test]
fn the_table_is_told_with_the_second_request_and_then_with_every_tenth() {
    let rates = Rates::default();
    let told: Vec<u64> = (0..32)
        .map(|_| {
            rates.visit(subject(1), &[Limit { most: 100, ..MINUTE }], NOW).unwrap();
            rates.tell(&subject(1)).map_or(0, |telling| telling.requests)
        })
        .collect();
    let mut expected = vec![0; 32];
    expected[1] = 2;
    for tenth in [11, 21, 31] {
        expected[tenth] = 10;
    }
    assert_eq!(told, expected);
}

#[test]
fn one_window_at_a_time_is_told_of() {
    let rates = Rates::default();
    let told: Vec<Option<(i64, u64)>> = (0..4)
        .map(|_| {
            rates.visit(subject(1), &[MINUTE, DAY, SECOND], NOW).unwrap();
            rates.tell(&subject(1)).map(|telling| (telling.limit.secs, telling.requests))
        })
        .collect();
    assert_eq!(told, [None, Some((60, 2)), Some((86_400, 3)), None]);
}

#[test]
fn what_the_table_tells_counts_and_what_it_tells_of_another_window_does_not() {
    let rates = Rates::default();
    request(&rates, &[MINUTE], NOW, 1).unwrap();
    request(&rates, &[MINUTE], NOW, 1).unwrap();
    let telling = rates.tell(&subject(1)).unwrap();
    rates.learn(&subject(1), telling, 29);
    assert_eq!(request(&rates, &[MINUTE], NOW, 1), Ok(0));
    assert_eq!(request(&rates, &[MINUTE], NOW, 1), Err(60));
    let later = NOW.plus_secs(60);
    assert_eq!(request(&rates, &[MINUTE], later, 1), Ok(29));
    rates.learn(&subject(1), telling, 30);
    assert_eq!(request(&rates, &[MINUTE], later, 1), Ok(28));
}

#[test]
fn a_factor_is_asked_for_once_a_minute() {
    let rates = Rates::default();
    let wants = |now| {
        let visit = rates.visit(subject(1), &[MINUTE], now).unwrap();
        let read = visit.wants_factor.then_some(LimitMultiplier::DOCUMENTED);
        rates.settle(&visit, read).unwrap();
        visit.wants_factor
    };
    assert!(wants(NOW));
    assert!(!wants(NOW.plus_secs(59)));
    assert!(wants(NOW.plus_secs(60)));
}

#[test]
fn no_more_callers_are_kept_than_there_is_room_for() {
    let rates = Rates::default();
    for id in 1..=u64::try_from(3 * SUBJECTS).unwrap() {
        rates.visit(subject(id), &[MINUTE], NOW).unwrap();
        assert!(rates.tallies().len() <= SUBJECTS);
    }
}
