//! Which edition of the protocol is spoken.

use std::fmt;

use http::HeaderValue;

use crate::error::Invalid;
use crate::wire::field::Text;

/// A version of the Blob service: a date, sent as `x-ms-version`.
///
/// Source: *Versioning for Azure Storage*, REST reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceVersion([u8; 10]);

impl ServiceVersion {
    /// `2025-11-05`: deployed everywhere, accepted by Azurite 3.37, and the first whose refusals tell what the source
    /// of a copy answered.
    pub const DEFAULT: Self = Self(*b"2025-11-05");

    /// `2026-10-06`: the newest of which anything is known here. A service may know newer ones.
    pub const NEWEST: Self = Self(*b"2026-10-06");

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// If the text is not of that form. Whether the service knows the version, only the service can say.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        <Self as Text>::decode(text).ok_or_else(|| {
            Invalid::new(
                "service version",
                text,
                "must be a date, YYYY-MM-DD",
                "Versioning for Azure Storage",
            )
        })
    }

    /// The date, as it is sent.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("made of ASCII digits and hyphens")
    }
}

/// [`ServiceVersion::DEFAULT`], as it is sent.
const DEFAULT: &str = "2025-11-05";

impl Default for ServiceVersion {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Text for ServiceVersion {
    fn encode(&self) -> HeaderValue {
        // Every request carries one, and nearly all the same.
        if *self == Self::DEFAULT {
            return HeaderValue::from_static(DEFAULT);
        }
        HeaderValue::from_bytes(&self.0).expect("made of ASCII digits and hyphens")
    }

    fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 10] = text.as_bytes().try_into().ok()?;
        let well_formed = bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        well_formed.then_some(Self(bytes))
    }
}

impl fmt::Display for ServiceVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ServiceVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
