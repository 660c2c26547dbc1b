//! Time. Only this module reads the wall clock.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A moment: whole microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From whole microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From whole seconds since the epoch.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// Whole microseconds since the epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment plus a number of seconds, which may be negative.
    #[must_use]
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs.saturating_mul(1_000_000)))
    }

    /// The next moment: a microsecond later.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// UTC with six digits and no zone: `2018-06-13T19:50:20.447000`.
    #[must_use]
    pub fn naive_micros(self) -> String {
        self.format(6, "")
    }

    /// RFC 3339 with six digits: `2020-08-04T10:42:27.000000Z`.
    #[must_use]
    pub fn rfc3339_micros(self) -> String {
        self.format(6, "Z")
    }

    /// RFC 3339 with three digits: `2025-04-07T07:51:23.899Z`.
    #[must_use]
    pub fn rfc3339_millis(self) -> String {
        self.format(3, "Z")
    }

    /// Writes digit by digit, because a formatter with a format description costs ten times as much
    /// and an answer has up to ten moments. Empty outside the years 0 to 9999, which never occur.
    fn format(self, subsecond_digits: usize, zone: &str) -> String {
        let nanos = i128::from(self.0) * 1_000;
        let Ok(moment) = OffsetDateTime::from_unix_timestamp_nanos(nanos) else {
            return String::new();
        };
        let Ok(year @ 0..=9_999) = u32::try_from(moment.year()) else { return String::new() };
        let (hour, minute, second) = moment.to_hms();
        let mut text = String::with_capacity(27);
        push_digits(&mut text, year, 4);
        text.push('-');
        push_digits(&mut text, u8::from(moment.month()).into(), 2);
        text.push('-');
        push_digits(&mut text, moment.day().into(), 2);
        text.push('T');
        push_digits(&mut text, hour.into(), 2);
        text.push(':');
        push_digits(&mut text, minute.into(), 2);
        text.push(':');
        push_digits(&mut text, second.into(), 2);
        text.push('.');
        push_digits(&mut text, moment.microsecond(), 6);
        text.truncate("2018-06-13T19:50:20.".len() + subsecond_digits);
        text.push_str(zone);
        text
    }
}

/// Appends the last `digits` decimal digits of a number.
fn push_digits(text: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// The text is not an RFC 3339 moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 moment")]
pub struct NotAMoment;

impl std::str::FromStr for Timestamp {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let moment = OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339)
            .map_err(|_| NotAMoment)?;
        i64::try_from(moment.unix_timestamp_nanos() / 1_000).map(Self).map_err(|_| NotAMoment)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339_micros())
    }
}

/// The system's clock, or one that a test sets.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    set: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self { set: None }
    }

    /// A clock that stands still until [`Clock::set`] moves it.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self { set: Some(Arc::new(AtomicI64::new(at.0))) }
    }

    /// Moves a fixed clock. Does nothing to the system's.
    pub fn set(&self, at: Timestamp) {
        if let Some(set) = &self.set {
            set.store(at.0, Ordering::SeqCst);
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.set {
            Some(set) => Timestamp(set.load(Ordering::SeqCst)),
            None => system_now(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock module")]
fn system_now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formats_are_the_documented_ones() {
        let moment: Timestamp = "2018-06-13T19:50:20.447Z".parse().unwrap();
        assert_eq!(moment.naive_micros(), "2018-06-13T19:50:20.447000");
        assert_eq!(moment.rfc3339_micros(), "2018-06-13T19:50:20.447000Z");
        assert_eq!(moment.rfc3339_millis(), "2018-06-13T19:50:20.447Z");
    }

    #[test]
    fn moments_before_the_epoch_and_at_the_ends_of_years_are_correct() {
        let written = |micros| Timestamp::from_micros(micros).rfc3339_micros();
        assert_eq!(written(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(written(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(written(951_782_399_999_999), "2000-02-28T23:59:59.999999Z");
        assert_eq!(written(951_782_400_000_000), "2000-02-29T00:00:00.000000Z");
        assert_eq!(written(253_402_300_799_999_999), "9999-12-31T23:59:59.999999Z");
        assert_eq!(written(253_402_300_800_000_000), "");
        assert_eq!(written(i64::MIN), "");
    }
}
