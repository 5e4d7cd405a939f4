//! What happened in a run, as it truly was: what the properties are checked against.

use std::time::Duration;

use blobcopy_proto::job::CopyOutcome;
use blobcopy_proto::{Conditions, CopyId, CopyState};

use crate::simulation::service::Service;
use crate::simulation::truth::Sight;

/// What happened in a run.
#[derive(Debug)]
pub(crate) struct Record {
    /// Every request, in the order of sending.
    pub(crate) requests: Vec<Sent>,
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
    /// Trouble in its place.
    Trouble {
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
            Some((_, Heard::Trouble { is_harmless, .. })) => !is_harmless,
            Some((_, Heard::Reply { .. } | Heard::NoConnection)) => false,
        };
        self.is_start() && unknown
    }
}
