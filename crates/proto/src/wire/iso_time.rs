//! Times in the format of XML and shared access signatures: ISO 8601, UTC.

const DAY: u64 = 24 * 60 * 60;

/// Formats seconds since 1970, before the year 10000, as `2026-11-23T08:00:00Z`.
pub(crate) fn print(seconds: u64) -> String {
    let (year, month, day) = date(seconds / DAY);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Parses `YYYY-MM-DD`, `YYYY-MM-DDThh:mmZ` or `YYYY-MM-DDThh:mm:ssZ`, into seconds since 1970. A fraction of up to
/// seven digits is truncated.
///
/// Source: *Formatting DateTime values*, REST reference.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let (day, clock) = match text.split_once('T') {
        Some((day, clock)) => (day, clock.strip_suffix('Z')?),
        None => (text, "00:00"),
    };
    Some(days(day)? * DAY + second_of_day(clock)?)
}

/// The days from 1970 to `YYYY-MM-DD`.
fn days(text: &str) -> Option<u64> {
    let mut parts = text.splitn(3, '-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = number(parts.next()?, 2)?;
    if year < 1970 || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let whole_months: u64 = (1..month).map(|month| days_in(year, month)).sum();
    Some(days_before(year) + whole_months + day - 1)
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

/// The year, month and day of a day counted from 1970.
fn date(days: u64) -> (u64, u64, u64) {
    // No year has more than 366 days, so this year is not too late. Up to 9999 it is at most twenty years too early.
    let mut year = 1970 + days / 366;
    while days_before(year + 1) <= days {
        year += 1;
    }
    let mut rest = days - days_before(year);
    let mut month = 1;
    while rest >= days_in(year, month) {
        rest -= days_in(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

/// The days from 1970 to January 1 of a year.
fn days_before(year: u64) -> u64 {
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969)
}

fn days_in(year: u64, month: u64) -> u64 {
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
    use super::*;

    #[test]
    fn every_day_of_four_centuries_is_read_as_it_was_written() {
        for day in 0..146_097_u64 {
            let seconds = day * DAY + 3_723;
            assert_eq!(parse(&print(seconds)), Some(seconds), "{}", print(seconds));
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
            assert_eq!(print(seconds), text);
        }
    }

    #[test]
    fn a_fraction_is_cut_off_and_nonsense_refused() {
        assert_eq!(
            parse("2026-11-23T08:00:00.1234567Z"),
            parse("2026-11-23T08:00Z")
        );
        for text in [
            "",
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
