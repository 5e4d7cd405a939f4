//! One copy, from its start to its end, as a pure machine.
//!
//! Each [`step`](CopyJob::step) takes what happened since the last and returns the one thing to do next. At most one
//! request is outstanding. What a job does between two requests is called its purpose:
//!
//! | purpose | the reply is good | the reply refuses | no reply |
//! |---|---|---|---|
//! | Start | judge the state | by how the destination stands, which an earlier delivery of the start may have caused → Settle at once; too busy → Start again; proof of nothing → Settle; else end: refused | could not be sent → Start again; else → Settle |
//! | Settle | our copy → judge its state; another's, pending → as told: end, adopt, Settle again later, AbortOther; none pending → Start, or end: refused, or condition not met | no such blob → Start, likewise; trouble → Settle again; else end: unsettled or refused | Settle again |
//! | AbortOther | Start, or Settle where a start is conditioned | it had ended → likewise; trouble → AbortOther again; else end: refused | could not be sent → AbortOther again; else → Settle |
//! | Watch | judge the state; no state → end: cleared; another copy's → end: superseded | no such blob → end: gone; trouble → Watch again; else end: unwatched | Watch again |
//! | Abort | end: aborted | it had ended → Watch; no such blob → end: gone; trouble → Abort again; else end: not aborted | Abort again |
//!
//! A start may ask for a copy within the call, which has ended when it is answered; all else is the same for it.
//!
//! The first purpose is Start; Settle if the job looks first; Watch if it is resumed. Judging a state: pending → Watch
//! after a rest, or Abort at once if cancelled; success, failed, aborted and unknown statuses end the job. "Again" means
//! after a rest that grows with every failure in a row, and so often as the policy says; only a Watch that is not
//! cancelled goes on for ever.
//!
//! What a refusal proves is decided in [`proof`](crate::proof). After one that an earlier delivery may have caused, the copy
//! that Settle finds is compared with ours, pending or ended; if it is another's, the refusal stands, unless the start was
//! narrowed or in doubt.
//!
//! A start is *in doubt* when it may have arrived and nobody said so. Then, and where the job looks first, a Start is
//! sent only on condition that the destination is as Settle saw it. A start in doubt is never dropped: cancelling
//! settles it first, then aborts what it began. After a cancel or the deadline nothing new is started. The deadline leaves
//! the copy to go on, or is a cancel, as the policy says.
//!
//! A cancel or the deadline also concerns the request that is outstanding. The driver drops it at once if
//! [it may be dropped](CopyJob::may_be_dropped), and otherwise waits for its answer until [`GRACE`](crate::job::GRACE) is
//! over. A start that is unanswered then ends the job as unsettled, and an abort as not aborted.

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
    FinishedCopy, NoResponse, Start,
};
use crate::operation::Operation;
use crate::ops::{AbortCopyBlob, CopyBlobFromUrlOutput, GetBlobProperties, OperationKind};
use crate::receipt::Receipt;
use crate::value::{BlobUrl, CopyId, CopyState, ETag, HttpDate, ServiceVersion, SourceUrl};

/// One copy, from its start to its end.
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
    /// The destination, as the last question found it once the copy had ended.
    observation: Option<Box<Observation>>,
    /// The reply of a copy within the call, if it arrived.
    copied: Option<Box<CopyBlobFromUrlOutput>>,
    /// Failures in a row of anything but a start.
    failures: u32,
    /// How often the service said to come back later.
    put_offs: u32,
    /// The last refusal that did not end the job.
    last_failure: Option<Box<Error>>,
    deadline: Option<Instant>,
    /// When other copies teach to look for the end.
    expected: Option<Expectation>,
    cancelled: bool,
    /// The deadline passed before the end was known: it cancelled the job, or ended it.
    is_late: bool,
    /// An abort was refused because the copy had ended: what is left is to ask how.
    has_ended: bool,
    /// Whether the last event told how the copy stands.
    has_news: bool,
}

/// The destination, as the last question about a copy that has ended found it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Observation {
    /// Its tag.
    pub etag: Option<ETag>,
    /// When it was last changed.
    pub last_modified: Option<HttpDate>,
    /// What every reply carries.
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
    /// What this copy teaches.
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
    /// Until when the service wants it at least; a cancelled job comes back no earlier.
    asked: Instant,
}

