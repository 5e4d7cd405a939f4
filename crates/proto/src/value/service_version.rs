//! The version of the REST interface.

use std::fmt;

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::wire::field::Text;

/// A version of the Blob service: a date, sent as `x-ms-version`.
///
/// Source: *Versioning for Azure Storage*, REST reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceVersion([u8; 10]);

impl ServiceVersion {
    /// `2025-11-05`: deployed everywhere, accepted by Azurite 3.37, and the first whose refusals include the reply of a
    /// copy's source.
    pub const DEFAULT: Self = Self(*b"2025-11-05");

    /// `2026-10-06`: the newest version that this crate knows. A service may support newer ones.
    pub const NEWEST: Self = Self(*b"2026-10-06");

    /// Parses `YYYY-MM-DD`.
    ///
    /// # Errors
    /// If the text does not have that form. Whether a version is supported is known only to the service.
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
        // Every request has a version, and nearly all have the same.
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

/// An option or a value that the chosen version, or every version, does not support.
#[derive(Clone, Debug)]
pub(crate) struct TooNew {
    what: What,
    /// The header of the option or value.
    pub(crate) header: &'static str,
    version: ServiceVersion,
    since: &'static str,
}

#[derive(Clone, Debug)]
enum What {
    /// An option, by the name of its field.
    Option(&'static str),
    /// A value of a header that is itself supported.
    Value(String),
    Operation(&'static str),
    /// A value that no header can hold, in any version.
    UnsupportedOption,
}

impl TooNew {
    /// Whether only the value is not supported, and its header is.
    #[cfg(feature = "serve")]
    pub(crate) fn is_value(&self) -> bool {
        !matches!(self.what, What::Option(_))
    }
}

impl From<TooNew> for Invalid {
    fn from(new: TooNew) -> Self {
        let (subject, value, instead) = match &new.what {
            What::Option(name) => ("option", *name, ", or leave the option out"),
            What::Value(value) => (new.header, value.as_str(), ", or another value"),
            What::Operation(name) => ("operation", *name, ""),
            What::UnsupportedOption => {
                let rule = "must be one word: letters, digits, `-`, `_` and `.`, without spaces";
                return Self::new(new.header, "…", rule, "Versioning for Azure Storage");
            }
        };
        let (since, version) = (new.since, new.version.as_str());
        let rule = format!(
            "needs service version {since} or newer, not {version}; choose a newer version{instead}"
        );
        Self::new(subject, value, rule, "Versioning for Azure Storage")
    }
}

impl TooNew {
    /// Refuses what the service supports since `since`, if `version` is older.
    fn check(
        version: &ServiceVersion,
        header: &'static str,
        since: &'static str,
        what: impl FnOnce() -> What,
    ) -> Result<(), Self> {
        if version.as_str() >= since {
            return Ok(());
        }
        Err(Self {
            what: what(),
            header,
            version: *version,
            since,
        })
    }
}

/// Refuses an option that the service supports since `since`, if `version` is older.
pub(crate) fn known_since(
    version: &ServiceVersion,
    option: &'static str,
    header: &'static str,
    since: &'static str,
) -> Result<(), TooNew> {
    TooNew::check(version, header, since, || What::Option(option))
}

/// Refuses an operation that the service supports since `since`, if `version` is older.
pub(crate) fn operation_known_since(
    version: &ServiceVersion,
    operation: &'static str,
    since: &'static str,
) -> Result<(), TooNew> {
    TooNew::check(version, "x-ms-version", since, || {
        What::Operation(operation)
    })
}

/// Refuses a value that was added later than its header, if `version` is older than the value.
pub(crate) fn value_known_since<T: Text>(
    version: &ServiceVersion,
    header: &'static str,
    value: &T,
) -> Result<(), TooNew> {
    let text = || String::from_utf8_lossy(value.encode().as_bytes()).into_owned();
    let since = value.since().unwrap_or_default();
    TooNew::check(version, header, since, || What::Value(text()))
}

/// Refuses a value that no header can hold, in any version.
pub(crate) fn fit_for_header(
    version: &ServiceVersion,
    header: &'static str,
    is_fit: bool,
) -> Result<(), TooNew> {
    let since = if is_fit { "" } else { "never" };
    TooNew::check(version, header, since, || What::UnsupportedOption)
}
