//! Points in time as a SAS writes them.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::Error;

/// How far clocks may be apart: the service's documentation advises to start a SAS this much earlier than now, or
/// not to say a start at all.
pub const SKEW_MARGIN: Duration = Duration::from_secs(15 * 60);

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

/// The first second of the year 10000, which four digits cannot say.
const END: u64 = 253_402_300_800;

/// A time in UTC, with the text that stands for it in the token and in the string to sign.
///
/// A text is kept as it was given, because the signature covers its letters and not its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SasTime(String);

impl SasTime {
    /// Takes `YYYY-MM-DD`, `YYYY-MM-DDThh:mmZ` or `YYYY-MM-DDThh:mm:ssZ` (fractions of up to seven digits allowed).
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for another form, or a time before 1970.
    pub fn parse(text: &str) -> Result<Self, Error> {
        seconds(text).ok_or_else(|| malformed("time"))?;
        Ok(Self(text.to_owned()))
    }

    /// Writes `time` as `YYYY-MM-DDThh:mm:ssZ`, leaving out fractions of a second.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for a time before 1970 or after 9999.
    pub fn at(time: SystemTime) -> Result<Self, Error> {
        let since = time
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_err(|_| malformed("time"))?
            .as_secs();
        if since >= END {
            return Err(malformed("time"));
        }
        let (year, month, day) = date(since / SECONDS_A_DAY);
        let second = since % SECONDS_A_DAY;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        Ok(Self(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )))
    }

    /// A start that a service whose clock runs behind accepts too: [`SKEW_MARGIN`] before `now`.
    ///
    /// # Errors
    ///
    /// Those of [`SasTime::at`].
    pub fn start_allowing_skew(now: SystemTime) -> Result<Self, Error> {
        Self::at(
            now.checked_sub(SKEW_MARGIN)
                .ok_or_else(|| malformed("time"))?,
        )
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time, to the second.
    pub fn to_system_time(&self) -> SystemTime {
        let seconds = seconds(&self.0).expect("the text was parsed when it was taken");
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }
}

impl fmt::Display for SasTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) fn malformed(field: &'static str) -> Error {
    Error::Malformed {
        field,
        expected: "a time in UTC from 1970 to 9999, such as 2026-01-02T03:04:05Z",
    }
}

/// Seconds since 1970 of a time in one of the legal forms.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (day, clock) = match text.split_once('T') {
        Some((day, clock)) => (day, clock.strip_suffix('Z')?),
        None => (text, "00:00"),
    };
    Some(days(day)? * SECONDS_A_DAY + second_of_day(clock)?)
}

/// Days since 1970 of `YYYY-MM-DD`.
fn days(text: &str) -> Option<u64> {
    let mut parts = text.splitn(3, '-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = number(parts.next()?, 2)?;
    if year < 1970 || !(1..=12).contains(&month) || day < 1 || day > month_length(year, month) {
        return None;
    }
    let whole_months: u64 = (1..month).map(|month| month_length(year, month)).sum();
    Some(days_before_year(year) + whole_months + day - 1)
}

/// The second of the day at `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fffffff`.
fn second_of_day(text: &str) -> Option<u64> {
    let mut parts = text.splitn(3, ':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let second = number(whole_second(parts.next().unwrap_or("00"))?, 2)?;
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

fn whole_second(text: &str) -> Option<&str> {
    let Some((whole, fraction)) = text.split_once('.') else {
        return Some(text);
    };
    let is_fraction =
        (1..=7).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_fraction.then_some(whole)
}

fn number(text: &str, digits: usize) -> Option<u64> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Year, month and day of a day counted from 1970.
fn date(days: u64) -> (u64, u64, u64) {
    // No year has more than 366 days, so this is not after the year that is sought; up to 9999 it is within twenty.
    let mut year = 1970 + days / 366;
    while days_before_year(year + 1) <= days {
        year += 1;
    }
    let mut rest = days - days_before_year(year);
    let mut month = 1;
    while rest >= month_length(year, month) {
        rest -= month_length(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

/// Days from 1970 to the first day of `year`.
fn days_before_year(year: u64) -> u64 {
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969)
}

fn month_length(year: u64, month: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_text_is_kept_as_it_was_given() {
        for (text, since) in [
            ("2026-01-02", 1_767_312_000),
            ("2026-01-02T03:04Z", 1_767_323_040),
            ("2026-01-02T03:04:05Z", 1_767_323_045),
            ("2026-01-02T03:04:05.1234567Z", 1_767_323_045),
            ("2024-02-29", 1_709_164_800),
        ] {
            let parsed = SasTime::parse(text).unwrap();
            assert_eq!(parsed.as_str(), text);
            assert_eq!(parsed.to_system_time(), time(since), "{text}");
        }
    }

    #[test]
    fn other_forms_and_days_that_are_not_are_refused() {
        for text in [
            "",
            "2026",
            "2026-1-2",
            "2026-13-01",
            "2026-00-01",
            "2026-02-29",
            "2026-01-32",
            "2026-01-00",
            "1969-12-31",
            "2026-01-02T03:04:05",
            "2026-01-02T03Z",
            "2026-01-02T24:00Z",
            "2026-01-02T03:60Z",
            "2026-01-02T03:04:60Z",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04:05.12345678Z",
            "2026-01-02T03:04:05+01:00",
            "+026-01-02",
            "2026-01-02 03:04:05Z",
            "2026-01-02TZ",
            "é",
        ] {
            assert!(SasTime::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_start_that_allows_for_skew_is_a_quarter_of_an_hour_early() {
        let start = SasTime::start_allowing_skew(time(1_767_323_045)).unwrap();
        assert_eq!(start.as_str(), "2026-01-02T02:49:05Z");
    }

    #[test]
    fn times_that_cannot_be_written_are_refused() {
        assert_eq!(
            SasTime::at(time(253_402_300_799)).unwrap().as_str(),
            "9999-12-31T23:59:59Z"
        );
        assert!(SasTime::at(time(253_402_300_800)).is_err());
        assert!(SasTime::at(SystemTime::UNIX_EPOCH - Duration::from_secs(1)).is_err());
        assert!(SasTime::at(time(i64::MAX as u64)).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_and_is_the_date_that_http_has(since in 0_u64..253_370_764_800) {
            let written = SasTime::at(time(since)).unwrap();
            prop_assert_eq!(written.to_system_time(), time(since));
            let http = httpdate::fmt_http_date(time(since));
            prop_assert_eq!(&http[12..16], &written.as_str()[..4]);
            prop_assert_eq!(&http[5..7], &written.as_str()[8..10]);
            prop_assert_eq!(&http[17..25], &written.as_str()[11..19]);
        }
    }
}
