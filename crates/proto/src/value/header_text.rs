//! Text that a header can carry.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::redact;
use crate::wire::field::{Text, printable};

/// Text for a header: visible ASCII and inner spaces, at most 8 KiB.
///
/// The service trims a value before it checks the signature, so text that begins or ends with a space would be
/// refused there for a wrong signature; it is refused here instead.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeaderText(Box<str>);

impl HeaderText {
    /// Text that can be sent.
    ///
    /// # Errors
    /// If it is empty, too long, holds anything but visible ASCII and spaces, or begins or ends with a space.
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

    /// The text with `…` in place of any signature that a server may have quoted in it.
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

    /// Takes whatever a header held: what a server says is kept even where we would not send it.
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
