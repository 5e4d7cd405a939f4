//! Whether a condition is met by what is there.
//!
//! Source: *Specifying conditional headers for Blob service operations*, REST reference.

use blobcopy_proto::{Conditions, ETag, HttpDate, TagMatch};

/// What conditions are judged by.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) etag: Option<&'a ETag>,
    pub(crate) last_modified: Option<HttpDate>,
}

/// Whether `conditions` are met by `seen`, or by there being nothing.
///
/// Of a pair the tag decides. A condition on the date says nothing about what is not there.
pub(crate) fn is_met(conditions: &Conditions, seen: Option<Seen<'_>>) -> bool {
    let Some(seen) = seen else {
        return !matches!(conditions, Conditions::IfMatch { .. });
    };
    let matches = |tag: &TagMatch| match tag {
        TagMatch::Any => true,
        TagMatch::Exactly(tag) => seen.etag == Some(tag),
        _ => false,
    };
    let is_modified_since = |date: &HttpDate| seen.last_modified.is_none_or(|at| at > *date);
    match conditions {
        Conditions::None => true,
        Conditions::IfMatch { tag, .. } => matches(tag),
        Conditions::IfNoneMatch { tag, .. } => !matches(tag),
        Conditions::IfModifiedSince(date) => is_modified_since(date),
        Conditions::IfUnmodifiedSince(date) => !is_modified_since(date),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn date(seconds: u64) -> HttpDate {
        HttpDate::new(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap()
    }

    fn tag(text: &str) -> ETag {
        ETag::parse(text).unwrap()
    }

    #[test]
    fn a_tag_decides_and_a_date_counts_from_the_next_second() {
        let etag = tag("\"0x1\"");
        let seen = Some(Seen {
            etag: Some(&etag),
            last_modified: Some(date(100)),
        });
        let any = |wanted| Conditions::IfMatch {
            tag: wanted,
            unmodified_since: Some(date(50)),
        };
        let met = [
            Conditions::None,
            any(TagMatch::Any),
            any(TagMatch::Exactly(tag("0x1"))),
            Conditions::if_none_match(tag("0x2")),
            Conditions::IfModifiedSince(date(99)),
            Conditions::IfUnmodifiedSince(date(100)),
        ];
        let unmet = [
            Conditions::if_match(tag("0x2")),
            Conditions::if_absent(),
            Conditions::if_none_match(tag("0x1")),
            Conditions::IfModifiedSince(date(100)),
            Conditions::IfUnmodifiedSince(date(99)),
        ];
        for conditions in met {
            assert!(is_met(&conditions, seen), "{conditions:?}");
        }
        for conditions in unmet {
            assert!(!is_met(&conditions, seen), "{conditions:?}");
        }
    }

    #[test]
    fn nothing_matches_no_tag() {
        assert!(!is_met(&Conditions::if_match(tag("0x1")), None));
        assert!(is_met(&Conditions::if_absent(), None));
        assert!(is_met(&Conditions::IfUnmodifiedSince(date(1)), None));
    }
}
