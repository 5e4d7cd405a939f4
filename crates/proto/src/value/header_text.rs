//! Text for a header.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::redact;
use crate::wire::field::{Text, printable};

/// Text for a header: visible ASCII and inner spaces, at most 8 KiB.
///
/// The service trims a value before it checks the signature. Text that begins or ends with a space would therefore fail
/// there with a wrong signature, so it is refused here.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeaderText(Box<str>);

impl HeaderText {
    /// Parses text that can be sent in a header.
    ///
    /// # Errors
    /// If it is empty, too long, contains anything but visible ASCII and spaces, or begins or ends with a space.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && text.trim() == text;
        if fits && !text.is_empty() && text.len() <= 8 * 1024 {
            return Ok(Self(text.into()));
        }
        Err(Invalid::new(
            "header value",
            text,
            "must be ASCII text of at most 8 KiB, without control characters and without spaces at its ends",
            "Setting and Retrieving Properties and Metadata for Blob Resources",
        ))
    }

    /// Replaces signatures that a server may have quoted by `…`.
    pub(crate) fn without_secrets(self) -> Self {
        Self(redact::message(&self.0).into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for HeaderText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Text for HeaderText {
    fn encode(&self) -> HeaderValue {
        printable(&self.0)
    }

    /// Accepts any header value. A value from a server is kept even if this crate would not send it.
    fn decode(text: &str) -> Option<Self> {
        Some(Self(text.into()))
    }

    fn is_fit(&self) -> bool {
        self.0.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}
