//! Dates in the format of HTTP.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::wire::field::{Text, printable};
use crate::wire::iso_time;

/// A time in whole seconds, between 1970 and 9999, written as `Mon, 23 Nov 2026 08:00:00 GMT`.
///
/// Source: *Representation of date-time values in headers*, REST reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpDate(u64);

/// The last second of the year 9999, which is the last that the format can express.
const LAST: u64 = 253_402_300_799;

impl HttpDate {
    /// The second that contains `time`.
    ///
    /// # Errors
    /// If `time` is before 1970 or after 9999, which the format cannot express.
    pub fn new(time: SystemTime) -> Result<Self, Invalid> {
        match time.duration_since(UNIX_EPOCH).map(|since| since.as_secs()) {
            Ok(seconds) if seconds <= LAST => Ok(Self(seconds)),
            _ => Err(Invalid::new(
                "date",
                &format!("{time:?}"),
                "must lie between 1970 and 9999",
                "Representation of date-time values in headers",
            )),
        }
    }

    /// Parses a time in the format of XML and shared access signatures, such as `2026-11-23T08:00:00Z`. The seconds or
    /// the whole time of day may be missing; a fraction of a second is truncated. `None` for another format, or a time
    /// before 1970.
    ///
    /// Source: *Formatting DateTime values*, REST reference.
    pub fn parse_iso_8601(text: &str) -> Option<Self> {
        iso_time::parse(text).map(Self)
    }

    /// The time in the format of XML and shared access signatures: `2026-11-23T08:00:00Z`.
    pub fn to_iso_8601(self) -> String {
        iso_time::print(self.0)
    }

    /// The time as a `SystemTime`.
    pub fn time(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0)
    }
}

impl Text for HttpDate {
    fn encode(&self) -> HeaderValue {
        printable(&self.to_string())
    }

    fn decode(text: &str) -> Option<Self> {
        Self::new(httpdate::parse_http_date(text).ok()?).ok()
    }

    /// The service reports an unknown time as the start of its calendar.
    fn is_absent(text: &str) -> bool {
        text.is_empty() || text.ends_with("01 Jan 1601 00:00:00 GMT")
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        httpdate::HttpDate::from(self.time()).fmt(f)
    }
}

impl fmt::Debug for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
