//! The events that a driver reports to a job, and the actions that the job returns.

use std::time::Instant;

use bytes::Bytes;
use http::{Request, Response};

use crate::job::CopyError;
use crate::value::CopyState;

/// An event since the last action.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a driver must handle every action and may send every event"
)]
pub enum Event {
    /// Time passed. Also the first event of a job.
    Woke,
    /// The request was answered, by the service or by a proxy.
    Reply(Response<Bytes>),
    /// The request was not answered.
    Lost(NoResponse),
    /// The driver dropped the request, as [`CopyJob::may_be_dropped`](crate::job::CopyJob::may_be_dropped) allows,
    /// because the job was cancelled or its deadline passed. This is not a failure, and the next step follows
    /// immediately.
    Dropped,
    /// [`GRACE`](crate::job::GRACE) has passed since the job was cancelled or its deadline passed. The job ends with
    /// what is known. An outstanding request is dropped, and may have had its effect.
    GraceOver,
}

/// What is known about a request without a reply.
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

/// The next action of the driver.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every action")]
pub enum Action {
    /// Authorize and send this request. The next event reports its reply, its loss, or that it was dropped.
    Send(Request<Bytes>),
    /// Report [`Event::Woke`] at this time, or earlier if the job is cancelled.
    WaitUntil(Instant),
    /// The job is over.
    Done(Result<CopyState, CopyError>),
}
