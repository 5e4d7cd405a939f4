//! The settings of an account.

use std::time::Duration;

/// Behaviour that differs between accounts, or that the user configures.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// Whether the old state of a blob is kept as a version when it is written.
    pub(crate) keeps_versions: bool,
    /// Whether an account's copies run one after the other.
    pub(crate) copies_in_turn: bool,
    /// How long the rehydration of a blob from the archive takes.
    pub(crate) rehydration: Duration,
    /// How long the name of a deleted container cannot be used.
    pub(crate) container_deletion: Duration,
}

impl Default for Rules {
    /// Sources: *Blob rehydration from the archive tier* (up to 15 hours), *Delete Container* (at least 30 seconds).
    fn default() -> Self {
        Self {
            keeps_versions: false,
            copies_in_turn: false,
            rehydration: Duration::from_secs(15 * 60 * 60),
            container_deletion: Duration::from_secs(30),
        }
    }
}
