//! All that will happen to one copy, drawn from a seed before it begins.

use std::collections::BTreeMap;
use std::time::Duration;

use blobcopy_proto::job::OnPending;

/// All that will happen to one copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fate {
    /// The seed it was drawn from.
    pub(crate) seed: u64,
    /// Whether the service copies before it answers the start.
    pub(crate) is_within_call: bool,
    /// Whether what the destination holds at the beginning is protected by a snapshot, which is taken then.
    pub(crate) is_protected: bool,
    /// What to do about a pending copy.
    pub(crate) on_pending: OnPending,
    /// Whether the job looks at the destination before its first start.
    pub(crate) look_first: bool,
    /// Tries in all.
    pub(crate) attempts: u32,
    /// How long all may take.
    pub(crate) deadline: Option<Duration>,
    /// When the caller wants the copy to end.
    pub(crate) cancel: Option<Duration>,
    /// When the process dies, so that another goes on from the copy's ticket, if its name is known by then.
    pub(crate) death: Option<Duration>,
    /// The caller's own condition on the destination.
    pub(crate) wish: Wish,
    /// What the destination holds at the beginning.
    pub(crate) before: Before,
    /// How our copy goes.
    pub(crate) plan: Plan,
    /// How the service decides where its reference leaves that open.
    pub(crate) habits: Habits,
    /// How long a request and a reply are under way at most, where nothing happens to them.
    pub(crate) latency: Duration,
    /// From when on the service refuses us, because our SAS has expired.
    pub(crate) sas_ends: Option<Duration>,
    /// Until when the source cannot be read, so that a start is refused.
    pub(crate) source_opens: Option<Duration>,
    /// What happens to our requests, by their number. To the others nothing does.
    pub(crate) trips: BTreeMap<usize, Trip>,
    /// What others do to the destination.
    pub(crate) deeds: Vec<(When, Deed)>,
}

/// The caller's own condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wish {
    /// None.
    Anything,
    /// There is no blob.
    Absent,
    /// The blob is the one that was there at the beginning.
    Same,
    /// The blob is one that never was.
    Else,
    /// The blob is not the one that was there at the beginning.
    Changed,
    /// The blob was modified since so many seconds after the beginning (or before it).
    ModifiedSince(i64),
    /// The blob was not modified since so many seconds after the beginning (or before it).
    UnmodifiedSince(i64),
}

/// What the destination holds at the beginning.
#[derive(Clone, Debug)]
pub(crate) enum Before {
    /// Nothing.
    Absent,
    /// A blob that was never copied to.
    Plain,
    /// A copy that another began so long before.
    Copy {
        /// Whether its source is ours.
        same_source: bool,
        /// How long before.
        age: Duration,
        /// How it goes.
        plan: Plan,
    },
}

/// How a copy goes.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// How long it takes.
    pub(crate) length: Duration,
    /// How it ends.
    pub(crate) end: PlannedEnd,
    /// What it tells of its progress.
    pub(crate) progress: Pace,
}

/// How a copy ends if nobody interferes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PlannedEnd {
    /// Well.
    Success,
    /// The source is changed under way.
    SourceChanged,
    /// The service gives up.
    GivenUp,
}

/// What a copy tells of its progress.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pace {
    /// Nothing.
    Silent,
    /// As much as time has passed.
    Steady,
    /// Little for most of the time.
    Late,
}

/// What the reference leaves open, and what differs between the clocks of the service.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    /// Whether a pending copy is found before a condition is judged.
    pub(crate) pending_first: bool,
    /// Whether an existing blob that should be absent is answered 409 rather than 412.
    pub(crate) existing_is_conflict: bool,
    /// Whether the source is echoed with its signature.
    pub(crate) echoes_signature: bool,
    /// Whether a blob can be deleted under a pending copy.
    pub(crate) deletes_pending: bool,
    /// The wall clock at the beginning, past a whole second.
    pub(crate) past_second: Duration,
    /// How many milliseconds the clock behind `Date` is ahead.
    pub(crate) date_ahead: i64,
    /// How many milliseconds the clock behind `Last-Modified` is ahead.
    pub(crate) storage_ahead: i64,
}

/// What happens to one request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trip {
    /// When it arrives, after it was sent: never, once, or twice.
    pub(crate) arrivals: Vec<Duration>,
    /// What its sender hears.
    pub(crate) hears: Hears,
}

/// What the sender of a request hears.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Hears {
    /// The reply to its first arrival, so long after that.
    Reply(Duration),
    /// The reply to its second arrival, so long after that.
    SecondReply(Duration),
    /// Something else, so long after it was sent.
    Failure(Failure, Duration),
    /// Nothing, for so long.
    Nothing(Duration),
    /// That there is no connection, after so long. It does not arrive.
    NoConnection(Duration),
}

/// What stands in for a reply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Failure {
    /// 500 `InternalError`; possibly after the effect.
    InternalError,
    /// 500 `OperationTimedOut`; possibly after the effect.
    OperationTimedOut,
    /// 503 `ServerBusy`, with seconds to stay away: the request was refused before it was read.
    ServerBusy(Option<u64>),
    /// 408 of something in between; possibly after the effect.
    RequestTimeout,
    /// A page of HTML with this status; possibly after the effect, unless whoever sends it has not passed the request on.
    Page(u16),
}

impl Failure {
    /// Whether it may come although the request had its effect.
    pub(crate) fn may_follow_effect(self) -> bool {
        match self {
            Self::InternalError | Self::OperationTimedOut | Self::RequestTimeout => true,
            Self::ServerBusy(_) | Self::Page(302 | 407) => false,
            Self::Page(_) => true,
        }
    }
}

/// When another does something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum When {
    /// So long after the beginning.
    At(Duration),
    /// So long after our request of this number first arrived.
    After(usize, Duration),
}

/// What another does to the destination.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Copies into it, unless a copy is pending.
    Copy {
        /// Whether from our source.
        same_source: bool,
        /// Whether a pending copy is aborted first.
        aborts: bool,
        /// How that copy goes.
        plan: Plan,
    },
    /// Aborts what is pending.
    Abort,
    /// Deletes it.
    Delete,
    /// Writes over it, unless a copy is pending.
    Overwrite,
    /// Takes an infinite lease on it, unless a copy is pending.
    Lease,
    /// Gives the lease back.
    Release,
}
