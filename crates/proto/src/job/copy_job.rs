//! One copy, from its start to its outcome, as a pure state machine.
//!
//! Each [`step`](CopyJob::step) takes an event and returns the next action. At most one request is outstanding. The
//! purpose of a request decides what its reply means:
//!
//! | purpose | success | refusal | no reply |
//! |---|---|---|---|
//! | Start | judge the state | caused by the destination's state, which an earlier delivery of the start may have changed → Settle immediately; too busy → Start again; proves nothing → Settle after a rest; otherwise end: refused | not sent → Start again; otherwise → Settle after a rest |
//! | Settle | our copy → judge its state; a foreign copy is pending → by the policy: end, adopt, Settle again later, AbortOther; none is pending → Start, or end: refused, or condition not met | no such blob → Start, likewise; temporary → Settle again; otherwise end: unsettled or refused | Settle again |
//! | AbortOther | Start, or Settle where a start needs a condition | the foreign copy had ended → likewise; temporary → AbortOther again; otherwise end: refused | not sent → AbortOther again; otherwise → Settle after a rest |
//! | Watch | judge the state; no state → end: cleared; another copy's → end: superseded | no such blob → end: gone; temporary → Watch again; otherwise end: unwatched | Watch again |
//! | Abort | end: aborted | the copy had ended → Watch; no such blob → end: gone; temporary → Abort again; otherwise end: not aborted | Abort again |
//!
//! A start may request a copy within the call. That copy has ended when the start is answered; everything else is the
//! same.
//!
//! The first purpose is Start; Settle if the job looks first or begins in doubt; Watch if it is resumed or woken.
//! Judging a state: pending → Watch after a rest, or Abort immediately if cancelled; success, failed, aborted and unknown statuses end the job. "Again"
//! means after a rest that grows with each failure in a row, and at most as often as the policy allows. Only a Watch
//! that is not cancelled is repeated without limit.
//!
//! [`proof`](crate::proof) decides what a refusal proves. After a refusal that an earlier delivery may have caused,
//! Settle compares the copy that it finds, pending or ended, with ours. If that copy is not ours, the refusal ends the
//! job, with two exceptions. A foreign copy that is pending is handled by the policy. An unmet condition does not count
//! if a start was in doubt, or was sent with a stricter condition than the caller's.
//!
//! A start is *in doubt* when it may have arrived and no reply has settled that. From then on, and in a job that looks
//! first, a Start is sent only on condition that the destination is as Settle saw it. A start in doubt is never
//! dropped: a cancel settles it first, then aborts the copy that it began. After a cancel or the deadline nothing new
//! is started. At the deadline the copy is left to continue or is cancelled, as the policy says.
//!
//! A cancel or the deadline also affects the outstanding request. The driver drops it immediately if [it may be
//! dropped](CopyJob::may_be_dropped), and otherwise waits for its answer until [`GRACE`](crate::job::GRACE) has passed.
//! An unanswered start then ends the job as unsettled, and an unanswered abort as not aborted.

mod endings;
mod replies;
mod stage;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;

use self::stage::{KnownCopy, NewCopy, Stage};
use crate::error::Error;
use crate::invalid::Invalid;
use crate::job::jitter::Jitter;
use crate::job::{
    Accepted, Action, CopyError, CopyOutcome, CopyPolicy, CopyTicket, Event, Expectation,
    FinishedCopy, NoResponse, Resting, Start,
};
use crate::operation::Operation;
use crate::ops::{AbortCopyBlob, CopyBlobFromUrlOutput, GetBlobProperties, OperationKind};
use crate::receipt::Receipt;
use crate::value::{BlobUrl, CopyId, CopyState, ETag, HttpDate, ServiceVersion, SourceUrl};

