//! What is true of the copies and the destination, whatever anybody says.

use std::time::Duration;

use blobcopy_proto::{CopyStatus, ETag, Progress};

use crate::simulation::fate::{Pace, Plan};

/// What others did with effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Done {
    /// Began a copy.
    Copied,
    /// Deleted the destination.
    Deleted,
    /// Wrote over it.
    Overwrote,
}

/// A time of the run, which may lie before its beginning: microseconds.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) struct BlobRevision(pub i64);

impl BlobRevision {
    /// So long after the beginning.
    pub(crate) fn of(since: Duration) -> Self {
        Self(since.as_micros() as i64)
    }
}

/// One copy, as it truly is.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    /// Who began it.
    pub(crate) by: By,
    /// Whether its source is ours.
    pub(crate) same_source: bool,
    /// When it began.
    pub(crate) begun: BlobRevision,
    /// How it stands.
    pub(crate) status: CopyStatus,
    /// When it ended.
    pub(crate) ended: Option<BlobRevision>,
    /// Whether the destination was deleted under it.
    pub(crate) is_destroyed: bool,
    pub(crate) plan: Plan,
}

/// Who began a copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum By {
    /// Our request of this number, at this arrival.
    Us(usize, usize),
    /// Our copy that puts back what the destination held.
    Restoration,
    /// Another.
    Another,
}

/// What the destination holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Content {
    /// What it held at the beginning, which may be no blob.
    Old,
    /// Nothing: there is no blob, or the empty one of a copy that is pending or did not succeed.
    Nothing,
    /// What this copy brought.
    Copied(usize),
    /// What another wrote.
    Others,
}

/// The destination at one moment, as a checker needs it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sight {
    /// Its tag, if there is a blob.
    pub(crate) etag: Option<ETag>,
    /// What it holds.
    pub(crate) content: Content,
    /// The last copy into it, if nothing was written since.
    pub(crate) copy: Option<usize>,
    /// Whether that one is pending.
    pub(crate) is_pending: bool,
}

impl Copy {
    /// Whether we began it.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self.by, By::Us(..))
    }

    pub(crate) fn progress(&self, now: Duration) -> Option<Progress> {
        let total = 1_000_000_u64;
        let length = self.plan.length.as_micros().max(1) as f64;
        let share = ((BlobRevision::of(now).0 - self.begun.0) as f64 / length).clamp(0.0, 1.0);
        let copied = match (self.plan.progress, &self.status) {
            (Pace::Silent, _) => return None,
            (_, CopyStatus::Success) => total,
            (Pace::Steady, _) => (total as f64 * share) as u64,
            (Pace::Late, _) => (total as f64 * share.powi(8)) as u64,
        };
        Some(Progress::new(copied, total))
    }
}
