//! Conditional headers, in the combinations that the service accepts.

use http::{HeaderMap, HeaderName};

use crate::invalid::{Invalid, Malformed};
use crate::value::{ETag, HttpDate};
use crate::wire::field::Field;

/// A condition on the state of a blob.
///
/// It is one condition, or a condition on the ETag with its matching date condition. The service answers any other
/// combination with `MultipleConditionHeadersNotSupported`, so it cannot be created. If both are given, the ETag
/// decides. Source: *Specifying conditional headers for Blob service operations*, REST reference.
///
/// ```
/// use blobcopy_proto::{Conditions, ETag};
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let only_if_new = Conditions::if_absent();
/// let only_if_unchanged = Conditions::if_match(ETag::parse("\"0x8DE2A3F0C1B2A30\"")?);
/// # assert_ne!(only_if_new, only_if_unchanged);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conditions {
    /// No condition.
    #[default]
    None,
    /// The blob exists and has this ETag.
    IfMatch {
        /// The ETag, or any.
        tag: TagMatch,
        /// Additionally: the blob has not been modified since this time.
        unmodified_since: Option<HttpDate>,
    },
    /// The blob does not exist, or has another ETag.
    IfNoneMatch {
        /// The ETag, or any.
        tag: TagMatch,
        /// Additionally: the blob has been modified since this time.
        modified_since: Option<HttpDate>,
    },
    /// The blob has been modified since this time.
    IfModifiedSince(HttpDate),
    /// The blob has not been modified since this time.
    IfUnmodifiedSince(HttpDate),
}

/// The ETags that a condition matches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagMatch {
    /// `*`: matches every existing blob.
    Any,
    /// Matches this ETag only.
    Exactly(ETag),
}

impl TagMatch {
    /// Parses `*` or an ETag.
    ///
    /// # Errors
    /// If it is neither.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text == "*" {
            return Ok(Self::Any);
        }
        ETag::parse(text).map(Self::Exactly)
    }

    /// Whether a blob with this ETag meets it.
    pub fn is_met_by(&self, etag: Option<&ETag>) -> bool {
        match self {
            Self::Any => true,
            Self::Exactly(tag) => etag == Some(tag),
        }
    }
}

impl Conditions {
    /// Combines conditions on the ETag and on the date.
    ///
    /// # Errors
    /// If the service does not accept the combination.
    pub fn new(
        if_match: Option<TagMatch>,
        if_none_match: Option<TagMatch>,
        modified_since: Option<HttpDate>,
        unmodified_since: Option<HttpDate>,
    ) -> Result<Self, Invalid> {
        Self::together(if_match, if_none_match, modified_since, unmodified_since).ok_or_else(|| {
            Invalid::new(
                "conditions",
                "",
                "must be one condition, or one on the ETag with one on a date: `if match` with `if unmodified \
                 since`, or `if none match` with `if modified since`",
                "Specifying conditional headers for Blob service operations",
            )
        })
    }

    fn together(
        if_match: Option<TagMatch>,
        if_none_match: Option<TagMatch>,
        modified_since: Option<HttpDate>,
        unmodified_since: Option<HttpDate>,
    ) -> Option<Self> {
        match (if_match, if_none_match, modified_since, unmodified_since) {
            (None, None, None, None) => Some(Self::None),
            (Some(tag), None, None, unmodified_since) => Some(Self::IfMatch {
                tag,
                unmodified_since,
            }),
            (None, Some(tag), modified_since, None) => Some(Self::IfNoneMatch {
                tag,
                modified_since,
            }),
            (None, None, Some(date), None) => Some(Self::IfModifiedSince(date)),
            (None, None, None, Some(date)) => Some(Self::IfUnmodifiedSince(date)),
            _ => None,
        }
    }

    /// Whether a blob with this ETag and this date of its last change meets them. Of an ETag and a date, the ETag decides.
    pub fn is_met_by(&self, etag: Option<&ETag>, last_modified: Option<HttpDate>) -> bool {
        // Without a date of its last change, a blob counts as changed.
        let is_modified_since = |date: &HttpDate| last_modified.is_none_or(|at| at > *date);
        match self {
            Self::None => true,
            Self::IfMatch { tag, .. } => tag.is_met_by(etag),
            Self::IfNoneMatch { tag, .. } => !tag.is_met_by(etag),
            Self::IfModifiedSince(date) => is_modified_since(date),
            Self::IfUnmodifiedSince(date) => !is_modified_since(date),
        }
    }

