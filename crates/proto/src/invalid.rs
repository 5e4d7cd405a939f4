//! Values that break a rule: [`Invalid`] comes from the caller, [`Malformed`] from the other side.

use std::borrow::Cow;
use std::fmt;

use crate::redact;

/// A value from the caller that cannot be sent. It is refused when it is created.
///
/// ```
/// use blobcopy_proto::BlobUrl;
///
/// let text = "https://acct.blob.core.windows.net/backups/db.vhd?sv=2025-11-05&sig=c2ln";
/// let invalid = BlobUrl::parse(text).unwrap_err();
/// assert_eq!(invalid.subject, "blob URL");
/// assert!(!invalid.to_string().contains("sig="));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// What kind of value it is, such as `copy source`.
    pub subject: &'static str,
    /// The value, shortened and without secrets.
    pub value: String,
    /// The rule that it breaks, and the remedy.
    pub rule: Cow<'static, str>,
    /// The page of the REST reference that states the rule.
    pub page: &'static str,
}

impl Invalid {
    pub(crate) fn new(
        subject: &'static str,
        value: &str,
        rule: impl Into<Cow<'static, str>>,
        page: &'static str,
    ) -> Self {
        Self {
            subject,
            value: redact::argument(value),
            rule: rule.into(),
            page,
        }
    }

    /// The value and the rule that it breaks, in one sentence.
    pub fn broken_rule(&self) -> String {
        let Self {
            subject,
            value,
            rule,
            ..
        } = self;
        format!("{subject} `{value}` {rule}")
    }

    /// Where the rules are.
    pub fn remedy(&self) -> String {
        format!("see *{}* in the REST reference", self.page)
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.broken_rule(), self.remedy())
    }
}

impl std::error::Error for Invalid {}

/// A value from the other side that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {
    /// The name of the header or element.
    pub subject: String,
    /// Its content, shortened and without secrets; `None` if it is missing.
    pub found: Option<String>,
}

impl Malformed {
    pub(crate) fn missing(subject: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            found: None,
        }
    }

    pub(crate) fn unreadable(subject: &str, found: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            found: Some(redact::argument(found)),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            None => write!(
                f,
                "the response lacks `{}`, which the Blob service always sends",
                self.subject
            ),
            Some(found) => write!(
                f,
                "`{}` in the response cannot be read: `{found}`",
                self.subject
            ),
        }
    }
}

impl std::error::Error for Malformed {}
