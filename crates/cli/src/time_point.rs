//! Points in time as people write them: how long from now, or which.

use std::time::{Duration, SystemTime};

use blobcopy_auth::sas::SasTime;

use crate::quantity;

/// A point in time, seen from a now that is not known yet.
#[derive(Clone, Debug)]
pub(crate) enum TimePoint {
    /// So long from now.
    In(Duration),
    /// Then. Kept as it was written, since a signature covers its letters.
    At(SasTime),
}

impl TimePoint {
    /// Reads `90s`, `24h`, `7d`, or a time in UTC such as `2026-01-02T03:04:05Z`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if let Ok(time) = SasTime::parse(text) {
            return Ok(Self::At(time));
        }
        quantity::duration(text).map(Self::In).map_err(|_| {
            format!(
                "`{text}` is neither a duration nor a time: write 90s, 24h or 7d, or a time in UTC such as 2026-01-02T03:04:05Z"
            )
        })
    }

    /// The time that is meant, where it is `now`; none beyond the year 9999.
    pub(crate) fn seen_from(&self, now: SystemTime) -> Option<SasTime> {
        match self {
            Self::At(time) => Some(time.clone()),
            Self::In(duration) => SasTime::at(now.checked_add(*duration)?).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Option<String> {
        let now = SasTime::parse("2026-01-02T03:04:05Z").unwrap();
        let time = TimePoint::parse(text)
            .unwrap()
            .seen_from(now.to_system_time())?;
        Some(time.as_str().to_owned())
    }

    #[test]
    fn a_duration_counts_from_now_and_a_time_is_kept_as_it_is_written() {
        assert_eq!(seen("24h").as_deref(), Some("2026-01-03T03:04:05Z"));
        assert_eq!(seen("1h30m").as_deref(), Some("2026-01-02T04:34:05Z"));
        for time in [
            "2027-01-01",
            "2027-01-01T00:00Z",
            "2020-01-01T00:00:00.5000000Z",
        ] {
            assert_eq!(seen(time).as_deref(), Some(time));
        }
        assert_eq!(seen("9999999d"), None);
    }

    #[test]
    fn what_is_neither_is_refused_with_both_forms() {
        for text in ["", "tomorrow", "0s", "2026", "2026-13-01", "24"] {
            let message = TimePoint::parse(text).unwrap_err();
            assert!(
                message.contains("24h") && message.contains("2026-01-02T03:04:05Z"),
                "{message}"
            );
        }
    }
}
