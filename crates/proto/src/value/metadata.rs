//! User metadata: names and values that are stored with a blob.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::invalid::{Invalid, Malformed};
use crate::value::HeaderText;
use crate::wire::cursor::Cursor;
use crate::wire::field::{Field, Text, printable};
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::{element, header};

const PAGE: &str = "Setting and Retrieving Properties and Metadata for Blob Resources";

/// Maximum number of pairs that are kept from a listing: more than fit into 8 KiB, and fewer than a header map can
/// hold.
const MOST: usize = 8 * 1024;

/// Maximum total size of all names and values, in bytes.
pub(crate) const LARGEST: usize = 8 * 1024;

/// User metadata: at most 8 KiB of names that are C# identifiers, and ASCII values, ordered by name.
///
/// Names are compared case-insensitively, and sent in lower case.
///
/// ```
/// use blobcopy_proto::Metadata;
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let mut metadata = Metadata::new();
/// metadata.insert("backup_of", "live/db.vhd")?;
/// assert_eq!(metadata.get("Backup_Of"), Some("live/db.vhd"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Metadata(Vec<(HeaderName, HeaderText)>);

impl Metadata {
    /// Creates empty metadata.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair.
    ///
    /// # Errors
    /// If the name is not an identifier (letters, digits and `_`, not beginning with a digit) or exists already, if the
    /// value is not ASCII text, or if the total size exceeds 8 KiB.
    pub fn insert(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let invalid = |rule: &'static str| Err(Invalid::new("metadata name", name, rule, PAGE));
        if !is_identifier(name) {
            return invalid(
                "must consist of letters, digits and `_`, and must not begin with a digit",
            );
        }
        if self.get(name).is_some() {
            return invalid("is given twice; names that differ only in case are the same");
        }
        if self.size() + name.len() + value.len() > LARGEST {
            return invalid("does not fit: all names and values together may have 8 KiB");
        }
        // A value may be empty, which a `HeaderText` may not.
        let value = if value.is_empty() {
            HeaderText::decode("")
        } else {
            Some(HeaderText::parse(value)?)
        };
        let value = value.expect("decoding keeps any text");
        let Ok(key) = HeaderName::try_from(format!("{}{name}", header::METADATA)) else {
            return invalid("is too long");
        };
        let at = self
            .0
            .partition_point(|(given, _)| given.as_str() < key.as_str());
        self.0.insert(at, (key, value));
        Ok(())
    }

    /// The value for a name, compared case-insensitively.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Iterates over all pairs.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (&key.as_str()[header::METADATA.len()..], value.as_str()))
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads the pairs of an element of a listing.
    pub(crate) fn read_element(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let mut pairs = Vec::new();
        element::children(cursor, |name, text| Self::keep(&mut pairs, name, text))?;
        Ok(Self::ordered(pairs))
    }

    #[cfg(feature = "serve")]
    pub(crate) fn write_elements(&self, out: &mut Markup) {
        for (name, text) in self.iter() {
            out.leaf(name, text);
        }
    }

    /// Adds a pair from a server, even one that this crate would not send. A name that no header can have is omitted.
    fn keep(pairs: &mut Vec<(HeaderName, HeaderText)>, name: &str, text: &str) {
        if pairs.len() == MOST {
            return;
        }
        let key = HeaderName::try_from([header::METADATA, name].concat());
        let value = HeaderText::decode(text.trim()).expect("decoding keeps any text");
        pairs.extend(key.ok().map(|key| (key, value)));
    }

    fn ordered(mut pairs: Vec<(HeaderName, HeaderText)>) -> Self {
        pairs.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        pairs.dedup_by(|(a, _), (b, _)| a == b);
        Self(pairs)
    }

    fn size(&self) -> usize {
        self.iter()
            .map(|(name, value)| name.len() + value.len())
            .sum()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Field for Metadata {
    type Name = ();

    fn write(&self, (): &(), headers: &mut HeaderMap) {
        for (key, value) in &self.0 {
            headers.insert(key.clone(), printable(value));
        }
    }

    /// Reads every pair, ordered by name, even pairs that this crate would not send.
    fn read((): &(), headers: &HeaderMap) -> Result<Self, Malformed> {
        let pairs = headers
            .iter()
            .filter(|(key, _)| {
                key.as_str().len() > header::METADATA.len()
                    && key.as_str().starts_with(header::METADATA)
            })
            .map(|(key, value)| (key.clone(), lossy(value)))
            .collect();
        Ok(Self::ordered(pairs))
    }

    fn is_set(&self) -> bool {
        !self.is_empty()
    }

    fn label((): &()) -> &'static str {
        header::METADATA
    }
}

pub(crate) fn is_identifier(name: &str) -> bool {
    let spelt = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    spelt && !name.is_empty() && !name.as_bytes()[0].is_ascii_digit()
}

fn lossy(value: &HeaderValue) -> HeaderText {
    let text: Cow<'_, str> = String::from_utf8_lossy(value.as_bytes());
    HeaderText::decode(text.trim()).expect("decoding keeps any text")
}

/// The metadata of a copy: all of the source's, or all of the given pairs.
///
/// The service supports nothing else: one given pair replaces all of the source's, and no given pair keeps them. So a
/// copy without metadata is not possible if the source has some. Source: *Copy Blob*, REST reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataChoice {
    /// The source's metadata.
    #[default]
    FromSource,
    /// These pairs instead of the source's; at least one.
    Replace(Metadata),
}

impl MetadataChoice {
    /// These pairs instead of the source's.
    ///
    /// # Errors
    /// If there is no pair, because the service would then keep the source's.
    pub fn replace(metadata: Metadata) -> Result<Self, Invalid> {
        if metadata.is_empty() {
            let rule =
                "must have at least one pair; without metadata, the copy gets that of the source";
            return Err(Invalid::new("metadata", "", rule, "Copy Blob"));
        }
        Ok(Self::Replace(metadata))
    }
}

impl Field for MetadataChoice {
    type Name = ();

    fn write(&self, (): &(), headers: &mut HeaderMap) {
        if let Self::Replace(metadata) = self {
            metadata.write(&(), headers);
        }
    }

    fn read((): &(), headers: &HeaderMap) -> Result<Self, Malformed> {
        let metadata = Metadata::read(&(), headers)?;
        Ok(if metadata.is_empty() {
            Self::FromSource
        } else {
            Self::Replace(metadata)
        })
    }

    fn is_set(&self) -> bool {
        *self != Self::FromSource
    }

    fn label((): &()) -> &'static str {
        header::METADATA
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_service_would_refuse_are_refused_here() {
        let mut metadata = Metadata::new();
        for name in ["", "1a", "a-b", "a b", "ä", "a\n"] {
            assert!(metadata.insert(name, "x").is_err(), "{name:?}");
        }
        metadata.insert("Owner", "me").unwrap();
        assert!(metadata.insert("owner", "you").is_err());
        assert_eq!(metadata.get("OWNER"), Some("me"));
    }

    #[test]
    fn values_that_break_a_signature_are_refused() {
        let mut metadata = Metadata::new();
        for value in [" x", "x ", "x\r\ny", "ü"] {
            assert!(metadata.insert("a", value).is_err(), "{value:?}");
        }
        metadata.insert("a", "").unwrap();
        assert!(metadata.insert("b", &"x".repeat(9000)).is_err());
    }

    #[test]
    fn replacing_by_nothing_is_refused() {
        assert!(MetadataChoice::replace(Metadata::new()).is_err());
    }
}
