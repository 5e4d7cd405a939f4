//! What happened in a run, as it truly was: what the properties are checked against.

use std::time::Duration;

use blobcopy_proto::care::Restored;
use blobcopy_proto::job::CopyOutcome;
use blobcopy_proto::{Conditions, CopyId, CopyState};

use crate::simulation::service::Service;
use crate::simulation::truth::Sight;

/// What happened in a run.
#[derive(Debug)]
pub(crate) struct Record {
    /// Every request of the job, in the order of sending.
    pub(crate) requests: Vec<Sent>,
    /// Every request about the protected destination after the job was over.
    pub(crate) care: Vec<Sent>,
    /// Whether the protected destination held a blob.
    pub(crate) had_blob: bool,
    /// What is said of the protected destination.
    pub(crate) restored: Option<Restored>,
    /// When the caller's wish for the end reached the job.
    pub(crate) cancelled: Option<Duration>,
    /// When the job was over, and how.
    pub(crate) end: Option<(Duration, End)>,
    /// The destination at that time.
    pub(crate) sight_at_end: Sight,
    /// Which copies were ours and pending at that time.
    pub(crate) pending_at_end: Vec<usize>,
    /// The service after all has come to rest.
    pub(crate) service: Service,
    /// The caller's own conditions.
    pub(crate) wanted: Conditions,
    /// What the driver itself found wrong.
    pub(crate) faults: Vec<String>,
    /// The run in words, if it was asked for.
    pub(crate) timeline: Vec<(Duration, String)>,
}

/// How a job ended.
#[derive(Clone, Debug)]
pub(crate) struct End {
    /// The copy that it says was its own.
    pub(crate) copy_id: Option<CopyId>,
    /// What it says became of that.
    pub(crate) result: Result<CopyState, CopyOutcome>,
}

/// One request.
#[derive(Debug)]
pub(crate) struct Sent {
    /// When it was sent.
    pub(crate) at: Duration,
    /// What it asked for.
    pub(crate) ask: Ask,
    /// When it arrived, what the destination was like just before, and which copy it began.
    pub(crate) arrivals: Vec<Arrival>,
    /// What its sender heard, and when.
    pub(crate) heard: Option<(Duration, Heard)>,
    /// Which arrival the reply answers that its sender hears.
    pub(crate) answered: usize,
}

/// What a request asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    /// A start, under these conditions.
    Start(Conditions),
    /// How the destination stands.
    Look,
    /// The end of this copy.
    Abort(CopyId),
    /// The end of the snapshot, or of what our copy left.
    Delete,
    /// Nothing that a copy needs.
    Nonsense,
}

/// One arrival of a request.
#[derive(Debug)]
pub(crate) struct Arrival {
    /// When.
    pub(crate) at: Duration,
    /// The destination just before.
    pub(crate) before: Sight,
    /// Whether it met the caller's own conditions.
    pub(crate) meets_wanted: bool,
    /// The copy that was begun.
    pub(crate) began: Option<usize>,
    /// Whether the snapshot was there before and is not any more.
    pub(crate) removed_snapshot: bool,
}

/// What the sender of a request heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Heard {
    /// The service's reply.
    Reply {
        /// Its status.
        status: u16,
        /// Whether it refuses because of how the destination stands: a pending copy, or a condition that is not met.
        is_conflict: bool,
    },
    /// A failure in its place.
    Failure {
        /// Its status.
        status: u16,
        /// How long to stay away.
        retry_after: Option<Duration>,
        /// Whether it shows that the request had no effect.
        is_harmless: bool,
    },
    /// Nothing.
    Nothing,
    /// That it could not be sent.
    NoConnection,
}

impl Sent {
    /// Whether it is a start.
    pub(crate) fn is_start(&self) -> bool {
        matches!(self.ask, Ask::Start(_))
    }

    /// When it was answered by the service itself, and how.
    pub(crate) fn reply(&self) -> Option<(Duration, u16)> {
        match self.heard {
            Some((at, Heard::Reply { status, .. })) => Some((at, status)),
            _ => None,
        }
    }

    /// The arrival that the service's reply answers, if its sender heard that.
    pub(crate) fn answering(&self) -> Option<&Arrival> {
        self.reply()?;
        self.arrivals.get(self.answered)
    }

    /// Whether it is a start of which a copy may be found, although no reply names it.
    pub(crate) fn is_open(&self) -> bool {
        self.is_doubtful() || self.is_start() && self.met_conflict()
    }

    /// Whether it was refused because of how the destination stands.
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

    /// Whether it is a start of which the sender cannot know if it had an effect.
    pub(crate) fn is_doubtful(&self) -> bool {
        let unknown = match self.heard {
            None | Some((_, Heard::Nothing)) => true,
            Some((_, Heard::Failure { is_harmless, .. })) => !is_harmless,
            Some((_, Heard::Reply { .. } | Heard::NoConnection)) => false,
        };
        self.is_start() && unknown
    }
}