impl CopyJob {
    /// A job that starts a copy and sees it through.
    ///
    /// # Errors
    /// If `start` asks for something that `version` does not know.
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

    /// A job that sees a copy through which another job has started.
    ///
    /// Nothing is known yet of how long it has been under way, so it is watched as if it had just begun.
    pub fn resume(
        ticket: &CopyTicket,
        policy: impl Into<Arc<CopyPolicy>>,
        version: ServiceVersion,
        now: Instant,
    ) -> Self {
        let stage = Stage::KnownCopy(KnownCopy::new(ticket.copy_id.clone(), now));
        Self::at(stage, ticket.destination.clone(), policy.into(), version)
    }

    /// Says that the source's URL was made for this job alone: by a SAS with a correlation id of its own, say. A start
    /// whose answer was lost is then recognised by that, whatever clocks say. A job that is resumed starts nothing, and
    /// takes no notice.
    #[must_use]
    pub fn with_own_source(mut self) -> Self {
        if let Stage::NewCopy(new_copy) = &mut self.stage {
            new_copy.has_own_source = true;
        }
        self
    }

    /// Says which copy the destination is known to have had before, so that it is never taken for this job's, whatever
    /// source and clocks say. A job that is resumed takes no notice.
    #[must_use]
    pub fn with_earlier_copy(mut self, id: CopyId) -> Self {
        if let Stage::NewCopy(new_copy) = &mut self.stage {
            new_copy.stranger = Some(id);
        }
        self
    }

    /// Takes chance from this seed and not from the policy's, which many jobs may share.
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

    /// Asks for the copy's end. Takes effect at the next step that is not in the middle of a request, so that a start
    /// in flight is never orphaned. Cuts a rest short, unless the service asked for it.
    pub fn cancel(&mut self) {
        if self.cancelled {
            return;
        }
        self.cancelled = true;
        // What failed before was the watching; the abort has all its tries before it.
        self.failures = 0;
        self.put_offs = 0;
        self.hasten();
    }

    /// Cuts a rest short, unless the service asked for it: what comes next is done at the next step.
    pub fn hasten(&mut self) {
        if let Phase::Resting(rest) = &mut self.phase {
            rest.until = rest.asked;
        }
    }

    /// Whether the copy is known, or the job is over: from here on the copy has its name if it ever will.
    pub fn is_settled(&self) -> bool {
        self.stage.known().is_some() || matches!(self.phase, Phase::Ended(_))
    }

    /// Whether a copy is under way that matters to the job, or may be: its own, one whose start is in doubt, or another's
    /// that holds the destination.
    pub fn is_under_way(&self) -> bool {
        match &self.stage {
            Stage::NewCopy(new_copy) => new_copy.may_have_begun() || new_copy.other.is_some(),
            Stage::KnownCopy(_) => true,
        }
    }

    /// The foreign copy that holds the destination, while the job waits for its end or aborts it.
    pub fn foreign_copy(&self) -> Option<&CopyState> {
        let other = self.stage.new_copy()?.other.as_ref();
        other.map(|other| &other.copy)
    }

    /// Whether a request is outstanding: the next event is its reply or its loss.
    pub fn is_sent(&self) -> bool {
        matches!(self.phase, Phase::Sent(..))
    }

