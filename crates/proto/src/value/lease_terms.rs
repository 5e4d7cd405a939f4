//! The duration of a lease, and the break period of a broken one.

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::wire::field::{Text, printable};

const PAGE: &str = "Lease Blob";

/// The duration of a lease unless it is renewed: infinite, or 15 to 60 seconds.
///
/// Source: *Lease Blob*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaseDuration(Option<u8>);

impl LeaseDuration {
    /// The lease lasts until it is released or broken.
    pub const INFINITE: Self = Self(None);

    /// A duration in seconds.
    ///
    /// # Errors
    /// If it is not 15 to 60.
    pub fn seconds(seconds: u8) -> Result<Self, Invalid> {
        if (15..=60).contains(&seconds) {
            return Ok(Self(Some(seconds)));
        }
        let rule = "must be 15 to 60 seconds, or infinite";
        let given = seconds.to_string();
        Err(Invalid::new("lease duration", &given, rule, PAGE))
    }

    /// The duration in seconds; `None` if it is infinite.
    pub fn as_seconds(self) -> Option<u8> {
        self.0
    }
}

impl Text for LeaseDuration {
    fn encode(&self) -> HeaderValue {
        match self.0 {
            Some(seconds) => printable(&seconds.to_string()),
            None => HeaderValue::from_static("-1"),
        }
    }

    fn decode(text: &str) -> Option<Self> {
        match text {
            "-1" => Some(Self::INFINITE),
            _ => Self::seconds(u64::decode(text)?.try_into().ok()?).ok(),
        }
    }
}

/// The time that a broken lease stays active: 0 to 60 seconds.
///
/// Source: *Lease Blob*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BreakPeriod(u8);

impl BreakPeriod {
    /// A break period in seconds.
    ///
    /// # Errors
    /// If it is more than 60.
    pub fn seconds(seconds: u8) -> Result<Self, Invalid> {
        if seconds <= 60 {
            return Ok(Self(seconds));
        }
        let rule = "must be 0 to 60 seconds";
        let given = seconds.to_string();
        Err(Invalid::new("break period", &given, rule, PAGE))
    }

    /// The break period in seconds.
    pub fn as_seconds(self) -> u8 {
        self.0
    }
}

impl Text for BreakPeriod {
    fn encode(&self) -> HeaderValue {
        printable(&self.0.to_string())
    }

    fn decode(text: &str) -> Option<Self> {
        Self::seconds(u64::decode(text)?.try_into().ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_lasts_a_quarter_to_a_whole_minute_or_for_ever() {
        for (text, seconds) in [("15", Some(15)), ("60", Some(60)), ("-1", None)] {
            let duration = LeaseDuration::decode(text).unwrap();
            assert_eq!(duration.as_seconds(), seconds);
            assert_eq!(duration.encode(), text);
        }
        for text in ["", "14", "61", "-2", "271", "+15"] {
            assert_eq!(LeaseDuration::decode(text), None, "{text}");
        }
    }

    #[test]
    fn a_lease_ends_within_a_minute_of_being_broken() {
        assert_eq!(BreakPeriod::decode("0"), BreakPeriod::seconds(0).ok());
        assert!(BreakPeriod::seconds(61).is_err());
    }
}
