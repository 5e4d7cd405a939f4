//! The entity tag of a blob.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use http::HeaderValue;

use crate::error::Invalid;
use crate::wire::field::{Text, is_word, printable};

/// An entity tag, as received: it changes with every write to the blob.
///
/// Some replies carry it in quotes and some listings without; two tags are equal if they are so between the quotes,
/// and a tag is sent back as it came.
#[derive(Clone)]
pub struct ETag(Box<str>);

impl ETag {
    /// A tag from text, quoted or not.
    ///
    /// # Errors
    /// If it is empty, longer than 128 bytes, or holds anything but letters, digits, `-`, `_`, `.` and `:` between its
    /// quotes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::decode(text).ok_or_else(|| {
            Invalid::new(
                "ETag",
                text,
                "must be one tag of letters and digits, as a reply gave it",
                "Specifying conditional headers for Blob service operations",
            )
        })
    }

    /// The tag as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn opaque(&self) -> &str {
        self.0
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(&self.0)
    }
}

impl PartialEq for ETag {
    fn eq(&self, other: &Self) -> bool {
        self.opaque() == other.opaque()
    }
}

impl Eq for ETag {}

impl Hash for ETag {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.opaque().hash(state);
    }
}

impl Text for ETag {
    fn encode(&self) -> HeaderValue {
        printable(&self.0)
    }

    fn decode(text: &str) -> Option<Self> {
        let tag = text.strip_prefix("W/").unwrap_or(text);
        let quoted = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        is_word(quoted.unwrap_or(tag)).then(|| Self(text.into()))
    }

    /// Listings carry the tag without its quotes.
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.opaque())
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_do_not_count_in_a_comparison() {
        assert_eq!(ETag::parse("\"0x1\"").unwrap(), ETag::parse("0x1").unwrap());
        assert_ne!(ETag::parse("\"0x1\"").unwrap(), ETag::parse("0x2").unwrap());
        assert_eq!(ETag::parse("\"0x1\"").unwrap().to_string(), "\"0x1\"");
    }
}
