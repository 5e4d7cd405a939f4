//! What the care for a copy came to.

use std::fmt;
use std::sync::Arc;

use blobcopy_proto::HeaderText;
use blobcopy_proto::care::Verified;

use crate::error::Error;

/// What the care for a copy came to, once the copy has ended.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Findings {
    /// What the comparison with the source proves, if it was asked for.
    pub verified: Option<Verified>,
    /// What became of what the destination held, if that was to be protected by a snapshot.
    pub protection: Option<Protection>,
}

/// What became of what the destination held before the copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Protection {
    /// It is untouched: no copy was started.
    Untouched,
    /// The copy succeeded and took its place.
    Replaced,
    /// The copy failed or was aborted, and it was put back; where there was no blob, there is none again.
    PutBack,
    /// It is in this snapshot of the destination.
    InSnapshot {
        /// The snapshot's name, which is a time.
        snapshot: HeaderText,
        /// Why it could not be put back or the snapshot not be removed, if that was tried.
        trouble: Option<Arc<Error>>,
    },
    /// There was no blob, and what the copy left could not be removed.
    Leftover {
        /// Why.
        trouble: Arc<Error>,
    },
}

impl Protection {
    pub(crate) fn in_snapshot(snapshot: &HeaderText, trouble: Option<Error>) -> Self {
        Self::InSnapshot {
            snapshot: snapshot.clone(),
            trouble: trouble.map(Arc::new),
        }
    }

    pub(crate) fn leftover(trouble: Error) -> Self {
        Self::Leftover {
            trouble: Arc::new(trouble),
        }
    }

    /// The snapshot that holds it.
    pub fn snapshot(&self) -> Option<&HeaderText> {
        match self {
            Self::InSnapshot { snapshot, .. } => Some(snapshot),
            _ => None,
        }
    }
}

impl fmt::Display for Protection {
    /// What is said of the destination.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untouched => f.write_str("the destination is as it was"),
            Self::Replaced => f.write_str("the copy took the place of what was there"),
            Self::PutBack => f.write_str("what was there before was put back"),
            Self::InSnapshot { snapshot, .. } => {
                write!(f, "what was there before is in its snapshot {snapshot}")
            }
            Self::Leftover { .. } => f.write_str("it left an empty blob"),
        }
    }
}
