//! All events of one copy, drawn from a seed before it begins.

use std::collections::BTreeMap;
use std::time::Duration;

use blobcopy_proto::job::OnPending;

/// All events of one copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fate {
    /// The seed.
    pub(crate) seed: u64,
    /// Whether the service copies before it answers the start.
    pub(crate) is_within_call: bool,
    /// Whether the destination's content is protected by a snapshot, which is taken at the beginning.
    pub(crate) is_protected: bool,
    /// What to do about a pending copy.
    pub(crate) on_pending: OnPending,
    /// Whether the job looks at the destination before its first start.
    pub(crate) look_first: bool,
    /// Maximum number of attempts.
    pub(crate) attempts: u32,
    /// Time limit of the copy.
    pub(crate) deadline: Option<Duration>,
    /// When the caller cancels the copy.
    pub(crate) cancel: Option<Duration>,
    /// When the process dies. Another process then resumes the copy from its ticket, if its id is known by then.
    pub(crate) death: Option<Duration>,
    /// The caller's own condition on the destination.
    pub(crate) wish: Wish,
    /// What the destination holds at the beginning.
    pub(crate) before: Before,
    /// The course of the job's copy.
    pub(crate) plan: Plan,
    /// How the service decides where its reference is not definite.
    pub(crate) habits: Habits,
    /// Maximum duration of a request or a reply, without faults.
    pub(crate) latency: Duration,
    /// When the service begins to refuse the job's requests, because the SAS has expired.
    pub(crate) sas_ends: Option<Duration>,
    /// Until when the source cannot be read, so that a start is refused.
    pub(crate) source_opens: Option<Duration>,
    /// The faults of the job's requests, by their number. Other requests have none.
    pub(crate) trips: BTreeMap<usize, Trip>,
    /// The actions of other clients at the destination.
    pub(crate) deeds: Vec<(When, Deed)>,
}

/// The caller's own condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wish {
    /// No condition.
    Anything,
    /// The blob does not exist.
    Absent,
    /// The blob is the one at the beginning.
    Same,
    /// The blob is one that never existed.
    Else,
    /// The blob is not the one at the beginning.
    Changed,
    /// The blob was modified since this many seconds after the beginning (negative: before it).
    ModifiedSince(i64),
    /// The blob was not modified since this many seconds after the beginning (negative: before it).
    UnmodifiedSince(i64),
}

/// What the destination holds at the beginning.
#[derive(Clone, Debug)]
pub(crate) enum Before {
    /// Nothing.
    Absent,
    /// A blob without copy properties.
    Plain,
    /// The destination of a copy that another client started before.
    Copy {
        /// Whether its source is the job's source.
        same_source: bool,
        /// How long before the beginning it started.
        age: Duration,
        /// Its course.
        plan: Plan,
    },
}

/// The course of a copy.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Its duration.
    pub(crate) length: Duration,
    /// How it ends.
    pub(crate) end: PlannedEnd,
    /// The progress that it reports.
    pub(crate) progress: Pace,
}

/// How a copy ends without interference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PlannedEnd {
    /// It succeeds.
    Success,
    /// The source is changed while the copy is pending.
    SourceChanged,
    /// The service gives up.
    GivenUp,
}

/// The progress that a copy reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pace {
    /// Nothing.
    Silent,
    /// Proportional to the time.
    Steady,
    /// Little for most of the time.
    Late,
}

/// The decisions that the reference does not define, and the differences between the service's clocks.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    /// Whether a pending copy is detected before a condition is checked.
    pub(crate) pending_first: bool,
    /// Whether the reply is 409 rather than 412 if a blob exists that should not.
    pub(crate) existing_is_conflict: bool,
    /// Whether the copy source in replies contains the signature.
    pub(crate) echoes_signature: bool,
    /// Whether a blob can be deleted while a copy into it is pending.
    pub(crate) deletes_pending: bool,
    /// The fraction of a second of the wall clock at the beginning.
    pub(crate) past_second: Duration,
    /// By how many milliseconds the clock of `Date` is fast.
    pub(crate) date_ahead: i64,
    /// By how many milliseconds the clock of `Last-Modified` is fast.
    pub(crate) storage_ahead: i64,
}

/// The course of one request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trip {
    /// When it arrives, after it was sent: never, once, or twice.
    pub(crate) arrivals: Vec<Duration>,
    /// What its sender gets.
    pub(crate) hears: Hears,
}

/// What the sender of a request gets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Hears {
    /// The reply to its first arrival, this long after it.
    Reply(Duration),
    /// The reply to its second arrival, this long after it.
    SecondReply(Duration),
    /// Something else, so long after it was sent.
    Failure(Failure, Duration),
    /// Nothing, for so long.
    Nothing(Duration),
    /// The error that there is no connection, after this long. The request does not arrive.
    NoConnection(Duration),
}

/// A failure that replaces a reply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Failure {
    /// 500 `InternalError`; possibly after the effect.
    InternalError,
    /// 500 `OperationTimedOut`, possibly after the effect.
    OperationTimedOut,
    /// 503 `ServerBusy`, with the seconds of `Retry-After`. The request was refused on arrival.
    ServerBusy(Option<u64>),
    /// 408 from a server in between, possibly after the effect.
    RequestTimeout,
    /// A page of HTML with this status, possibly after the effect, unless its sender has not forwarded the request.
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

/// When another client acts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum When {
    /// This long after the beginning.
    At(Duration),
    /// This long after the first arrival of the job's request with this number.
    After(usize, Duration),
}

/// An action of another client at the destination.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Copies into it, unless a copy is pending.
    Copy {
        /// Whether the source is the job's source.
        same_source: bool,
        /// Whether a pending copy is aborted first.
        aborts: bool,
        /// The course of the copy.
        plan: Plan,
    },
    /// Aborts the pending copy.
    Abort,
    /// Deletes the blob.
    Delete,
    /// Overwrites the blob, unless a copy is pending.
    Overwrite,
    /// Acquires an infinite lease, unless a copy is pending.
    Lease,
    /// Releases the lease.
    Release,
}
