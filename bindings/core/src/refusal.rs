//! Why a value cannot be sent.

use std::fmt;

use blobcopy::proto::Invalid;
use blobcopy::{auth, chain};

/// Why a value cannot be sent, in one sentence without the value's secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the packages match on it")]
pub enum Refusal {
    /// The value has another type, or there is no such option.
    Type(String),
    /// The value has the right type, and the service does not take it.
    Value(String),
}

impl Refusal {
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
        Self::Value(chain(&invalid))
    }
}

impl From<auth::Error> for Refusal {
    fn from(error: auth::Error) -> Self {
        Self::Value(chain(&error))
    }
}

/// Of a setting that the client does not take.
impl From<blobcopy::Error> for Refusal {
    fn from(error: blobcopy::Error) -> Self {
        Self::Value(error.in_full())
    }
}
