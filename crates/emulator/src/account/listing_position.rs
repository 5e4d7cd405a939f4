//! Positions in a listing, where pages end.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::refusal::Refusal;

/// The kinds of blobs that a name lists, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Snapshot,
    Version,
    Base,
}

impl Rank {
    pub(crate) fn next(self) -> Option<Self> {
        match self {
            Self::Snapshot => Some(Self::Version),
            Self::Version => Some(Self::Base),
            Self::Base => None,
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Snapshot => 's',
            Self::Version => 'v',
            Self::Base => 'b',
        }
    }
}

/// A position in a listing: everything before it was already returned.
#[derive(Debug, PartialEq)]
pub(crate) struct ListingPosition {
    pub(crate) name: String,
    pub(crate) rank: Rank,
    pub(crate) moment: String,
}

impl ListingPosition {
    /// The position before everything with this name.
    pub(crate) fn at(name: String) -> Self {
        Self {
            name,
            rank: Rank::Snapshot,
            moment: String::new(),
        }
    }

    /// The position after everything with this name. Names do not contain the character zero, so there is nothing in
    /// between.
    pub(crate) fn after(name: &str) -> Self {
        Self::at(format!("{name}\0"))
    }

    pub(crate) fn marker(&self) -> String {
        let text = format!("{}{}\n{}", self.rank.letter(), self.moment, self.name);
        BASE64_URL_SAFE_NO_PAD.encode(text)
    }

    pub(crate) fn parse(marker: &str) -> Result<Self, Refusal> {
        Self::of_marker(marker).ok_or_else(Refusal::invalid_marker)
    }

    fn of_marker(marker: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(marker).ok()?).ok()?;
        let (head, name) = text.split_once('\n')?;
        let mut chars = head.chars();
        let rank = match chars.next()? {
            's' => Rank::Snapshot,
            'v' => Rank::Version,
            'b' => Rank::Base,
            _ => return None,
        };
        Some(Self {
            name: name.to_owned(),
            rank,
            moment: chars.as_str().to_owned(),
        })
    }
}

/// The first text after all texts with this prefix, or `None`.
pub(crate) fn successor(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        let next = match last {
            '\u{d7ff}' => Some('\u{e000}'),
            last => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            text.push(next);
            return Some(text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_behind_a_prefix_is_behind_all_that_begin_with_it_and_before_all_others() {
        for (prefix, next) in [
            ("a/", Some("a0")),
            ("\u{d7ff}", Some("\u{e000}")),
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}", None),
            ("", None),
        ] {
            assert_eq!(successor(prefix).as_deref(), next, "{prefix:?}");
        }
    }

    #[test]
    fn a_marker_is_read_back_and_other_text_is_none() {
        let place = ListingPosition {
            name: "a b/ü\0".to_owned(),
            rank: Rank::Version,
            moment: "2026-01-01T00:00:00.0000000Z".to_owned(),
        };
        assert_eq!(ListingPosition::of_marker(&place.marker()), Some(place));
        for marker in ["", "name", "a b", "eA", "cw"] {
            assert_eq!(ListingPosition::of_marker(marker), None, "{marker}");
        }
    }
}
