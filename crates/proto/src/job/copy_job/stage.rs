//! What a job keeps before the copy's id is known, and after.

use std::mem;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;

use crate::error::Error;
use crate::job::{FinishedCopy, Resting, Start};
use crate::value::{Conditions, CopyId, CopyState, LeaseId, SourceUrl};

/// What a job keeps of its copy. What is needed only to start it is dropped once its id is known, because many copies
/// may be pending for weeks at the same time.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a job is in the larger one for nearly all of its life"
)]
pub(super) enum Stage {
    NewCopy(Box<NewCopy>),
    KnownCopy(KnownCopy),
}

/// A copy whose id is not known yet: what is needed to start it, and to recognize it.
#[derive(Clone, Debug)]
pub(super) struct NewCopy {
    pub(super) start: Start,
    /// The start's request, built with the job to check the options, until it is sent.
    pub(super) ready: Option<Request<Bytes>>,
    /// Whether the source's URL was made for this job, so that a copy from that URL is ours.
    pub(super) has_own_source: bool,
    /// When the first start was sent whose copy may be at the destination.
    pub(super) claims_since: Option<Instant>,
    /// When the last start was answered or given up, if one was sent.
    pub(super) last_start: Option<Instant>,
    /// Whether a start may have had an effect that no reply reported.
    pub(super) is_in_doubt: bool,
    /// The refusal that an earlier delivery of the start may have caused, until the destination is looked at.
    pub(super) conflict: Option<Conflict>,
    /// The condition of the next start, in place of the caller's.
    pub(super) pin: Option<Conditions>,
    /// The pending foreign copy that holds the destination.
    pub(super) other: Option<ForeignCopy>,
    /// The last copy seen at the destination that is not ours.
    pub(super) foreign: Option<CopyId>,
    /// Starts that failed in a row.
    pub(super) starts: u32,
    /// Foreign copies for which an abort was sent.
    pub(super) others_aborted: u32,
}

/// A refusal that an earlier delivery of the same start may have caused.
#[derive(Clone, Debug)]
pub(super) struct Conflict {
    pub(super) refusal: Box<Error>,
    /// Whether it ends the job if the copy at the destination is not ours.
    pub(super) is_final: bool,
}

#[derive(Clone, Debug)]
pub(super) struct ForeignCopy {
    pub(super) copy: CopyState,
    /// The refusal of the start by which it was noticed.
    pub(super) refusal: Option<Box<Error>>,
    pub(super) since: Instant,
}

/// A copy whose id is known.
#[derive(Clone, Debug)]
pub(super) struct KnownCopy {
    pub(super) id: CopyId,
    pub(super) since: Instant,
    /// Whether the reply to its start made it known, so that its whole duration is measured.
    pub(super) is_whole: bool,
    pub(super) last: Option<CopyState>,
    /// How long after `since` it was last seen to be pending.
    pub(super) seen_pending: Duration,
    /// The source, if this job started the copy.
    pub(super) source: Option<SourceUrl>,
    /// The lease that the caller holds on the destination.
    pub(super) lease_id: Option<LeaseId>,
    /// Whether the service copied before it answered the start.
    pub(super) is_within_call: bool,
}

impl NewCopy {
    pub(super) fn new(start: Start, ready: Request<Bytes>) -> Self {
        Self {
            start,
            ready: Some(ready),
            has_own_source: false,
            claims_since: None,
            last_start: None,
            is_in_doubt: false,
            conflict: None,
            pin: None,
            other: None,
            foreign: None,
            starts: 0,
            others_aborted: 0,
        }
    }

    /// Records that a start was sent at `sent`, and was answered or given up `now`.
    pub(super) fn note_start(&mut self, sent: Instant, now: Instant) {
        self.claims_since.get_or_insert(sent);
        self.last_start = Some(now);
    }

