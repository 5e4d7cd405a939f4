//! The id of a lease, which authorizes writes under that lease.

use std::fmt;
use std::hash::{Hash, Hasher};

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::wire::field::{Text, printable};

/// The id of a lease: a GUID, in any of the usual formats.
///
/// Two ids are equal if their digits are. Source: *Lease Blob*, REST reference.
#[derive(Clone)]
pub struct LeaseId(Box<str>);

impl LeaseId {
    /// Parses a GUID.
    ///
    /// # Errors
    /// If it does not consist of 32 hexadecimal digits, with or without hyphens, in braces, in parentheses or in
    /// neither.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::decode(text).ok_or_else(|| {
            let rule = "must be a GUID, such as 1f812371-a41d-49e6-b123-f4b542e851c5";
            Invalid::new("lease id", text, rule, "Lease Blob")
        })
    }

    /// The id as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        digits(&self.0).map(|byte| byte.to_ascii_lowercase())
    }
}

fn digits(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_hexdigit)
}

/// The text between the braces or parentheses of a GUID, if it has any.
fn bare(text: &str) -> &str {
    let within = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    within('{', '}')
        .or_else(|| within('(', ')'))
        .unwrap_or(text)
}

impl Text for LeaseId {
    fn encode(&self) -> HeaderValue {
        printable(&self.0)
    }

    fn decode(text: &str) -> Option<Self> {
        let bare = bare(text);
        let hyphens = bare.bytes().enumerate().filter(|(_, byte)| *byte == b'-');
        let hyphens: Vec<usize> = hyphens.map(|(at, _)| at).take(5).collect();
        let well_formed = match bare.len() {
            32 => hyphens.is_empty(),
            36 => hyphens == [8, 13, 18, 23],
            _ => false,
        };
        (well_formed && digits(bare).count() == 32).then(|| Self(text.into()))
    }
}

impl PartialEq for LeaseId {
    fn eq(&self, other: &Self) -> bool {
        self.digits().eq(other.digits())
    }
}

impl Eq for LeaseId {}

impl Hash for LeaseId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digits().for_each(|digit| state.write_u8(digit));
    }
}

impl fmt::Display for LeaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LeaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_guid_is_the_same_id() {
        let id = LeaseId::parse("1f812371-a41d-49e6-b123-f4b542e851c5").unwrap();
        for text in [
            "1F812371-A41D-49E6-B123-F4B542E851C5",
            "1f812371a41d49e6b123f4b542e851c5",
            "{1f812371-a41d-49e6-b123-f4b542e851c5}",
            "(1f812371-a41d-49e6-b123-f4b542e851c5)",
        ] {
            assert_eq!(LeaseId::parse(text).unwrap(), id);
        }
    }

    #[test]
    fn what_is_no_guid_is_refused() {
        for text in [
            "",
            "lease",
            "1f812371-a41d-49e6-b123-f4b542e851c",
            "1f812371a-41d-49e6-b123-f4b542e851c5",
            "{1f812371-a41d-49e6-b123-f4b542e851c5",
            "gf812371-a41d-49e6-b123-f4b542e851c5",
        ] {
            assert!(LeaseId::parse(text).is_err(), "{text}");
        }
    }
}
