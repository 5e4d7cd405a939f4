//! What can be chosen about an account beside its name.

use std::time::Duration;

/// How an account behaves where accounts, or wishes, differ.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// Whether the old state of a blob is kept when it is written.
    pub(crate) keeps_versions: bool,
    /// Whether an account's copies wait for one another.
    pub(crate) copies_in_turn: bool,
    /// How long a blob takes to come out of the archive.
    pub(crate) rehydration: Duration,
    /// How long the name of a deleted container stays taken.
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
