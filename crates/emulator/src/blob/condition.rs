//! Whether a blob meets the conditions of a request.
//!
//! Source: *Specifying conditional headers for Blob service operations*, REST reference.

use blobcopy_proto::{Conditions, ETag, HttpDate, ReadConditions, TagMatch};

/// The properties that conditions compare.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) etag: Option<&'a ETag>,
    pub(crate) last_modified: Option<HttpDate>,
}

/// Whether `conditions` are met by `seen`, or by a missing blob.
pub(crate) fn is_met(conditions: &Conditions, seen: Option<Seen<'_>>) -> bool {
    match seen {
        Some(seen) => conditions.is_met_by(seen.etag, seen.last_modified),
        None => conditions.is_met_by_absence(),
    }
}

/// The result of checking the conditions of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Allowed,
    NotModified,
    ConditionNotMet,
}

/// Checks the conditions of a read of the blob `seen`.
pub(crate) fn reading(conditions: &ReadConditions, seen: Seen<'_>) -> Reading {
    let matches = |tags: &[TagMatch]| tags.iter().any(|tag| tag.is_met_by(seen.etag));
    let is_modified_since = |date| is_met(&Conditions::IfModifiedSince(date), Some(seen));
    let is_matched = conditions.if_match.is_empty() || matches(&conditions.if_match);
    if !is_matched || conditions.unmodified_since.is_some_and(is_modified_since) {
        return Reading::ConditionNotMet;
    }
    let is_new = !conditions.if_none_match.is_empty() && !matches(&conditions.if_none_match);
    let is_modified = conditions.modified_since.is_some_and(is_modified_since);
    let is_unconditional =
        conditions.if_none_match.is_empty() && conditions.modified_since.is_none();
    match is_unconditional || is_new || is_modified {
        true => Reading::Allowed,
        false => Reading::NotModified,
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
    fn a_read_needs_all_groups_of_conditions_and_of_the_last_group_one() {
        let etag = tag("\"0x1\"");
        let seen = Seen {
            etag: Some(&etag),
            last_modified: Some(date(100)),
        };
        let (own, other) = (TagMatch::Exactly(tag("0x1")), TagMatch::Exactly(tag("0x2")));
        let read = |if_match: &[&TagMatch], if_none_match: &[&TagMatch], modified, unmodified| {
            let tags = |tags: &[&TagMatch]| tags.iter().map(|tag| (*tag).clone()).collect();
            let mut conditions = ReadConditions::default();
            conditions.if_match = tags(if_match);
            conditions.if_none_match = tags(if_none_match);
            conditions.modified_since = modified;
            conditions.unmodified_since = unmodified;
            reading(&conditions, seen)
        };
        use Reading::*;
        assert_eq!(read(&[&other, &own], &[], None, None), Allowed);
        assert_eq!(read(&[&other], &[], None, None), ConditionNotMet);
        assert_eq!(read(&[&own], &[], None, Some(date(99))), ConditionNotMet);
        assert_eq!(read(&[], &[&other, &own], None, None), NotModified);
        assert_eq!(read(&[], &[&own], Some(date(99)), None), Allowed);
        assert_eq!(read(&[], &[&own], Some(date(100)), None), NotModified);
        assert_eq!(read(&[&own], &[&own], None, Some(date(100))), NotModified);
        assert_eq!(read(&[], &[], None, Some(date(100))), Allowed);
    }

    #[test]
    fn nothing_matches_no_tag() {
        assert!(!is_met(&Conditions::if_match(tag("0x1")), None));
        assert!(is_met(&Conditions::if_absent(), None));
        assert!(is_met(&Conditions::IfUnmodifiedSince(date(1)), None));
    }
}
