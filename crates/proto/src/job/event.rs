//! What a driver tells a job, and what the job tells it to do.

use std::time::Instant;

use bytes::Bytes;
use http::{Request, Response};

use crate::job::CopyError;
use crate::value::CopyState;

/// What happened since the last action.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a driver must handle every action and may send every event"
)]
pub enum Event {
    /// Time passed; also the first event of all.
    Woke,
    /// The request was answered, by whatever.
    Reply(Response<Bytes>),
    /// The request was not answered.
    Lost(NoResponse),
    /// The driver dropped the request, which [`CopyJob::may_be_dropped`](crate::job::CopyJob::may_be_dropped): the job was
    /// cancelled, or its deadline has passed. This is not a failure, and the next step follows immediately.
    Dropped,
    /// [`GRACE`](crate::job::GRACE) is over since the job was cancelled or its deadline passed. The job ends with what is
    /// known; a request that is outstanding is dropped, and may have had its effect.
    GraceOver,
}

/// What is known of a request that was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "it arrived, or it did not, or nobody knows; the first has a reply"
)]
pub enum NoResponse {
    /// No connection was made, so it cannot have arrived.
    Unsent,
    /// It may have arrived, and may have had its effect.
    Unanswered,
}

/// The one thing to do next.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every action")]
pub enum Action {
    /// Authorize and send this, and come back with the reply or the loss.
    Send(Request<Bytes>),
    /// Come back with [`Event::Woke`] at this time, or earlier if the job was cancelled.
    WaitUntil(Instant),
    /// The job is over.
    Done(Result<CopyState, CopyError>),
}
