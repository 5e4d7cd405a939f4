//! What actually happened in a run, which the properties are checked against.

use std::time::Duration;

use blobcopy_proto::care::Restored;
use blobcopy_proto::job::CopyOutcome;
use blobcopy_proto::{Conditions, CopyId, CopyState};

use crate::simulation::service::Service;
use crate::simulation::truth::Sight;

/// What happened in a run.
#[derive(Debug)]
pub(crate) struct Record {
    /// All requests of the job, in the order of sending.
    pub(crate) requests: Vec<Sent>,
    /// All requests about the protected destination after the end of the job.
    pub(crate) care: Vec<Sent>,
    /// Whether the protected destination held a blob.
    pub(crate) had_blob: bool,
    /// What is reported about the protected destination.
    pub(crate) restored: Option<Restored>,
    /// When the cancellation reached the job.
    pub(crate) cancelled: Option<Duration>,
    /// When and how the job ended.
    pub(crate) end: Option<(Duration, End)>,
    /// The destination at that time.
    pub(crate) sight_at_end: Sight,
    /// The copies of the job that were pending at that time.
    pub(crate) pending_at_end: Vec<usize>,
    /// The final state of the service.
    pub(crate) service: Service,
    /// The caller's own conditions.
    pub(crate) wanted: Conditions,
    /// Errors that the driver itself detected.
    pub(crate) faults: Vec<String>,
    /// The run in words, if requested.
    pub(crate) timeline: Vec<(Duration, String)>,
}

/// How a job ended.
#[derive(Clone, Debug)]
pub(crate) struct End {
    /// The copy that it reports as its own.
    pub(crate) copy_id: Option<CopyId>,
    /// The result that it reports.
    pub(crate) result: Result<CopyState, CopyOutcome>,
}

/// One request.
#[derive(Debug)]
pub(crate) struct Sent {
    /// When it was sent.
    pub(crate) at: Duration,
    /// Its operation.
    pub(crate) ask: Ask,
    /// When it arrived, the destination just before, and the copy that it started.
    pub(crate) arrivals: Vec<Arrival>,
    /// What its sender got, and when.
    pub(crate) heard: Option<(Duration, Heard)>,
    /// The arrival that the sender's reply answers.
    pub(crate) answered: usize,
}

/// The operation of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    /// A start, under these conditions.
    Start(Conditions),
    /// A look at the destination's state.
    Look,
    /// The abort of this copy.
    Abort(CopyId),
    /// The deletion of the snapshot, or of what the job's copy left.
    Delete,
    /// An operation that a copy does not need.
    Nonsense,
}

/// One arrival of a request.
#[derive(Debug)]
pub(crate) struct Arrival {
    /// The time.
    pub(crate) at: Duration,
    /// The destination just before.
    pub(crate) before: Sight,
    /// Whether it met the caller's own conditions.
    pub(crate) meets_wanted: bool,
    /// The copy that was started.
    pub(crate) began: Option<usize>,
    /// Whether it removed the snapshot.
    pub(crate) removed_snapshot: bool,
}

/// What the sender of a request got.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Heard {
    /// The service's reply.
    Reply {
        /// Its status.
        status: u16,
        /// Whether it is a refusal because of the destination's state: a pending copy, or a condition that is not met.
        is_conflict: bool,
    },
    /// A failure in its place.
    Failure {
        /// Its status.
        status: u16,
        /// The value of `Retry-After`.
        retry_after: Option<Duration>,
        /// Whether it shows that the request had no effect.
        is_harmless: bool,
    },
    /// Nothing.
    Nothing,
    /// The request could not be sent.
    NoConnection,
}

impl Sent {
    /// Whether it is a start.
    pub(crate) fn is_start(&self) -> bool {
        matches!(self.ask, Ask::Start(_))
    }

    /// When and how the service itself answered it.
    pub(crate) fn reply(&self) -> Option<(Duration, u16)> {
        match self.heard {
            Some((at, Heard::Reply { status, .. })) => Some((at, status)),
            _ => None,
        }
    }

    /// The arrival that the service's reply answers, if the sender got it.
    pub(crate) fn answering(&self) -> Option<&Arrival> {
        self.reply()?;
        self.arrivals.get(self.answered)
    }

    /// Whether it is a start whose copy may be found although no reply names it.
    pub(crate) fn is_open(&self) -> bool {
        self.is_doubtful() || self.is_start() && self.met_conflict()
    }

    /// Whether it was refused because of the destination's state.
    pub(crate) fn met_conflict(&self) -> bool {
        matches!(
            self.heard,
            Some((
                _,
                Heard::Reply {
                    is_conflict: true,
                    ..
                }
            ))
        )
    }

    /// Whether it is a start and the sender cannot know if it had an effect.
    pub(crate) fn is_doubtful(&self) -> bool {
        let unknown = match self.heard {
            None | Some((_, Heard::Nothing)) => true,
            Some((_, Heard::Failure { is_harmless, .. })) => !is_harmless,
            Some((_, Heard::Reply { .. } | Heard::NoConnection)) => false,
        };
        self.is_start() && unknown
    }
}
