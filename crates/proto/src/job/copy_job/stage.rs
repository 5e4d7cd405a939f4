//! How far a job has come: before the copy's name is known, and after.

use std::mem;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;

use crate::error::Error;
use crate::job::{FinishedCopy, Start};
use crate::value::{Conditions, CopyId, CopyState, LeaseId, SourceUrl};

/// How far a job has come. What it takes to begin a copy is let go of once the copy is known, because a copy may be
/// pending for weeks, and with it many others.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a job is in the larger one for nearly all of its life"
)]
pub(super) enum Stage {
    NewCopy(Box<NewCopy>),
    KnownCopy(KnownCopy),
}

/// What it takes to begin a copy.
#[derive(Clone, Debug)]
pub(super) struct NewCopy {
    pub(super) start: Start,
    /// The start's request, which was made to see that it can be, until it is sent.
    pub(super) ready: Option<Request<Bytes>>,
    /// Whether the source's URL was made for this job, so that a copy which has it is ours.
    pub(super) has_own_source: bool,
    /// When the first start was sent whose copy may be found at the destination.
    pub(super) claims_since: Option<Instant>,
    /// When the last start was answered or given up, if one was sent.
    pub(super) last_start: Option<Instant>,
    /// Whether a start may have had an effect that no reply reported.
    pub(super) is_in_doubt: bool,
    /// The refusal that an earlier delivery of the start may have caused, until the destination was looked at.
    pub(super) conflict: Option<Conflict>,
    /// The condition of the next start, where it is narrower than the caller's.
    pub(super) pin: Option<Conditions>,
    /// The pending copy that holds the destination and is not ours.
    pub(super) other: Option<ForeignCopy>,
    /// The last copy seen there that is not ours, and never will be.
    pub(super) stranger: Option<CopyId>,
    /// Starts that failed in a row.
    pub(super) starts: u32,
    /// Copies of others that were aborted to make room.
    pub(super) others_aborted: u32,
}

/// A refusal that an earlier delivery of the same start may have caused.
#[derive(Clone, Debug)]
pub(super) struct Conflict {
    pub(super) refusal: Box<Error>,
    /// Whether it ends the job where the copy at the destination is not ours.
    pub(super) is_final: bool,
}

#[derive(Clone, Debug)]
pub(super) struct ForeignCopy {
    pub(super) copy: CopyState,
    /// The refusal of the start by which it was noticed.
    pub(super) refusal: Option<Box<Error>>,
    pub(super) since: Instant,
}

/// A copy whose name is known.
#[derive(Clone, Debug)]
pub(super) struct KnownCopy {
    pub(super) id: CopyId,
    pub(super) since: Instant,
    /// Whether it has been known since it began.
    pub(super) is_whole: bool,
    pub(super) last: Option<CopyState>,
    /// How long after `since` it was last seen to be pending.
    pub(super) seen_pending: Duration,
    /// What is copied, if this job started it.
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
            stranger: None,
            starts: 0,
            others_aborted: 0,
        }
    }

    /// Notes that a start was sent then, and was answered or given up now.
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

    /// Keeps of the start what a known copy still needs.
    fn take_over(&mut self, start: Start) {
        self.is_within_call = matches!(start, Start::WithinCall(_));
        let (source, lease_id) = match start {
            Start::Background(start) => (start.source, start.options.lease_id),
            Start::WithinCall(start) => (start.source, start.options.lease_id),
        };
        self.source = Some(source);
        self.lease_id = lease_id;
    }

    /// What a copy teaches that succeeded so long after it was known first; nothing if it was not seen from its
    /// beginning, or never seen pending.
    pub(super) fn finished_copy(&self, elapsed: Duration) -> Option<FinishedCopy> {
        // It ended between the last two answers; the middle is wrong by as little on either side.
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

    /// The copy, whose name is known from now on if it was not before.
    pub(super) fn know(&mut self, id: &CopyId, now: Instant, is_whole: bool) -> &mut KnownCopy {
        if let Self::NewCopy(_) = self {
            let known = Self::KnownCopy(KnownCopy::new(id.clone(), now));
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