    /// Whether they are met if the blob does not exist.
    pub fn is_met_by_absence(&self) -> bool {
        !matches!(self, Self::IfMatch { .. })
    }

    /// The blob must not exist.
    pub fn if_absent() -> Self {
        Self::IfNoneMatch {
            tag: TagMatch::Any,
            modified_since: None,
        }
    }

    /// The blob must have this ETag.
    pub fn if_match(tag: ETag) -> Self {
        Self::IfMatch {
            tag: TagMatch::Exactly(tag),
            unmodified_since: None,
        }
    }

    /// The blob must not have this ETag.
    pub fn if_none_match(tag: ETag) -> Self {
        Self::IfNoneMatch {
            tag: TagMatch::Exactly(tag),
            modified_since: None,
        }
    }
}

/// The names of the four headers: of the conditions on the blob, or of those on the source of a copy.
pub struct ConditionNames {
    pub(crate) if_match: HeaderName,
    pub(crate) if_none_match: HeaderName,
    pub(crate) if_modified_since: HeaderName,
    pub(crate) if_unmodified_since: HeaderName,
}

impl Field for Conditions {
    type Name = ConditionNames;

    fn write(&self, names: &ConditionNames, headers: &mut HeaderMap) {
        match self {
            Self::None => {}
            Self::IfMatch {
                tag,
                unmodified_since,
            } => {
                tag.write(&names.if_match, headers);
                unmodified_since.write(&names.if_unmodified_since, headers);
            }
            Self::IfNoneMatch {
                tag,
                modified_since,
            } => {
                tag.write(&names.if_none_match, headers);
                modified_since.write(&names.if_modified_since, headers);
            }
            Self::IfModifiedSince(date) => date.write(&names.if_modified_since, headers),
            Self::IfUnmodifiedSince(date) => date.write(&names.if_unmodified_since, headers),
        }
    }

    fn read(names: &ConditionNames, headers: &HeaderMap) -> Result<Self, Malformed> {
        let if_match = Option::<TagMatch>::read(&names.if_match, headers)?;
        let if_none_match = Option::<TagMatch>::read(&names.if_none_match, headers)?;
        let modified_since = Option::<HttpDate>::read(&names.if_modified_since, headers)?;
        let unmodified_since = Option::<HttpDate>::read(&names.if_unmodified_since, headers)?;
        Self::together(if_match, if_none_match, modified_since, unmodified_since)
            .ok_or_else(|| Malformed::unreadable(names.if_match.as_str(), Self::TOO_MANY))
    }

    fn is_set(&self) -> bool {
        *self != Self::None
    }

    fn label(names: &'static ConditionNames) -> &'static str {
        names.if_match.as_str()
    }
}

impl Conditions {
    /// The value that the error names for a combination that the service does not accept.
    pub(crate) const TOO_MANY: &'static str = "more conditions than go together";
}

impl crate::wire::field::Text for TagMatch {
    fn encode(&self) -> http::HeaderValue {
        match self {
            Self::Any => http::HeaderValue::from_static("*"),
            Self::Exactly(tag) => tag.encode(),
        }
    }

    /// Occurs only in requests, so the text comes from a user.
    fn decode(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_goes_together_can_be_made() {
        let tag = || TagMatch::parse("\"0x1\"").ok();
        let date = || HttpDate::new(std::time::SystemTime::UNIX_EPOCH).ok();
        assert_eq!(
            Conditions::new(None, None, None, None),
            Ok(Conditions::None)
        );
        assert_eq!(
            Conditions::new(None, Some(TagMatch::Any), None, None),
            Ok(Conditions::if_absent())
        );
        assert!(Conditions::new(tag(), None, None, date()).is_ok());
        assert!(Conditions::new(None, tag(), date(), None).is_ok());
        assert!(Conditions::new(tag(), tag(), None, None).is_err());
        assert!(Conditions::new(tag(), None, date(), None).is_err());
        assert!(Conditions::new(None, None, date(), date()).is_err());
    }
}
