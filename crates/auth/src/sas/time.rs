//! Times in the format of SAS.

use std::fmt;
use std::time::{Duration, SystemTime};

use blobcopy_proto::HttpDate;

use crate::Error;

/// The assumed difference between clocks. The service's documentation advises to start a SAS this much before now, or
/// to set no start.
pub const SKEW_MARGIN: Duration = Duration::from_secs(15 * 60);

/// A time in UTC, with its text in the token and in the string to sign.
///
/// The text is kept as it was given, because the signature covers its characters and not its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SasTime(String);

impl SasTime {
    /// Parses `YYYY-MM-DD`, `YYYY-MM-DDThh:mmZ` or `YYYY-MM-DDThh:mm:ssZ` (with fractions of up to seven digits).
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for another form, or a time before 1970.
    pub fn parse(text: &str) -> Result<Self, Error> {
        HttpDate::parse_iso_8601(text).ok_or_else(|| malformed("time"))?;
        Ok(Self(text.to_owned()))
    }

    /// Formats `time` as `YYYY-MM-DDThh:mm:ssZ`, without fractions of a second.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for a time before 1970 or after 9999.
    pub fn at(time: SystemTime) -> Result<Self, Error> {
        let date = HttpDate::new(time).map_err(|_| malformed("time"))?;
        Ok(Self(date.to_iso_8601()))
    }

    /// A start that a service with a slow clock also accepts: [`SKEW_MARGIN`] before `now`.
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

    /// The time, in whole seconds.
    pub fn to_system_time(&self) -> SystemTime {
        let date = HttpDate::parse_iso_8601(&self.0);
        date.expect("the text was parsed when it was taken").time()
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
