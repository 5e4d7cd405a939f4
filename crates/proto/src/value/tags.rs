//! Blob index tags: pairs by which blobs can be found.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderName};

use crate::invalid::{Invalid, Malformed};
use crate::wire::field::{Field, printable};
use crate::wire::target;

const PAGE: &str = "Set Blob Tags";

/// Blob index tags: at most ten pairs, ordered by key. Keys are case-sensitive.
///
/// Source: *Set Blob Tags*, REST reference.
///
/// ```
/// use blobcopy_proto::Tags;
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let mut tags = Tags::new();
/// tags.insert("project", "backup")?;
/// assert_eq!(tags.get("project"), Some("backup"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tags(Vec<(Box<str>, Box<str>)>);

impl Tags {
    /// Maximum number of tags of a blob.
    pub(crate) const MOST: usize = 10;

    /// Maximum lengths of a key and of a value, in characters.
    pub(crate) const LONGEST_KEY: usize = 128;
    pub(crate) const LONGEST_VALUE: usize = 256;

    /// Creates an empty set of tags.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair.
    ///
    /// # Errors
    /// If the key is empty, longer than 128 characters or exists already, if the value is longer than 256 characters,
    /// if either contains anything but ASCII letters, digits, spaces and `+ - . / : = _`, or if there are ten pairs
    /// already.
    pub fn insert(&mut self, key: &str, value: &str) -> Result<(), Invalid> {
        let invalid =
            |subject, text: &str, rule: &'static str| Err(Invalid::new(subject, text, rule, PAGE));
        if key.is_empty() || key.len() > Self::LONGEST_KEY || !key.bytes().all(is_allowed) {
            return invalid("tag key", key, KEY);
        }
        if value.len() > Self::LONGEST_VALUE || !value.bytes().all(is_allowed) {
            return invalid("tag value", value, VALUE);
        }
        if self.0.len() == Self::MOST {
            return invalid("tag key", key, "does not fit: a blob has at most 10 tags");
        }
        match self.0.binary_search_by(|(given, _)| (**given).cmp(key)) {
            Ok(_) => invalid("tag key", key, "is given twice"),
            Err(at) => {
                self.0.insert(at, (key.into(), value.into()));
                Ok(())
            }
        }
    }

    /// The value for a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter()
            .find(|(given, _)| *given == key)
            .map(|(_, value)| value)
    }

    /// Iterates over all pairs.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps pairs from a server, even those that this crate would not send.
    pub(crate) fn kept(mut pairs: Vec<(Box<str>, Box<str>)>) -> Self {
        pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
        pairs.dedup_by(|(a, _), (b, _)| a == b);
        Self(pairs)
    }
}

const KEY: &str = "must have 1 to 128 ASCII letters, digits, spaces, or `+ - . / : = _`";
const VALUE: &str = "must have at most 256 ASCII letters, digits, spaces, or `+ - . / : = _`";

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b' ' | b'+' | b'-' | b'.' | b'/' | b':' | b'=' | b'_')
}

/// A header holds tags in the form of a query. No tags are sent as no header.
impl Field for Tags {
    type Name = HeaderName;

    fn write(&self, name: &HeaderName, headers: &mut HeaderMap) {
        if !self.is_empty() {
            headers.insert(name, printable(&self.to_query()));
        }
    }

    fn read(name: &HeaderName, headers: &HeaderMap) -> Result<Self, Malformed> {
        let Some(text) = Option::<String>::read(name, headers)? else {
            return Ok(Self::new());
        };
        Self::of_query(&text).ok_or_else(|| Malformed::unreadable(name.as_str(), &text))
    }

    fn is_set(&self) -> bool {
        !self.is_empty()
    }

    fn label(name: &'static HeaderName) -> &'static str {
        name.as_str()
    }
}

impl Tags {
    fn to_query(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.iter() {
            if !text.is_empty() {
                text.push('&');
            }
            target::push_encoded(&mut text, key);
            text.push('=');
            target::push_encoded(&mut text, value);
        }
        text
    }

    fn of_query(text: &str) -> Option<Self> {
        let mut tags = Self::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=')?;
            tags.insert(&unform(key)?, &unform(value)?).ok()?;
        }
        Some(tags)
    }
}

/// Decodes a form value, in which some clients encode a space as `+`.
fn unform(text: &str) -> Option<String> {
    let spaced: Cow<'_, str> = if text.contains('+') {
        text.replace('+', " ").into()
    } else {
        text.into()
    };
    target::decode(&spaced).map(Cow::into_owned)
}

impl fmt::Debug for Tags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_would_refuse_is_refused_here() {
        let mut tags = Tags::new();
        for (key, value) in [
            ("", "x"),
            (&*"k".repeat(129), "x"),
            ("k", &*"v".repeat(257)),
            ("k&", "x"),
            ("k", "ü"),
            ("k", "a\nb"),
        ] {
            assert!(tags.insert(key, value).is_err(), "{key:?} {value:?}");
        }
        for number in 0..10 {
            tags.insert(&format!("k{number}"), "").unwrap();
        }
        assert!(tags.insert("k10", "").is_err());
        assert!(tags.insert("k1", "").is_err());
    }

    #[test]
    fn a_header_of_tags_is_written_as_a_query() {
        let mut tags = Tags::new();
        tags.insert("b key", "x+y=z").unwrap();
        tags.insert("a", "").unwrap();
        assert_eq!(tags.to_query(), "a=&b%20key=x%2By%3Dz");
        assert_eq!(Tags::of_query("b+key=x%2By%3Dz&a="), Some(tags));
        assert_eq!(Tags::of_query("a"), None);
    }
}
