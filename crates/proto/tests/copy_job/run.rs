//! A job with a virtual clock and scripted replies.

use std::time::{Duration, Instant};

use blobcopy_proto::job::{
    Action, CopyError, CopyJob, CopyOutcome, CopyPolicy, CopyTicket, Event, NoResponse, OnPending,
    Start,
};
use blobcopy_proto::ops::{CopyBlob, CopyBlobFromUrl};
use blobcopy_proto::{BlobUrl, Conditions, CopyState, LeaseId, ServiceVersion, SourceUrl};
use bytes::Bytes;
use http::{Method, Request, Response};

const SOURCE: &str = "https://acct.blob.core.windows.net/from/a?sv=1&sig=s";
pub(crate) const ECHO: &str = "https://acct.blob.core.windows.net/from/a?sv=1";

/// A job, and the clock that determines the times of its replies.
pub(crate) struct Run {
    pub(crate) job: CopyJob,
    pub(crate) now: Instant,
    pub(crate) next: Action,
}

impl Run {
    pub(crate) fn new(policy: CopyPolicy) -> Self {
        Self::under(Conditions::None, policy)
    }

    /// A job that starts only if the destination does not exist.
    pub(crate) fn if_absent(policy: CopyPolicy) -> Self {
        Self::under(Conditions::if_absent(), policy)
    }

    fn under(conditions: Conditions, policy: CopyPolicy) -> Self {
        let (destination, source) = destination_and_source();
        let mut start = CopyBlob::new(destination, source);
        start.options.conditions = conditions;
        Self::of(start, policy)
    }

    pub(crate) fn within_call(conditions: Conditions, policy: CopyPolicy) -> Self {
        let (destination, source) = destination_and_source();
        let mut start = CopyBlobFromUrl::new(destination, source);
        start.options.conditions = conditions;
        Self::of(start, policy)
    }

    /// A job whose caller holds this lease on the destination.
    pub(crate) fn leased(lease_id: &str) -> Self {
        let (destination, source) = destination_and_source();
        let mut start = CopyBlob::new(destination, source);
        start.options.lease_id = Some(LeaseId::parse(lease_id).unwrap());
        Self::of(start, CopyPolicy::default())
    }

    fn of(start: impl Into<Start>, policy: CopyPolicy) -> Self {
        let mut job = CopyJob::new(start, policy, ServiceVersion::DEFAULT).unwrap();
        let now = beginning();
        let next = job.step(Event::Woke, now);
        Self { job, now, next }
    }

    pub(crate) fn resumed(ticket: &CopyTicket) -> Self {
        let now = beginning();
        let policy = CopyPolicy::default();
        let mut job = CopyJob::resume(ticket, policy, ServiceVersion::DEFAULT, now);
        let next = job.step(Event::Woke, now);
        Self { job, now, next }
    }

    /// A job whose start was sent so long ago and not answered.
    pub(crate) fn in_doubt(sent_before: Duration) -> Self {
        let (destination, source) = destination_and_source();
        let now = beginning();
        let (start, policy) = (CopyBlob::new(destination, source), CopyPolicy::default());
        let since = now - sent_before;
        let mut job = CopyJob::in_doubt(start, since, policy, ServiceVersion::DEFAULT).unwrap();
        let next = job.step(Event::Woke, now);
        Self { job, now, next }
    }

    /// Puts the job to rest, and wakes it after this time.
    pub(crate) fn rest_for(self, time: Duration) -> Self {
        let destination = self.job.destination().clone();
        let resting = self.job.into_resting().unwrap();
        let now = self.now + time;
        let policy = CopyPolicy::default();
        let mut job = CopyJob::wake(resting, destination, policy, ServiceVersion::DEFAULT);
        let next = job.step(Event::Woke, now);
        Self { job, now, next }
    }

    /// The next request. Moves the clock to the time at which it is due.
    pub(crate) fn request(&mut self) -> &Request<Bytes> {
        while let Action::WaitUntil(until) = self.next {
            self.now = until;
            self.next = self.job.step(Event::Woke, self.now);
        }
        match &self.next {
            Action::Send(request) => request,
            other => panic!("a request was expected, not {other:?}"),
        }
    }

    /// The next request's method, and whether it is an abort.
    pub(crate) fn method(&mut self) -> (Method, bool) {
        let request = self.request();
        let is_abort = request
            .uri()
            .query()
            .is_some_and(|query| query.contains("comp=copy"));
        (request.method().clone(), is_abort)
    }

    pub(crate) fn answer(&mut self, status: u16, headers: &[(&str, &str)]) {
        self.request();
        let mut reply = Response::builder()
            .status(status)
            .header("x-ms-request-id", "r");
        for (name, value) in headers {
            reply = reply.header(*name, *value);
        }
        let reply = reply.body(Bytes::new()).unwrap();
        self.next = self.job.step(Event::Reply(reply), self.now);
    }

    pub(crate) fn refuse(&mut self, status: u16, code: &str) {
        self.answer(status, &[("x-ms-error-code", code)]);
    }

    pub(crate) fn lose(&mut self, loss: NoResponse) {
        self.request();
        self.next = self.job.step(Event::Lost(loss), self.now);
    }

    pub(crate) fn started(&mut self, id: &str) {
        self.answer(
            202,
            &[("x-ms-copy-id", id), ("x-ms-copy-status", "pending")],
        );
    }

    /// Answers a status check with this copy, which began and ended in the second of the reply.
    pub(crate) fn found(&mut self, id: &str, status: &str, source: &str) {
        self.found_at("Mon, 23 Nov 2026 08:00:00 GMT", id, status, source);
    }

    pub(crate) fn found_at(&mut self, time: &str, id: &str, status: &str, source: &str) {
        self.answer(
            200,
            &[
                ("x-ms-copy-id", id),
                ("x-ms-copy-status", status),
                ("x-ms-copy-source", source),
                ("x-ms-copy-completion-time", time),
                ("last-modified", time),
                ("date", "Mon, 23 Nov 2026 08:00:00 GMT"),
                ("etag", "\"0x1\""),
            ],
        );
    }

    pub(crate) fn end(&self) -> Result<&CopyState, &CopyError> {
        match &self.next {
            Action::Done(result) => result.as_ref(),
            other => panic!("the end was expected, not {other:?}"),
        }
    }

    pub(crate) fn outcome(&self) -> &CopyOutcome {
        &self.end().unwrap_err().outcome
    }

    pub(crate) fn copy_id(&self) -> &str {
        self.job.copy_id().unwrap().as_str()
    }
}

fn destination_and_source() -> (BlobUrl, SourceUrl) {
    let destination = BlobUrl::parse("https://acct.blob.core.windows.net/into/b").unwrap();
    (destination, SourceUrl::parse(SOURCE).unwrap())
}

/// The start of every run's clock.
#[expect(clippy::disallowed_methods, reason = "only differences to it count")]
fn beginning() -> Instant {
    Instant::now()
}

pub(crate) fn run() -> Run {
    Run::new(CopyPolicy::default())
}

pub(crate) fn on_pending(on_pending: OnPending) -> Run {
    let mut policy = CopyPolicy::default();
    policy.on_pending = on_pending;
    Run::new(policy)
}
