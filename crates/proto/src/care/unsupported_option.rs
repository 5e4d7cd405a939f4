//! An option that a copy does not support.

use std::fmt;

use crate::error_kind::ErrorKind;

/// An option that is not supported with this source or destination. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedOption {
    /// The option, by its name in Rust.
    pub option: &'static str,
    /// Why it is not supported.
    pub reason: &'static str,
    /// The remedy.
    pub alternative: &'static str,
    /// The kind of the error, which says what the caller can do about it.
    pub kind: ErrorKind,
}

impl UnsupportedOption {
    /// The destination changed after its properties were read and before its snapshot was taken.
    pub fn changed_meanwhile() -> Self {
        Self::conflict(
            "protect",
            "the destination changed while its properties were read",
            "try again when nothing else writes to the destination",
        )
    }

    /// The destination's container does not allow its blobs to be changed.
    pub fn immutable_container() -> Self {
        Self::conflict(
            "protect",
            "an immutability policy or a legal hold of its container protects the destination",
            "copy to another name",
        )
    }

    /// The options contradict each other, or are not supported for this kind of source.
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

    /// The source or the destination is in a state that excludes the option.
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
            "`{}` cannot be used: {}; {}",
            self.option, self.reason, self.alternative
        )
    }
}

impl std::error::Error for UnsupportedOption {}
