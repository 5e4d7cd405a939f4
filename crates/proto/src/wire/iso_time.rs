//! Moments as XML writes them: ISO 8601, UTC, whole seconds.

use std::time::{Duration, UNIX_EPOCH};

use crate::value::HttpDate;

const DAY: u64 = 24 * 60 * 60;

/// `2026-11-23T08:00:00Z`.
pub(crate) fn print(date: HttpDate) -> String {
    let since = date.time().duration_since(UNIX_EPOCH);
    let seconds = since.expect("a date is not before 1970").as_secs();
    let (year, month, day) = civil(seconds / DAY);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Reads a moment, with a fraction of a second or without, which is cut off.
pub(crate) fn parse(text: &str) -> Option<HttpDate> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time.split('.').next()?, ':')?;
    let in_range = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let seconds = || days(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
    let time = in_range.then(|| UNIX_EPOCH + Duration::from_secs(seconds()))?;
    HttpDate::new(time).ok()
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let mut parts = text.split(between).map(|part| {
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok())?
    });
    let found = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(found)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u64::from(is_leap(year)),
        _ => 31,
    }
}

/// Days from 1970 to the first of January of a year.
fn days_before(year: u64) -> u64 {
    let leaps = |year: u64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leaps(year - 1) - leaps(1969)
}

fn days(year: u64, month: u64, day: u64) -> u64 {
    let months: u64 = (1..month).map(|month| days_in(year, month)).sum();
    days_before(year) + months + day - 1
}

/// Year, month and day of a number of days since 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    let guess = 1970 + days / 366;
    let after = (guess..).find(|year| days_before(*year) > days);
    let year = after.expect("the years do not end") - 1;
    let mut rest = days - days_before(year);
    let mut month = 1;
    while rest >= days_in(year, month) {
        rest -= days_in(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_is_read_as_it_was_written() {
        for day in 0..146_097_u64 {
            let time = UNIX_EPOCH + Duration::from_secs(day * DAY + 3_723);
            let date = HttpDate::new(time).unwrap();
            assert_eq!(parse(&print(date)), Some(date), "{}", print(date));
        }
    }

    #[test]
    fn known_moments_are_written_as_everybody_does() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:34:56Z", 951_827_696),
            ("2026-11-23T08:00:00Z", 1_795_420_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            let date = HttpDate::new(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
            assert_eq!(print(date), text);
        }
    }

    #[test]
    fn a_fraction_is_cut_off_and_nonsense_refused() {
        assert_eq!(
            parse("2026-11-23T08:00:00.1234567Z"),
            parse("2026-11-23T08:00:00Z")
        );
        for text in [
            "",
            "2026-11-23",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T08:00:00",
            "1969-12-31T23:59:59Z",
            "20260-1-1T0:0:0Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