    /// Whether a copy of ours may be under way that is not known yet.
    pub(super) fn may_have_begun(&self) -> bool {
        self.is_in_doubt || self.conflict.is_some()
    }
}

impl KnownCopy {
    /// A copy that is known from now on.
    pub(super) fn new(id: CopyId, since: Instant) -> Self {
        Self {
            id,
            since,
            is_whole: false,
            last: None,
            seen_pending: Duration::ZERO,
            source: None,
            lease_id: None,
            is_within_call: false,
        }
    }

    /// A copy that was put to rest.
    pub(super) fn woken(resting: Resting) -> Self {
        Self {
            is_whole: resting.is_whole,
            seen_pending: resting.seen_pending,
            ..Self::new(resting.copy_id, resting.since)
        }
    }

    /// What must be kept of the copy to track it again.
    pub(super) fn resting(&self) -> Resting {
        Resting {
            copy_id: self.id.clone(),
            since: self.since,
            seen_pending: self.seen_pending,
            is_whole: self.is_whole,
        }
    }

    /// Keeps the parts of the start that a known copy still needs.
    fn take_over(&mut self, start: Start) {
        self.is_within_call = matches!(start, Start::WithinCall(_));
        let (source, lease_id) = match start {
            Start::Background(start) => (start.source, start.options.lease_id),
            Start::WithinCall(start) => (start.source, start.options.lease_id),
        };
        self.source = Some(source);
        self.lease_id = lease_id;
    }

    /// Size and duration of a copy whose success was seen `elapsed` after it became known. `None` if it was not tracked
    /// from its start, or was never seen pending.
    pub(super) fn finished_copy(&self, elapsed: Duration) -> Option<FinishedCopy> {
        // The copy ended between the last two replies, and their middle has the smallest possible error.
        let took = (self.seen_pending + elapsed) / 2;
        let progress = self.last.as_ref().and_then(|state| state.progress);
        let bytes = progress.map(|progress| progress.total);
        (self.is_whole && !took.is_zero()).then(|| FinishedCopy::new(bytes, took))
    }
}

impl Stage {
    pub(super) fn new_copy(&self) -> Option<&NewCopy> {
        match self {
            Self::NewCopy(new_copy) => Some(new_copy),
            Self::KnownCopy(_) => None,
        }
    }

    pub(super) fn known(&self) -> Option<&KnownCopy> {
        match self {
            Self::NewCopy(_) => None,
            Self::KnownCopy(known) => Some(known),
        }
    }

    /// The known copy. If the id was not known before, it is from now on.
    pub(super) fn know(&mut self, id: &CopyId, now: Instant, is_whole: bool) -> &mut KnownCopy {
        if let Self::NewCopy(_) = self {
            let known = Self::KnownCopy(KnownCopy::new(id.clone(), now));
            // The old stage is taken by value, so that source and lease move over without a clone.
            if let (Self::NewCopy(begun), Self::KnownCopy(known)) =
                (mem::replace(self, known), &mut *self)
            {
                known.is_whole = is_whole;
                known.take_over(begun.start);
            }
        }
        match self {
            Self::KnownCopy(known) => known,
            Self::NewCopy(_) => unreachable!("it was made known just above"),
        }
    }

    pub(super) fn source(&self) -> Option<&SourceUrl> {
        match self {
            Self::NewCopy(new_copy) => Some(new_copy.start.source()),
            Self::KnownCopy(known) => known.source.as_ref(),
        }
    }

    pub(super) fn lease_id(&self) -> Option<&LeaseId> {
        match self {
            Self::NewCopy(new_copy) => new_copy.start.lease_id(),
            Self::KnownCopy(known) => known.lease_id.as_ref(),
        }
    }

    pub(super) fn is_within_call(&self) -> bool {
        match self {
            Self::NewCopy(new_copy) => matches!(new_copy.start, Start::WithinCall(_)),
            Self::KnownCopy(known) => known.is_within_call,
        }
    }
}
