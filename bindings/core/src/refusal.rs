//! Why a value cannot be sent.

use std::fmt;

use blobcopy::proto::Invalid;
use blobcopy::{ErrorReport, auth};

/// Why a value cannot be sent, in one sentence without the value's secret: `CAUSE; REMEDY`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the packages match on it")]
pub enum Refusal {
    /// The value has another type, or there is no such option.
    Type(String),
    /// The value has the right type, but cannot be sent.
    Value(String),
}

impl Refusal {
    /// The cause and the remedy.
    pub fn parts(&self) -> (String, Option<String>) {
        let report = ErrorReport::of_sentence(&self.to_string());
        (report.summary, report.remedy)
    }

    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::Value(message.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Type(message) | Self::Value(message)) = self;
        f.write_str(message)
    }
}

impl std::error::Error for Refusal {}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        Self::Value(invalid.to_string())
    }
}

impl From<auth::Error> for Refusal {
    fn from(error: auth::Error) -> Self {
        Self::Value(error.to_string())
    }
}

/// Of a setting that the client does not take.
impl From<blobcopy::Error> for Refusal {
    fn from(error: blobcopy::Error) -> Self {
        Self::Value(error.to_string())
    }
}
