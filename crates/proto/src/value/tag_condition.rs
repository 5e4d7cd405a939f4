//! A condition on the tags of a blob.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::value::HeaderText;
use crate::wire::field::Text;

/// A condition on the tags of a blob, such as `"project" = 'x' AND "year" >= '2026'`.
///
/// The service evaluates the expression; this type checks only that it can be sent. Source: *Specifying conditional
/// headers for Blob service operations*, REST reference.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TagCondition(HeaderText);

impl TagCondition {
    /// A condition in the query language of the service.
    ///
    /// # Errors
    /// If it is empty, too long, or contains anything but visible ASCII and inner spaces.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match HeaderText::parse(text) {
            Ok(text) => Ok(Self(text)),
            Err(error) => Err(Invalid {
                subject: "tag condition",
                page: "Specifying conditional headers for Blob service operations",
                ..error
            }),
        }
    }

    /// The expression.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Text for TagCondition {
    fn encode(&self) -> HeaderValue {
        self.0.encode()
    }

    fn decode(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn text(&self) -> Cow<'_, str> {
        self.0.text()
    }
}

impl fmt::Display for TagCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for TagCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
