//! Durations and sizes as people write and read them.

use std::num::NonZeroU64;
use std::time::Duration;

/// Reads `90s`, `5m`, `2h`, `1d`, `500ms`, or several of them as in `1h30m`, but not zero.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    match duration_or_zero(text)? {
        Duration::ZERO => Err(no_duration(text)),
        duration => Ok(duration),
    }
}

fn no_duration(text: &str) -> String {
    format!("`{text}` is not a duration: write 90s, 5m, 2h, 1d or 1h30m")
}

/// As [`duration`], or `0s`.
pub(crate) fn duration_or_zero(text: &str) -> Result<Duration, String> {
    let wrong = || no_duration(text);
    let mut total = Duration::ZERO;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (number, after) = number(rest).ok_or_else(wrong)?;
        let unit_ends = after
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.len());
        let unit = match &after[..unit_ends] {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return Err(wrong()),
        };
        let part = Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())?;
        total = total.checked_add(part).ok_or_else(wrong)?;
        rest = &after[unit_ends..];
    }
    match text.trim() {
        "" => Err(wrong()),
        _ => Ok(total),
    }
}

/// Reads `1000000`, `10MB`, `512KiB`, `1.5GB`, with or without `/s` at the end.
pub(crate) fn rate(text: &str) -> Result<NonZeroU64, String> {
    let wrong = || {
        format!(
            "`{text}` is not a rate: write bytes per second above zero, such as 500000, 10MB or 512KiB"
        )
    };
    let size = text.trim();
    let size = size.strip_suffix("/s").unwrap_or(size);
    let (number, unit) = number(size).ok_or_else(wrong)?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        "kib" => 1024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        "tib" => 1_099_511_627_776.0,
        _ => return Err(wrong()),
    };
    NonZeroU64::new((number * factor) as u64).ok_or_else(wrong)
}

/// The number at the beginning, and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    let ends = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    Some((text[..ends].parse().ok()?, &text[ends..]))
}

/// `999 B`, `1.5 kB`, `300.0 MB`.
pub(crate) fn show_bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    // What would be rounded to 1000.0 belongs to the next unit.
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// `0.4 s`, `3.2 s`, `42 s`, `5 min 3 s`, `2 h 7 min`, `3 d 4 h`.
pub(crate) fn show_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_units() {
        let seconds = |text: &str| duration(text).map(|duration| duration.as_secs_f64());
        assert_eq!(seconds("90s"), Ok(90.0));
        assert_eq!(seconds("5m"), Ok(300.0));
        assert_eq!(seconds("2h"), Ok(7200.0));
        assert_eq!(seconds("1d"), Ok(86_400.0));
        assert_eq!(seconds("250ms"), Ok(0.25));
        assert_eq!(seconds("1h30m"), Ok(5400.0));
        assert_eq!(seconds("1.5s"), Ok(1.5));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "90",
            "0s",
            "s",
            "5 parsecs",
            "-1s",
            "1h-",
            "9e99d",
            "..s",
            "99999999999999999999d",
        ] {
            let message = duration(text).unwrap_err();
            assert!(message.contains("write 90s"), "{message}");
        }
    }

    #[test]
    fn rates_know_decimal_and_binary_units() {
        let bytes = |text: &str| rate(text).map(NonZeroU64::get);
        assert_eq!(bytes("500000"), Ok(500_000));
        assert_eq!(bytes("10MB"), Ok(10_000_000));
        assert_eq!(bytes("10 mb/s"), Ok(10_000_000));
        assert_eq!(bytes("512KiB"), Ok(524_288));
        assert_eq!(bytes("1.5GB"), Ok(1_500_000_000));
        for text in ["", "0", "0.1", "fast", "10 parsecs", "-5", "MB"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_and_durations_are_shown_in_the_unit_that_fits() {
        let shown = [0, 999, 1000, 999_949, 999_950, 300_000_000, u64::MAX].map(show_bytes);
        let expected = [
            "0 B",
            "999 B",
            "1.0 kB",
            "999.9 kB",
            "1.0 MB",
            "300.0 MB",
            "18446.7 PB",
        ];
        assert_eq!(shown, expected);
        let shown = [400, 42_000, 303_000, 7_620_000, 273_600_000]
            .map(|millis| show_duration(Duration::from_millis(millis)));
        assert_eq!(
            shown,
            ["0.4 s", "42 s", "5 min 3 s", "2 h 7 min", "3 d 4 h"]
        );
    }
}
