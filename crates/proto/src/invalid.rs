//! Values that break a rule: [`Invalid`] is the caller's, [`Malformed`] the other side's.

use std::borrow::Cow;
use std::fmt;

use crate::redact;

/// A value that cannot be sent: the caller's fault, found when the value was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// What the value was meant to be, such as `copy source`.
    pub subject: &'static str,
    /// The value, shortened and without secrets.
    pub value: String,
    /// The rule that it breaks, and what to do instead.
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
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} `{}` {} (see *{}*)",
            self.subject, self.value, self.rule, self.page
        )
    }
}

impl std::error::Error for Invalid {}

/// Something the other side sent that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {
    /// The header or element in question.
    pub subject: String,
    /// What was found there, shortened and without secrets; `None` if it was missing.
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
                "the reply lacks `{}`, which the Blob service always sends",
                self.subject
            ),
            Some(found) => write!(
                f,
                "the reply's `{}` cannot be read: `{found}`",
                self.subject
            ),
        }
    }
}

impl std::error::Error for Malformed {}
