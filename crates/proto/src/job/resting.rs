//! What must be kept of a copy that is only pending, so that its job can be made again.

use std::time::{Duration, Instant};

use crate::value::CopyId;

/// What must be kept of a copy that is only pending. It is much smaller than its [`CopyJob`](crate::job::CopyJob), and
/// the destination is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resting {
    /// The copy's id.
    pub copy_id: CopyId,
    /// When the copy became known.
    pub since: Instant,
    /// How long after `since` the copy was last seen to be pending.
    pub seen_pending: Duration,
    /// Whether the reply to the start made the copy known, so that its whole duration is measured.
    pub is_whole: bool,
}

impl Resting {
    /// A copy that became known at `since`, and of which nothing else is known.
    pub fn new(copy_id: CopyId, since: Instant) -> Self {
        Self {
            copy_id,
            since,
            seen_pending: Duration::ZERO,
            is_whole: false,
        }
    }
}
