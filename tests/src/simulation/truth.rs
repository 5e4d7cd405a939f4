//! The true state of the copies and the destination.

use std::time::Duration;

use blobcopy_proto::{CopyStatus, ETag, Progress};

use crate::simulation::fate::{Pace, Plan};

/// The actions of other clients that had an effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Done {
    /// Started a copy.
    Copied,
    /// Deleted the destination.
    Deleted,
    /// Overwrote the destination.
    Overwrote,
}

/// A time of the run in microseconds, which may be before its beginning.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) struct BlobRevision(pub i64);

impl BlobRevision {
    /// A time this long after the beginning.
    pub(crate) fn of(since: Duration) -> Self {
        Self(since.as_micros() as i64)
    }
}

/// The true state of one copy.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    /// Its initiator.
    pub(crate) by: By,
    /// Whether its source is the job's source.
    pub(crate) same_source: bool,
    /// When it started.
    pub(crate) begun: BlobRevision,
    /// Its status.
    pub(crate) status: CopyStatus,
    /// When it ended.
    pub(crate) ended: Option<BlobRevision>,
    /// Whether the destination was deleted while it was pending.
    pub(crate) is_destroyed: bool,
    pub(crate) plan: Plan,
}

/// The initiator of a copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum By {
    /// The job's request with this number, at this arrival.
    Us(usize, usize),
    /// The copy that restores the destination's former content.
    Restoration,
    /// Another client.
    Another,
}

/// The content of the destination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Content {
    /// The content at the beginning, which may be no blob.
    Old,
    /// No content: there is no blob, or the empty one of a copy that is pending or did not succeed.
    Nothing,
    /// The content of this copy.
    Copied(usize),
    /// The content that another client wrote.
    Others,
}

/// The destination at one time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sight {
    /// Its ETag, if there is a blob.
    pub(crate) etag: Option<ETag>,
    /// Its content.
    pub(crate) content: Content,
    /// The last copy into it, unless it was written since.
    pub(crate) copy: Option<usize>,
    /// Whether that copy is pending.
    pub(crate) is_pending: bool,
}

impl Copy {
    /// Whether the job started the copy.
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
