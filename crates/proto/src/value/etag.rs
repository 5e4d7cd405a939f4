//! The entity tag of a blob.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::wire::field::{Text, is_word, printable};

/// An ETag, as received. It changes with every write to the blob.
///
/// Replies have it in quotes; some listings have it without. Two ETags are equal if the text between the quotes is, and
/// an ETag is sent back exactly as it was received.
///
/// ```
/// use blobcopy_proto::ETag;
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// assert_eq!(ETag::parse("\"0x8DE2A3F0C1B2A30\"")?, ETag::parse("0x8DE2A3F0C1B2A30")?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ETag(Box<str>);

impl ETag {
    /// Parses an ETag, with or without quotes, weak (`W/"…"`) or strong.
    ///
    /// It may come from a source outside Azure, so more is accepted than the Blob service sends: within quotes any
    /// visible ASCII, without quotes the letters of base64 and `-`, `_`, `.` and `:`.
    ///
    /// # Errors
    /// If it is empty, longer than 256 bytes, a list of ETags, or contains anything else.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_tag = match between_quotes(text) {
            Ok(opaque) => opaque
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'"'),
            Err(bare) => !bare.is_empty() && bare.bytes().all(is_of_bare_tag),
        };
        if is_tag && text.len() <= LONGEST {
            return Ok(Self(text.into()));
        }
        Err(Invalid::new(
            "ETag",
            text,
            "must be one ETag as a response contains it",
            "Specifying conditional headers for Blob service operations",
        ))
    }

    /// The ETag as it was received.
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

/// The text between the quotes of an ETag, weak or strong; without quotes, the whole text.
fn between_quotes(text: &str) -> Result<&str, &str> {
    let tag = text.strip_prefix("W/").unwrap_or(text);
    let quoted = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
    quoted.ok_or(tag)
}

/// Whether a byte may be in an ETag without quotes. Not `*` or `,`, which stand for any ETag and separate several.
fn is_of_bare_tag(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.:+/=".contains(&byte)
}

/// Maximum length of an ETag, in bytes.
const LONGEST: usize = 256;

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

    /// Accepts only the characters that the Blob service uses, which exclude signatures and keys.
    fn decode(text: &str) -> Option<Self> {
        let (Ok(tag) | Err(tag)) = between_quotes(text);
        is_word(tag).then(|| Self(text.into()))
    }

    /// Listings have the ETag without its quotes.
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

    #[test]
    fn a_condition_takes_the_tag_of_any_server_and_a_reply_only_the_services() {
        for own in ["\"0x8D9C0DB3DE73AA6\"", "0x8D9C0DB3DE73AA6", "W/\"0x1\""] {
            assert!(ETag::parse(own).is_ok(), "{own}");
            assert!(ETag::decode(own).is_some(), "{own}");
        }
        for foreign in [
            "\"CPDg+/q=\"",
            "W/\"a+b/c=\"",
            "CPDg+/q=",
            "\"a,b\"",
            "\"\"",
        ] {
            assert_eq!(ETag::parse(foreign).unwrap().as_str(), foreign);
            assert!(ETag::decode(foreign).is_none(), "{foreign}");
        }
        let long = "0".repeat(257);
        for none in [
            "",
            "*",
            "W/",
            "a,b",
            "\"a\", \"b\"",
            "\"a",
            "a b",
            "\"a b\"",
            "\"ä\"",
            &long,
        ] {
            assert!(ETag::parse(none).is_err(), "{none}");
            assert!(ETag::decode(none).is_none(), "{none}");
        }
    }
}