    /// Whether a cancel, or the deadline, lets the driver drop the request that is outstanding: it cannot have had an
    /// effect, and its answer is of no more use. A request that was not sent yet has had none.
    ///
    /// It may not be dropped if it has to answer whether there is a copy to abort.
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
            Purpose::Watch => !self.has_ended,
            Purpose::Abort => false,
        }
    }

    /// When the deadline passes, once the first step has set it.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether the deadline passed before the end was known.
    pub fn is_late(&self) -> bool {
        self.is_late
    }

    /// Counts the deadline from `begun`, and not from the first step: the time until then belongs to the copy too.
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

    /// The copy's name, once it is known.
    pub fn copy_id(&self) -> Option<&CopyId> {
        self.stage.known().map(|known| &known.id)
    }

    /// What the service said when it accepted the start; nothing if that reply was lost, or the start was another's.
    pub fn accepted(&self) -> Option<&Arc<Accepted>> {
        self.accepted.as_ref()
    }

    /// The destination, as the last question about the copy found it; nothing before that found its end.
    pub fn observation(&self) -> Option<&Observation> {
        self.observation.as_deref()
    }

    /// When the last start that was sent was answered or given up; nothing if none was sent, or the copy is known.
    pub fn last_start(&self) -> Option<Instant> {
        self.stage.new_copy()?.last_start
    }

    /// What the service said of a copy within the call; nothing if that reply was lost.
    pub fn copied_within_call(&self) -> Option<&CopyBlobFromUrlOutput> {
        self.copied.as_deref()
    }

    /// What another process needs to go on with the copy, once its name is known.
    pub fn ticket(&self) -> Option<CopyTicket> {
        let ticket = CopyTicket::new(self.destination.clone(), self.copy_id()?.clone());
        Some(match self.source() {
            Some(source) => ticket.with_source(source),
            None => ticket,
        })
    }

    /// How the copy stood when last heard of.
    pub fn last_state(&self) -> Option<&CopyState> {
        self.stage.known()?.last.as_ref()
    }

    /// How the copy stands, if the last event told that; a reply that cannot be read tells nothing.
    pub fn news(&self) -> Option<&CopyState> {
        self.last_state().filter(|_| self.has_news)
    }

    /// Tells when other copies teach to look for the end, from [`Pace::expect`](crate::job::Pace::expect). It counts
    /// from the next answer on.
    pub fn expect(&mut self, expected: Option<Expectation>) {
        self.expected = expected;
    }

    /// What a copy that succeeded teaches about the next, for [`Pace::learn`](crate::job::Pace::learn); nothing if it
    /// was not seen from its beginning, or never seen pending.
    pub fn finished_copy(&self) -> Option<FinishedCopy> {
        match &self.phase {
            Phase::Ended(ended) => ended.finished_copy,
            _ => None,
        }
    }

    /// The blob that is copied to.
    pub fn destination(&self) -> &BlobUrl {
        &self.destination
    }

    /// What is copied, if this job started it.
    pub fn source(&self) -> Option<&SourceUrl> {
        self.stage.source()
    }

    /// Whether the service copies before it answers the start.
    pub fn copies_within_call(&self) -> bool {
        self.stage.is_within_call()
    }

    /// Takes what happened, and returns what to do next.
    pub fn step(&mut self, event: Event, now: Instant) -> Action {
        self.has_news = false;
        match (event, self.phase.clone()) {
            (_, Phase::Ended(ended)) => Action::Done(ended.result),
            (Event::GraceOver, phase) => self.grace_over(&phase, now),
            (_, Phase::Fresh) => self.begin(now),
            (_, Phase::Resting(rest)) => self.woke(rest, now),
            (Event::Reply(reply), Phase::Sent(purpose, sent)) => {
                self.answered(purpose, sent, &reply, now)
            }
            (Event::Lost(loss), Phase::Sent(purpose, sent)) => self.lost(purpose, sent, loss, now),
            (Event::Dropped, Phase::Sent(then, _)) => {
                let (until, asked) = (now, now);
                self.woke(Rest { then, until, asked }, now)
            }
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
            return self.end_late();
        }
        let first = match is_known {
            true if self.cancelled => Purpose::Abort,
            true => Purpose::Watch,
            false if self.policy.look_first => Purpose::Settle,
            false => Purpose::Start,
        };
        self.send(first, now)
    }

    fn woke(&mut self, mut rest: Rest, now: Instant) -> Action {
        if self.is_past_deadline(now) && !self.cancelled {
            let is_begun = self.stage.known().is_some() || self.may_have_begun();
            if !(self.policy.abort_at_deadline && is_begun) {
                return self.end_late();
            }
            self.is_late = true;
            self.cancel();
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

    /// The end of a copy into the destination, with the lease that the caller holds on it.
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

    fn beginning_mut(&mut self) -> &mut NewCopy {
        match &mut self.stage {
            Stage::NewCopy(new_copy) => new_copy,
            Stage::KnownCopy(_) => {
                unreachable!("a job whose copy is known neither starts nor settles")
            }
        }
    }

    /// Whether a copy of ours may be under way whose name is not known.
    fn may_have_begun(&self) -> bool {
        let new_copy = self.stage.new_copy();
        new_copy.is_some_and(|new_copy| new_copy.may_have_begun())
    }
}