/// One copy, from its start to its outcome.
///
/// A driver calls [`step`](Self::step) in a loop, as in the example of the [crate]. A copy that another process
/// started is resumed from its [`CopyTicket`]:
///
/// ```
/// use std::time::Instant;
///
/// use blobcopy_proto::ServiceVersion;
/// use blobcopy_proto::job::{Action, CopyJob, CopyPolicy, CopyTicket, Event};
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let ticket: CopyTicket =
///     "blobcopy1 1f812371-a41d-49e6-b123-f4b542e851c5 https://acct.blob.core.windows.net/backups/db.vhd -".parse()?;
/// let now = Instant::now();
/// let mut job = CopyJob::resume(&ticket, CopyPolicy::default(), ServiceVersion::DEFAULT, now);
///
/// // The first action is a status check.
/// let Action::Send(request) = job.step(Event::Woke, now) else { unreachable!() };
/// assert_eq!(request.method(), "HEAD");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CopyJob {
    destination: BlobUrl,
    stage: Stage,
    policy: Arc<CopyPolicy>,
    version: ServiceVersion,
    jitter: Jitter,
    phase: Phase,
    /// The reply that accepted the start, if it arrived.
    accepted: Option<Arc<Accepted>>,
    /// The destination as the last status reply showed it, once the copy had ended.
    observation: Option<Box<Observation>>,
    /// The reply of a copy within the call, if it arrived.
    copied: Option<Box<CopyBlobFromUrlOutput>>,
    /// Failures in a row of requests other than starts.
    failures: u32,
    /// How often the service asked to come back later (`Retry-After`).
    put_offs: u32,
    /// The last refusal that did not end the job.
    last_failure: Option<Box<Error>>,
    deadline: Option<Instant>,
    /// When the copy is expected to end, judging by finished copies.
    expected: Option<Expectation>,
    cancelled: bool,
    /// Whether the deadline passed before the outcome was known. It then cancelled the job, or ended it.
    is_late: bool,
    /// Whether an abort was refused because the copy had ended. Its outcome is then still to be read.
    has_ended: bool,
    /// Whether the last event reported the copy's state.
    has_news: bool,
}

/// The destination as the last status reply showed it, after its copy had ended.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Observation {
    /// The ETag of the destination.
    pub etag: Option<ETag>,
    /// When the destination was last modified.
    pub last_modified: Option<HttpDate>,
    /// The fields that every reply carries.
    pub receipt: Receipt,
}

#[derive(Clone, Debug)]
enum Phase {
    Fresh,
    Sent(Purpose, Instant),
    Resting(Rest),
    Ended(Box<Ended>),
}

#[derive(Clone, Debug)]
struct Ended {
    result: Result<CopyState, CopyError>,
    /// Size and duration, if the copy succeeded and its duration is known.
    finished_copy: Option<FinishedCopy>,
}

#[derive(Clone, Debug, PartialEq)]
enum Purpose {
    Start,
    Settle,
    AbortOther(CopyId),
    Watch,
    Abort,
}

#[derive(Clone, Debug)]
struct Rest {
    then: Purpose,
    until: Instant,
    /// The earliest time that the service allows (`Retry-After`). A cancel does not shorten the rest below it.
    asked: Instant,
}

impl CopyJob {
    /// A job that starts a copy and tracks it to completion.
    ///
    /// # Errors
    /// If `start` has an option that `version` does not support.
    pub fn new(
        start: impl Into<Start>,
        policy: impl Into<Arc<CopyPolicy>>,
        version: ServiceVersion,
    ) -> Result<Self, Invalid> {
        let start = start.into();
        let ready = start.request(None, version)?;
        let destination = start.destination().clone();
        let stage = Stage::NewCopy(Box::new(NewCopy::new(start, ready)));
        Ok(Self::at(stage, destination, policy.into(), version))
    }

    /// A job that tracks a copy that another job has started.
    ///
    /// It is not known how long the copy has been running, so it is polled as if it had just begun.
    pub fn resume(
        ticket: &CopyTicket,
        policy: impl Into<Arc<CopyPolicy>>,
        version: ServiceVersion,
        now: Instant,
    ) -> Self {
        let stage = Stage::KnownCopy(KnownCopy::new(ticket.copy_id.clone(), now));
        Self::at(stage, ticket.destination.clone(), policy.into(), version)
    }

