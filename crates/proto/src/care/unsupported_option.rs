//! An option that cannot be kept.

use std::fmt;

use crate::error_kind::ErrorKind;

/// An option of a copy that cannot be kept for this source or destination. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedOption {
    /// The option, by its name in Rust.
    pub option: &'static str,
    /// Why it cannot be kept.
    pub reason: &'static str,
    /// What to do instead.
    pub alternative: &'static str,
    /// What the caller can do, in the one vocabulary for it.
    pub kind: ErrorKind,
}

impl UnsupportedOption {
    /// The destination changed between the look at it and its snapshot.
    pub fn changed_meanwhile() -> Self {
        Self::conflict(
            "protect",
            "the destination changed while it was looked at",
            "try again once nobody else writes to it",
        )
    }

    /// The destination's container keeps its blobs from being changed.
    pub fn immutable_container() -> Self {
        Self::conflict(
            "protect",
            "a policy or a legal hold of its container keeps the destination from being changed",
            "copy to another name",
        )
    }

    /// What was asked for does not go together, wherever it is asked.
    pub(crate) fn invalid(
        option: &'static str,
        reason: &'static str,
        alternative: &'static str,
    ) -> Self {
        Self {
            option,
            reason,
            alternative,
            kind: ErrorKind::Invalid,
        }
    }

    /// Source or destination are in a state that it does not go with.
    pub(crate) fn conflict(
        option: &'static str,
        reason: &'static str,
        alternative: &'static str,
    ) -> Self {
        Self {
            kind: ErrorKind::Conflict,
            ..Self::invalid(option, reason, alternative)
        }
    }
}

impl fmt::Display for UnsupportedOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot be kept: {}; {}",
            self.option, self.reason, self.alternative
        )
    }
}

impl std::error::Error for UnsupportedOption {}
