//! The state machine under test, and its actions.

use std::time::Instant;

use blobcopy_proto::job::{Action, CopyJob, CopyPolicy, CopyTicket, Event, Start};
use blobcopy_proto::ops::{CopyBlob, CopyBlobFromUrl};
use blobcopy_proto::{BlobUrl, Conditions, ETag, ServiceVersion, SourceUrl};
use bytes::Bytes;
use http::Request;

use crate::simulation::fate::{Fate, Wish};
use crate::simulation::fault::Fault;
use crate::simulation::record::End;
use crate::simulation::service::{OUR_SOURCE, wall_date};

pub(crate) const DESTINATION: &str = "https://acct.blob.core.windows.net/into/b";

/// What drives a copy: the state machine itself, or one with a fault.
pub(crate) trait Machine {
    /// Takes the last event, and returns the next action.
    fn step(&mut self, event: Event, now: Instant) -> Next;
    /// Cancels the copy. The state machine itself never ends immediately; a faulty one may.
    fn cancel(&mut self) -> Option<End>;
    /// The ticket to resume the copy in another process.
    fn ticket(&self) -> Option<CopyTicket>;
    /// When the last start got a reply or was given up.
    fn last_start(&self) -> Option<Instant>;
}

/// The next action.
#[derive(Debug)]
pub(crate) enum Next {
    /// Send this request.
    Send(Request<Bytes>),
    /// Continue at this time.
    WaitUntil(Instant),
    /// The copy has ended.
    Done(End),
}

impl Machine for CopyJob {
    fn step(&mut self, event: Event, now: Instant) -> Next {
        match self.step(event, now) {
            Action::Send(request) => Next::Send(request),
            Action::WaitUntil(until) => Next::WaitUntil(until),
            Action::Done(Ok(state)) => Next::Done(End {
                copy_id: Some(state.id.clone()),
                result: Ok(state),
            }),
            Action::Done(Err(error)) => Next::Done(End {
                copy_id: error.copy_id,
                result: Err(error.outcome),
            }),
        }
    }

    fn cancel(&mut self) -> Option<End> {
        self.cancel();
        None
    }

    fn ticket(&self) -> Option<CopyTicket> {
        self.ticket()
    }

    fn last_start(&self) -> Option<Instant> {
        self.last_start()
    }
}

pub(crate) fn job(fate: &Fate, wanted: Conditions) -> CopyJob {
    let destination = BlobUrl::parse(DESTINATION).expect("a blob's URL");
    let source = SourceUrl::parse(OUR_SOURCE).expect("a source");
    let start: Start = if fate.is_within_call {
        let mut start = CopyBlobFromUrl::new(destination, source);
        start.options.conditions = wanted;
        start.into()
    } else {
        let mut start = CopyBlob::new(destination, source);
        start.options.conditions = wanted;
        start.into()
    };
    CopyJob::new(start, policy(fate), ServiceVersion::DEFAULT)
        .expect("every version knows a plain start")
}

pub(crate) fn policy(fate: &Fate) -> CopyPolicy {
    let mut policy = CopyPolicy::default();
    policy.on_pending = fate.on_pending;
    policy.look_first = fate.look_first;
    policy.deadline = fate.deadline;
    policy.retry.attempts = fate.attempts;
    policy.seed = fate.seed;
    policy
}

pub(crate) fn machine(job: CopyJob, fault: Option<Fault>) -> Box<dyn Machine> {
    match fault {
        Some(fault) => fault.plant(job),
        None => Box::new(job),
    }
}

pub(crate) fn wanted(wish: Wish, etag: Option<ETag>) -> Conditions {
    let none = || ETag::parse("\"0xNONE\"").expect("visible ASCII");
    match wish {
        Wish::Anything => Conditions::None,
        Wish::Absent => Conditions::if_absent(),
        Wish::Same => Conditions::if_match(etag.unwrap_or_else(none)),
        Wish::Else => Conditions::if_match(none()),
        Wish::Changed => Conditions::if_none_match(etag.unwrap_or_else(none)),
        Wish::ModifiedSince(seconds) => Conditions::IfModifiedSince(wall_date(seconds)),
        Wish::UnmodifiedSince(seconds) => Conditions::IfUnmodifiedSince(wall_date(seconds)),
    }
}