    /// A job that tracks a copy which another job has put to rest.
    ///
    /// Its first request is a status check, and the copy is polled by the time since it became known.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// use blobcopy_proto::job::{Action, CopyJob, CopyPolicy, Event, Resting};
    /// use blobcopy_proto::{BlobUrl, CopyId, ServiceVersion};
    ///
    /// # fn main() -> Result<(), blobcopy_proto::Invalid> {
    /// let now = Instant::now();
    /// let resting = Resting::new(CopyId::parse("1f812371-a41d-49e6-b123-f4b542e851c5")?, now);
    /// let destination = BlobUrl::parse("https://acct.blob.core.windows.net/backups/db.vhd")?;
    /// let policy = CopyPolicy::default();
    /// let mut job = CopyJob::wake(resting, destination, policy, ServiceVersion::DEFAULT);
    /// assert!(matches!(job.step(Event::Woke, now), Action::Send(_)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn wake(
        resting: Resting,
        destination: BlobUrl,
        policy: impl Into<Arc<CopyPolicy>>,
        version: ServiceVersion,
    ) -> Self {
        let stage = Stage::KnownCopy(KnownCopy::woken(resting));
        Self::at(stage, destination, policy.into(), version)
    }

    /// A job that finds out first whether a start was carried out which another job sent at `since` and whose answer is
    /// not known. Otherwise it is as [`new`](Self::new).
    ///
    /// # Errors
    /// If `start` has an option that `version` does not support.
    pub fn in_doubt(
        start: impl Into<Start>,
        since: Instant,
        policy: impl Into<Arc<CopyPolicy>>,
        version: ServiceVersion,
    ) -> Result<Self, Invalid> {
        let mut job = Self::new(start, policy, version)?;
        let new_copy = job.new_copy_mut();
        new_copy.claims_since = Some(since);
        new_copy.is_in_doubt = true;
        Ok(job)
    }

    /// Gives up the job of a copy that is only pending, and returns what [`wake`](Self::wake) needs to go on with it.
    ///
    /// # Errors
    /// The job itself, if it is not at rest between two status checks, was cancelled, or holds a lease on the
    /// destination, which a resting copy does not keep.
    pub fn into_resting(self) -> Result<Resting, Box<Self>> {
        let is_at_rest = matches!(&self.phase, Phase::Resting(rest) if rest.then == Purpose::Watch);
        match &self.stage {
            Stage::KnownCopy(known)
                if is_at_rest && !self.cancelled && known.lease_id.is_none() =>
            {
                Ok(known.resting())
            }
            _ => Err(Box::new(self)),
        }
    }

    /// Declares that the source's URL was made for this job only, for example by a SAS with its own correlation id. A
    /// start whose answer was lost is then recognized by that URL, without comparing times. Has no effect on a resumed
    /// job, which starts nothing.
    #[must_use]
    pub fn with_own_source(mut self) -> Self {
        if let Stage::NewCopy(new_copy) = &mut self.stage {
            new_copy.has_own_source = true;
        }
        self
    }

    /// Names the last copy that the destination is known to have had. It is never taken for this job's copy, even if
    /// source and times match. Has no effect on a resumed job.
    #[must_use]
    pub fn with_earlier_copy(mut self, id: CopyId) -> Self {
        if let Stage::NewCopy(new_copy) = &mut self.stage {
            new_copy.foreign = Some(id);
        }
        self
    }

    /// Seeds the jitter with `seed` instead of the policy's seed, because many jobs may share one policy.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.jitter = Jitter::new(seed);
        self
    }

    fn at(
        stage: Stage,
        destination: BlobUrl,
        policy: Arc<CopyPolicy>,
        version: ServiceVersion,
    ) -> Self {
        Self {
            destination,
            stage,
            jitter: Jitter::new(policy.seed),
            policy,
            version,
            phase: Phase::Fresh,
            accepted: None,
            observation: None,
            copied: None,
            failures: 0,
            put_offs: 0,
            last_failure: None,
            deadline: None,
            expected: None,
            cancelled: false,
            is_late: false,
            has_ended: false,
            has_news: false,
        }
    }

    /// Requests that the copy be aborted. Takes effect at the next step at which no request is outstanding, so that a
    /// start in flight is never orphaned. Cuts a rest short, unless the service asked for it.
    pub fn cancel(&mut self) {
        if self.cancelled {
            return;
        }
        self.cancelled = true;
        // The failures so far belong to other requests, and the abort has all its attempts.
        self.failures = 0;
        self.put_offs = 0;
        self.hasten();
    }

    /// Cuts a rest short, unless the service asked for it. The next step then sends the next request.
    pub fn hasten(&mut self) {
        if let Phase::Resting(rest) = &mut self.phase {
            rest.until = rest.asked;
        }
    }

    /// Whether the copy's id is known or the job is over. No later step makes an id known.
    pub fn is_settled(&self) -> bool {
        self.stage.known().is_some() || matches!(self.phase, Phase::Ended(_))
    }

    /// Whether a copy that concerns the job is under way or may be: its own, one whose start is in doubt, or a foreign
    /// copy that holds the destination.
    pub fn is_under_way(&self) -> bool {
        match &self.stage {
            Stage::NewCopy(new_copy) => new_copy.may_have_begun() || new_copy.other.is_some(),
            Stage::KnownCopy(_) => true,
        }
    }

    /// The foreign copy that holds the destination, while the job waits for it or aborts it.
    pub fn foreign_copy(&self) -> Option<&CopyState> {
        let other = self.stage.new_copy()?.other.as_ref();
        other.map(|other| &other.copy)
    }

    /// Whether a request is outstanding: the next event is its reply or its loss.
    pub fn is_sent(&self) -> bool {
        matches!(self.phase, Phase::Sent(..))
    }

    /// Whether the driver may drop the outstanding request after a cancel or the deadline: it cannot have had an
    /// effect, and its answer is no longer needed. A request of which nothing was sent (`is_sent` is false) has had no
    /// effect.
    ///
    /// A request may not be dropped if its answer decides whether there is a copy to abort.
    pub fn may_be_dropped(&self, is_sent: bool) -> bool {
        let Phase::Sent(purpose, _) = &self.phase else {
            return false;
        };
        match purpose {
            Purpose::Start | Purpose::AbortOther(_) => !is_sent,
            Purpose::Settle => {
                let aborts = self.cancelled || self.policy.abort_at_deadline;
                !(aborts && self.may_have_begun())
            }
            // After a refused abort, this reply is the one that reports the outcome.
            Purpose::Watch => !self.has_ended,
            Purpose::Abort => false,
        }
    }

    /// The deadline, once [`count_from`](Self::count_from) or the first step has set it.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether the deadline passed before the outcome was known.
    pub fn is_late(&self) -> bool {
        self.is_late
    }

    /// Counts the deadline from `begun` instead of the first step, so that it covers the time before that step.
    pub fn count_from(&mut self, begun: Instant) {
        let allowed = self.policy.deadline;
        self.deadline = allowed.and_then(|allowed| begun.checked_add(allowed));
    }

    /// The operation whose request is outstanding, if one is.
    pub fn asking(&self) -> Option<OperationKind> {
        let Phase::Sent(purpose, _) = &self.phase else {
            return None;
        };
        Some(match purpose {
            Purpose::Start => self.start().kind(),
            Purpose::Settle | Purpose::Watch => OperationKind::GetBlobProperties,
            Purpose::AbortOther(_) | Purpose::Abort => OperationKind::AbortCopyBlob,
        })
    }

    /// The copy's id, once it is known.
    pub fn copy_id(&self) -> Option<&CopyId> {
        self.stage.known().map(|known| &known.id)
    }

    /// The service's reply that accepted the start. `None` if that reply was lost, or the copy was started by another
    /// job.
    pub fn accepted(&self) -> Option<&Arc<Accepted>> {
        self.accepted.as_ref()
    }

    /// The destination as the last status reply showed it. `None` until a status reply reports the copy's end.
    pub fn observation(&self) -> Option<&Observation> {
        self.observation.as_deref()
    }

    /// When the last start that was sent was answered or given up. `None` if none was sent, or the copy is known.
    pub fn last_start(&self) -> Option<Instant> {
        self.stage.new_copy()?.last_start
    }

    /// The service's reply to a copy within the call. `None` if that reply was lost.
    pub fn copied_within_call(&self) -> Option<&CopyBlobFromUrlOutput> {
        self.copied.as_deref()
    }

    /// The resume token with which another process can track the copy, once its id is known.
    pub fn ticket(&self) -> Option<CopyTicket> {
        let ticket = CopyTicket::new(self.destination.clone(), self.copy_id()?.clone());
        Some(match self.source() {
            Some(source) => ticket.with_source(source),
            None => ticket,
        })
    }

    /// The last known state of the copy.
    pub fn last_state(&self) -> Option<&CopyState> {
        self.stage.known()?.last.as_ref()
    }

    /// The copy's state, if the last event reported it. A reply that cannot be read reports none.
    pub fn news(&self) -> Option<&CopyState> {
        self.last_state().filter(|_| self.has_news)
    }

    /// Sets when the copy is expected to end, from [`Pace::expect`](crate::job::Pace::expect). Used from the next reply
    /// on.
    pub fn expect(&mut self, expected: Option<Expectation>) {
        self.expected = expected;
    }

    /// Size and duration of a copy that succeeded, for [`Pace::learn`](crate::job::Pace::learn). `None` if the copy was
    /// not tracked from its start, or was never seen pending.
    pub fn finished_copy(&self) -> Option<FinishedCopy> {
        match &self.phase {
            Phase::Ended(ended) => ended.finished_copy,
            _ => None,
        }
    }

    /// The destination blob.
    pub fn destination(&self) -> &BlobUrl {
        &self.destination
    }

    /// The source, if this job started the copy.
    pub fn source(&self) -> Option<&SourceUrl> {
        self.stage.source()
    }

    /// Whether the service copies before it answers the start.
    pub fn copies_within_call(&self) -> bool {
        self.stage.is_within_call()
    }

    /// Takes an event and returns the next action.
    pub fn step(&mut self, event: Event, now: Instant) -> Action {
        self.has_news = false;
        // Cloned, because the arms borrow the whole job.
        match (event, self.phase.clone()) {
            // Every step after the end repeats the result.
            (_, Phase::Ended(ended)) => Action::Done(ended.result),
            (Event::GraceOver, phase) => self.grace_over(&phase, now),
            (_, Phase::Fresh) => self.begin(now),
            (_, Phase::Resting(rest)) => self.woke(rest, now),
            (Event::Reply(reply), Phase::Sent(purpose, sent)) => {
                self.answered(purpose, sent, &reply, now)
            }
            (Event::Lost(loss), Phase::Sent(purpose, sent)) => self.lost(purpose, sent, loss, now),
            (Event::Dropped, Phase::Sent(then, _)) => {
                // No rest is left, so the next request is due immediately.
                let (until, asked) = (now, now);
                self.woke(Rest { then, until, asked }, now)
            }
            // An error of the driver. In a release build the request counts as lost, so that a start is in doubt.
            (Event::Woke, Phase::Sent(purpose, sent)) => {
                debug_assert!(
                    false,
                    "a request is outstanding: its reply or its loss comes next"
                );
                self.lost(purpose, sent, NoResponse::Unanswered, now)
            }
        }
    }

    fn begin(&mut self, now: Instant) -> Action {
        let is_known = self.stage.known().is_some();
        if self.cancelled && !is_known {
            return self.end(CopyOutcome::Cancelled);
        }
        if self.deadline.is_none() {
            self.count_from(now);
        } else if !self.cancelled && self.is_past_deadline(now) {
            // The driver counts from an earlier time, so the deadline can pass before the first step.
            return self.end_late();
        }
        let first = match is_known {
            true if self.cancelled => Purpose::Abort,
            true => Purpose::Watch,
            false if self.policy.look_first || self.may_have_begun() => Purpose::Settle,
            false => Purpose::Start,
        };
        self.send(first, now)
    }

    fn woke(&mut self, mut rest: Rest, now: Instant) -> Action {
        if self.is_past_deadline(now) && !self.cancelled {
            // A copy is aborted at the deadline only if it may exist.
            let is_begun = self.stage.known().is_some() || self.may_have_begun();
            if !(self.policy.abort_at_deadline && is_begun) {
                return self.end_late();
            }
            self.is_late = true;
            self.cancel();
            // `cancel` shortens the rest in `self.phase`, of which this is a copy.
            rest.until = rest.asked;
        }
        if self.cancelled {
            rest.then = match self.stage.known() {
                Some(_) if self.has_ended => Purpose::Watch,
                Some(_) => Purpose::Abort,
                None if self.may_have_begun() => Purpose::Settle,
                None => return self.end(CopyOutcome::Cancelled),
            };
        }
        if now < rest.until {
            let until = rest.until;
            self.phase = Phase::Resting(rest);
            return Action::WaitUntil(until);
        }
        self.send(rest.then, now)
    }

    fn is_past_deadline(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }

    fn rest(&mut self, then: Purpose, now: Instant, wait: Duration, asked: Duration) -> Action {
        let until = now.checked_add(wait).unwrap_or(now);
        // `woke` must run at the deadline. A job that is cancelled already has no use for it.
        let until = match self.deadline {
            Some(deadline) if !self.cancelled => until.min(deadline),
            _ => until,
        };
        let asked = now.checked_add(asked).unwrap_or(now);
        self.phase = Phase::Resting(Rest { then, until, asked });
        Action::WaitUntil(until)
    }

    fn send(&mut self, purpose: Purpose, now: Instant) -> Action {
        if matches!(purpose, Purpose::Start | Purpose::AbortOther(_)) {
            if self.cancelled {
                return self.end_unstarted();
            }
            if self.deadline.is_some_and(|deadline| now > deadline) {
                return self.end_late();
            }
        }
        let request = self.request(&purpose);
        self.phase = Phase::Sent(purpose, now);
        Action::Send(request)
    }

    fn request(&mut self, purpose: &Purpose) -> Request<Bytes> {
        if let (Purpose::Start, Stage::NewCopy(new_copy)) = (purpose, &mut self.stage)
            // `new` built this request without a pin; a start with one is built again below.
            && let Some(ready) = new_copy.ready.take_if(|_| new_copy.pin.is_none())
        {
            return ready;
        }
        let destination = self.destination.clone();
        let request = match purpose {
            Purpose::Start => {
                let new_copy = self.new_copy();
                (new_copy.start).request(new_copy.pin.as_ref(), self.version)
            }
            Purpose::Settle | Purpose::Watch => {
                GetBlobProperties::new(destination).request(self.version)
            }
            Purpose::AbortOther(id) => self.abort_of(id.clone()).request(self.version),
            Purpose::Abort => {
                let id = self
                    .copy_id()
                    .expect("only a copy whose name is known is aborted")
                    .clone();
                self.abort_of(id).request(self.version)
            }
        };
        request.expect("checked when the job was made")
    }

    /// The abort of a copy into the destination, with the lease that the caller holds on the destination.
    fn abort_of(&self, id: CopyId) -> AbortCopyBlob {
        let mut abort = AbortCopyBlob::new(self.destination.clone(), id);
        abort.options.lease_id = self.stage.lease_id().cloned();
        abort
    }

    fn start(&self) -> &Start {
        &self.new_copy().start
    }

    fn new_copy(&self) -> &NewCopy {
        let new_copy = self.stage.new_copy();
        new_copy.expect("a job whose copy is known neither starts nor settles")
    }

    fn new_copy_mut(&mut self) -> &mut NewCopy {
        match &mut self.stage {
            Stage::NewCopy(new_copy) => new_copy,
            Stage::KnownCopy(_) => {
                unreachable!("a job whose copy is known neither starts nor settles")
            }
        }
    }

    /// Whether a copy of ours may be under way whose id is not known.
    fn may_have_begun(&self) -> bool {
        let new_copy = self.stage.new_copy();
        new_copy.is_some_and(|new_copy| new_copy.may_have_begun())
    }
}
