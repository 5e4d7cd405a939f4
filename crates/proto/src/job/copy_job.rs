//! One copy, from its start to its end, as a pure machine.
//!
//! Each [`step`](CopyJob::step) takes what happened since the last and returns the one thing to do next. At most one
//! request is outstanding. What a job does between two requests is called its errand:
//!
//! | errand | the reply is good | the reply refuses | no reply |
//! |---|---|---|---|
//! | Start | judge the state | pending copy, or a condition after a lost start → Settle; trouble → Settle, or Start again if it cannot have had an effect; else end: refused | could not be sent → Start again; else → Settle |
//! | Settle | our copy → judge its state; another's, pending → as told: end, adopt, Settle again later, AbortOther; none pending → Start, conditioned on the destination as seen if a start was lost | no such blob → Start, likewise; trouble → Settle again; else end: unsettled or refused | Settle again |
//! | AbortOther | Start | it had ended → Start; trouble → AbortOther again; else end: refused | Settle |
//! | Watch | judge the state; no state → end: cleared; another copy's → end: superseded | no such blob → end: gone; trouble → Watch again; else end: unwatched | Watch again |
//! | Abort | end: aborted | it had ended → Watch; no such blob → end: gone; trouble → Abort again; else end: not aborted | Abort again |
//!
//! Judging a state: pending → Watch after a rest, or Abort at once if cancelled; success, failed, aborted and unknown
//! statuses end the job. "Again" means after a rest that grows with every failure in a row. A start that may have
//! arrived is never dropped: cancelling settles it first, then aborts what it began.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};

use crate::error::{Error, Invalid};
use crate::error_code::ErrorCode;
use crate::error_kind::ErrorKind;
use crate::job::answer::Answer;
use crate::job::jitter::Jitter;
use crate::job::{CopyError, CopyOutcome, CopyPolicy, CopyTicket, OnPending};
use crate::operation::Operation;
use crate::ops::{AbortCopyBlob, CopyBlob, GetBlobProperties};
use crate::service_error::ServiceError;
use crate::value::{BlobUrl, CopyId, CopyState, CopyStatus, ServiceVersion};

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
    Lost(Loss),
}

/// What is known of a request that was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "it arrived, or it did not, or nobody knows; the first has a reply"
)]
pub enum Loss {
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

/// One copy, from its start to its end.
#[derive(Clone, Debug)]
pub struct CopyJob {
    destination: BlobUrl,
    /// What starts it; none if it was started by another job.
    start: Option<CopyBlob>,
    policy: CopyPolicy,
    version: ServiceVersion,
    jitter: Jitter,
    phase: Phase,
    /// The copy, once its name is known.
    known: Option<Known>,
    /// When the first start was sent whose answer was lost.
    doubt: Option<Instant>,
    /// The copy that holds the destination and is not ours.
    other: Option<CopyState>,
    /// Failures in a row.
    failures: u32,
    /// The last refusal that did not end the job.
    trouble: Option<Error>,
    deadline: Option<Instant>,
    cancelled: bool,
    /// An abort was refused because the copy had ended: what is left is to ask how.
    has_ended: bool,
}

#[derive(Clone, Debug)]
enum Phase {
    Fresh,
    Sent(Errand, Instant),
    Resting(Errand, Instant),
    Ended(Result<CopyState, CopyError>),
}

#[derive(Clone, Debug, PartialEq)]
enum Errand {
    Start,
    Settle,
    AbortOther(CopyId),
    Watch,
    Abort,
}

#[derive(Clone, Debug)]
struct Known {
    id: CopyId,
    since: Instant,
    last: Option<CopyState>,
}

impl CopyJob {
    /// A job that starts a copy and sees it through.
    ///
    /// # Errors
    /// If `start` asks for something that `version` does not know.
    pub fn new(
        start: CopyBlob,
        policy: CopyPolicy,
        version: ServiceVersion,
    ) -> Result<Self, Invalid> {
        start.request(version)?;
        let mut job = Self::blank(start.destination.clone(), policy, version);
        job.start = Some(start);
        Ok(job)
    }

    /// A job that sees a copy through which another job has started.
    ///
    /// Nothing is known yet of how long it has been under way, so it is watched as if it had just begun.
    pub fn resume(
        ticket: &CopyTicket,
        policy: CopyPolicy,
        version: ServiceVersion,
        now: Instant,
    ) -> Self {
        let mut job = Self::blank(ticket.destination.clone(), policy, version);
        job.known = Some(Known {
            id: ticket.copy_id.clone(),
            since: now,
            last: None,
        });
        job
    }

    fn blank(destination: BlobUrl, policy: CopyPolicy, version: ServiceVersion) -> Self {
        Self {
            destination,
            start: None,
            jitter: Jitter::new(policy.seed),
            policy,
            version,
            phase: Phase::Fresh,
            known: None,
            doubt: None,
            other: None,
            failures: 0,
            trouble: None,
            deadline: None,
            cancelled: false,
            has_ended: false,
        }
    }

    /// Asks for the copy's end. Takes effect at the next step that is not in the middle of a request, so that a start
    /// in flight is never orphaned.
    pub fn cancel(&mut self) {
        self.cancelled = true;
    }

    /// Whether the start has been answered, or the job is over: from here on its name is known if it ever will be.
    pub fn is_settled(&self) -> bool {
        self.known.is_some() || matches!(self.phase, Phase::Ended(_))
    }

    /// Whether a request is outstanding: the next event is its reply or its loss.
    pub fn is_sent(&self) -> bool {
        matches!(self.phase, Phase::Sent(..))
    }

    /// The copy's name, once it is known.
    pub fn copy_id(&self) -> Option<&CopyId> {
        self.known.as_ref().map(|known| &known.id)
    }

    /// What another process needs to go on with the copy, once its name is known.
    pub fn ticket(&self) -> Option<CopyTicket> {
        let ticket = CopyTicket::new(self.destination.clone(), self.copy_id()?.clone());
        let source = self.start.as_ref().map(|start| &start.source);
        Some(match source {
            Some(source) => ticket.with_source(source),
            None => ticket,
        })
    }

    /// How the copy stood when last heard of.
    pub fn last_state(&self) -> Option<&CopyState> {
        self.known.as_ref()?.last.as_ref()
    }

    /// The blob that is copied to.
    pub fn destination(&self) -> &BlobUrl {
        &self.destination
    }

    /// Takes what happened, and returns what to do next.
    pub fn step(&mut self, event: Event, now: Instant) -> Action {
        match (event, self.phase.clone()) {
            (_, Phase::Ended(result)) => Action::Done(result),
            (_, Phase::Fresh) => self.begin(now),
            (Event::Reply(reply), Phase::Sent(errand, sent)) => {
                self.answered(errand, sent, &reply, now)
            }
            (Event::Lost(loss), Phase::Sent(errand, sent)) => self.lost(errand, sent, loss, now),
            (Event::Woke, Phase::Sent(_, sent)) => {
                debug_assert!(
                    false,
                    "a request is outstanding: its reply or its loss comes next"
                );
                self.doubt.get_or_insert(sent);
                self.rest(Errand::Settle, now, Duration::ZERO)
            }
            (_, Phase::Resting(errand, until)) => self.woke(errand, until, now),
        }
    }

    fn begin(&mut self, now: Instant) -> Action {
        if self.cancelled && self.known.is_none() {
            return self.end(CopyOutcome::Cancelled);
        }
        self.deadline = self
            .policy
            .deadline
            .and_then(|allowed| now.checked_add(allowed));
        let first = match self.known {
            Some(_) if self.cancelled => Errand::Abort,
            Some(_) => Errand::Watch,
            None => Errand::Start,
        };
        self.send(first, now)
    }

    fn start(&self) -> &CopyBlob {
        self.start
            .as_ref()
            .expect("a job whose copy is known neither starts nor settles")
    }

    fn woke(&mut self, errand: Errand, until: Instant, now: Instant) -> Action {
        if self.cancelled {
            match (&self.known, self.doubt) {
                (Some(_), _) if errand != Errand::Abort && !self.has_ended => {
                    return self.send(Errand::Abort, now);
                }
                (None, Some(_)) if errand != Errand::Settle => {
                    return self.send(Errand::Settle, now);
                }
                (None, None) => return self.end(CopyOutcome::Cancelled),
                _ => {}
            }
        } else if self.deadline.is_some_and(|deadline| now >= deadline) {
            return self.end_late();
        }
        if now < until {
            return Action::WaitUntil(until);
        }
        self.send(errand, now)
    }

    fn answered(
        &mut self,
        errand: Errand,
        sent: Instant,
        reply: &Response<Bytes>,
        now: Instant,
    ) -> Action {
        match errand {
            Errand::Start => self.start_answered(sent, reply, now),
            Errand::Settle => self.settle_answered(reply, now),
            Errand::AbortOther(id) => self.abort_other_answered(id, reply, now),
            Errand::Watch => self.watch_answered(reply, now),
            Errand::Abort => self.abort_answered(reply, now),
        }
    }

    fn start_answered(&mut self, sent: Instant, reply: &Response<Bytes>, now: Instant) -> Action {
        let error = match CopyBlob::decode(reply) {
            Ok(accepted) => {
                return self.judge(CopyState::new(accepted.copy_id, accepted.copy_status), now);
            }
            Err(error) => error,
        };
        let refusal = refusal(&error);
        match refusal.map(ServiceError::kind) {
            Some(ErrorKind::PendingCopy) if self.failures < self.policy.retry.attempts => {
                self.failures += 1;
                self.trouble = Some(error);
                self.send(Errand::Settle, now)
            }
            // Our own first start may be what changed the destination.
            Some(ErrorKind::Precondition)
                if self.doubt.is_some() && self.failures < self.policy.retry.attempts =>
            {
                self.failed(Errand::Settle, Some(error), now)
            }
            Some(ErrorKind::Throttled) => self.failed(Errand::Start, Some(error), now),
            _ if refusal.is_some_and(|refusal| !refusal.is_transient()) => {
                self.end(match self.doubt {
                    Some(_) => CopyOutcome::Unsettled(Some(error)),
                    None => CopyOutcome::Refused(error),
                })
            }
            // Trouble may have come after the effect, and so may a reply that cannot be read.
            _ => {
                self.doubt.get_or_insert(sent);
                self.failed(Errand::Settle, Some(error), now)
            }
        }
    }

    fn settle_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        let seen = match Answer::read(reply) {
            Ok(seen) => Some(seen),
            Err(error)
                if refusal(&error).and_then(|r| r.code.as_ref())
                    == Some(&ErrorCode::BlobNotFound) =>
            {
                None
            }
            Err(error) if is_passing(&error) => {
                return self.failed(Errand::Settle, Some(error), now);
            }
            Err(error) => return self.end_unsettled(error),
        };
        if let (Some(seen), Some(sent)) = (&seen, self.doubt)
            && let Some(ours) = seen.our_copy(&self.start().source, sent, now)
        {
            return self.judge(ours.clone(), now);
        }
        match seen.as_ref().and_then(|seen| seen.copy.as_ref()) {
            Some(other) if other.status == CopyStatus::Pending => {
                self.deal_with(other.clone(), now)
            }
            _ if self.cancelled => self.end(CopyOutcome::Unsettled(None)),
            _ => self.start_again(seen.as_ref(), now),
        }
    }

    /// Sends the start once more, after the destination was seen to hold no pending copy.
    fn start_again(&mut self, seen: Option<&Answer>, now: Instant) -> Action {
        self.other = None;
        let mut start = self.start().clone();
        if self.doubt.is_some() {
            start.options.conditions = Answer::pin(seen, &start.options.conditions);
        }
        self.phase = Phase::Sent(Errand::Start, now);
        Action::Send(
            start
                .request(self.version)
                .expect("checked when the job was made"),
        )
    }

    /// Another copy is pending at the destination.
    fn deal_with(&mut self, other: CopyState, now: Instant) -> Action {
        let same_source = other
            .source
            .as_ref()
            .is_some_and(|echo| self.start().source.is_echoed_by(echo));
        self.failures = 0;
        if self.cancelled {
            return self.end(CopyOutcome::NotStarted(other));
        }
        match self.policy.on_pending {
            OnPending::Adopt if same_source => self.judge(other, now),
            OnPending::Fail | OnPending::Adopt => self.end(CopyOutcome::NotStarted(other)),
            OnPending::Abort => {
                let id = other.id.clone();
                self.other = Some(other);
                self.send(Errand::AbortOther(id), now)
            }
            OnPending::Wait => {
                let progress = other.progress;
                self.other = Some(other);
                let wait =
                    self.policy
                        .poll
                        .wait(self.policy.poll.floor * 20, progress, &mut self.jitter);
                self.rest(Errand::Settle, now, wait)
            }
        }
    }

    fn abort_other_answered(
        &mut self,
        id: CopyId,
        reply: &Response<Bytes>,
        now: Instant,
    ) -> Action {
        match AbortCopyBlob::decode(reply) {
            Ok(()) => self.send(Errand::Start, now),
            Err(error) if had_ended(&error) || kind(&error) == ErrorKind::NotFound => {
                self.send(Errand::Start, now)
            }
            Err(error) if is_passing(&error) => {
                self.failed(Errand::AbortOther(id), Some(error), now)
            }
            Err(error) => self.end(CopyOutcome::Refused(error)),
        }
    }

    fn watch_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        match Answer::read(reply) {
            Ok(Answer { copy: None, .. }) => self.end(CopyOutcome::Cleared),
            Ok(Answer {
                copy: Some(state), ..
            }) if Some(&state.id) != self.copy_id() => self.end(CopyOutcome::Superseded(state)),
            Ok(Answer {
                copy: Some(state), ..
            }) => self.judge(state, now),
            Err(error) if kind(&error) == ErrorKind::NotFound => self.end(CopyOutcome::Gone),
            Err(error) if is_passing(&error) => self.failed(Errand::Watch, Some(error), now),
            Err(error) => self.end(CopyOutcome::Unwatched(error)),
        }
    }

    fn abort_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        match AbortCopyBlob::decode(reply) {
            Ok(()) => self.end(CopyOutcome::Aborted),
            Err(error) if had_ended(&error) => {
                self.has_ended = true;
                self.send(Errand::Watch, now)
            }
            Err(error) if kind(&error) == ErrorKind::NotFound => self.end(CopyOutcome::Gone),
            Err(error) if is_passing(&error) => self.failed(Errand::Abort, Some(error), now),
            Err(error) => self.end(CopyOutcome::NotAborted(Some(error))),
        }
    }

    fn lost(&mut self, errand: Errand, sent: Instant, loss: Loss, now: Instant) -> Action {
        match (errand, loss) {
            (Errand::Start, Loss::Unanswered) => {
                self.doubt.get_or_insert(sent);
                self.failed(Errand::Settle, None, now)
            }
            (Errand::AbortOther(_), Loss::Unanswered) => self.failed(Errand::Settle, None, now),
            (errand, _) => self.failed(errand, None, now),
        }
    }

    /// The state of our copy is known: ends the job, or watches on.
    fn judge(&mut self, state: CopyState, now: Instant) -> Action {
        let known = self.known.get_or_insert_with(|| Known {
            id: state.id.clone(),
            since: now,
            last: None,
        });
        let elapsed = now.saturating_duration_since(known.since);
        known.last = Some(state.clone());
        self.failures = 0;
        self.trouble = None;
        match state.status {
            CopyStatus::Pending if self.cancelled => self.send(Errand::Abort, now),
            CopyStatus::Pending => {
                let wait = self
                    .policy
                    .poll
                    .wait(elapsed, state.progress, &mut self.jitter);
                self.rest(Errand::Watch, now, wait)
            }
            CopyStatus::Success => self.finish(Ok(state)),
            CopyStatus::Failed => self.end(CopyOutcome::Failed(state)),
            CopyStatus::Aborted => self.end(CopyOutcome::Aborted),
            CopyStatus::Other(_) => self.end(CopyOutcome::UnknownStatus(state)),
        }
    }

    /// Counts a failure that may pass, and rests before `next`; or gives up.
    fn failed(&mut self, next: Errand, error: Option<Error>, now: Instant) -> Action {
        self.failures = self.failures.saturating_add(1);
        if error.is_some() {
            self.trouble = error;
        }
        let is_watched = next == Errand::Watch && !self.cancelled;
        if !is_watched && self.failures >= self.policy.retry.attempts {
            return self.give_up(&next);
        }
        let retry_after = self
            .trouble
            .as_ref()
            .and_then(refusal)
            .and_then(|refusal| refusal.retry_after);
        let wait = self
            .policy
            .retry
            .wait(self.failures, retry_after, &mut self.jitter);
        self.rest(next, now, wait)
    }

    fn give_up(&mut self, errand: &Errand) -> Action {
        let trouble = self.trouble.take();
        self.end(match (errand, self.doubt, trouble) {
            (Errand::Abort | Errand::Watch, _, trouble) => CopyOutcome::NotAborted(trouble),
            (_, Some(_), trouble) => CopyOutcome::Unsettled(trouble),
            (_, None, Some(error)) => CopyOutcome::Refused(error),
            (_, None, None) => CopyOutcome::Unreached,
        })
    }

    fn end_unsettled(&mut self, error: Error) -> Action {
        let outcome = match (self.doubt, self.trouble.take()) {
            (Some(_), _) => CopyOutcome::Unsettled(Some(error)),
            // The refusal of the start says more than that of the question after it.
            (None, Some(first)) => CopyOutcome::Refused(first),
            (None, None) => CopyOutcome::Refused(error),
        };
        self.end(outcome)
    }

    fn end_late(&mut self) -> Action {
        let outcome = match (
            &self.known,
            self.other.take(),
            self.doubt,
            self.trouble.take(),
        ) {
            (Some(known), ..) => CopyOutcome::DeadlinePassed(known.last.clone()),
            (None, Some(other), ..) => CopyOutcome::NotStarted(other),
            (None, None, Some(_), trouble) => CopyOutcome::Unsettled(trouble),
            (None, None, None, Some(error)) => CopyOutcome::Refused(error),
            (None, None, None, None) => CopyOutcome::Unreached,
        };
        self.end(outcome)
    }

    fn end(&mut self, outcome: CopyOutcome) -> Action {
        self.finish(Err(CopyError {
            copy_id: self.copy_id().cloned(),
            outcome,
        }))
    }

    fn finish(&mut self, result: Result<CopyState, CopyError>) -> Action {
        self.phase = Phase::Ended(result.clone());
        Action::Done(result)
    }

    fn rest(&mut self, then: Errand, now: Instant, wait: Duration) -> Action {
        let until = now.checked_add(wait).unwrap_or(now);
        let until = match self.deadline {
            Some(deadline) if !self.cancelled => until.min(deadline),
            _ => until,
        };
        self.phase = Phase::Resting(then, until);
        Action::WaitUntil(until)
    }

    fn send(&mut self, errand: Errand, now: Instant) -> Action {
        let destination = || self.destination.clone();
        let request = match &errand {
            Errand::Start => self.start().request(self.version),
            Errand::Settle | Errand::Watch => {
                GetBlobProperties::new(destination()).request(self.version)
            }
            Errand::AbortOther(id) => {
                AbortCopyBlob::new(destination(), id.clone()).request(self.version)
            }
            Errand::Abort => {
                let id = self
                    .copy_id()
                    .expect("only a copy whose name is known is aborted")
                    .clone();
                AbortCopyBlob::new(destination(), id).request(self.version)
            }
        };
        self.phase = Phase::Sent(errand, now);
        Action::Send(request.expect("checked when the job was made"))
    }
}

fn refusal(error: &Error) -> Option<&ServiceError> {
    match error {
        Error::Service(refusal) => Some(refusal),
        Error::Malformed(_) => None,
    }
}

fn kind(error: &Error) -> ErrorKind {
    refusal(error).map_or(ErrorKind::Malformed, ServiceError::kind)
}

/// Whether an abort was refused because there is nothing left to abort.
fn had_ended(error: &Error) -> bool {
    let code = refusal(error).and_then(|refusal| refusal.code.as_ref());
    matches!(
        code,
        Some(ErrorCode::NoPendingCopyOperation | ErrorCode::CopyIdMismatch)
    )
}

/// Whether the same question may be answered later. What no Blob service sends comes from something in between.
fn is_passing(error: &Error) -> bool {
    refusal(error).is_none_or(|refusal| {
        refusal.is_transient() || refusal.code.is_none() && is_foreign(refusal)
    })
}

/// Whether a refusal without a code is likely not the service's.
fn is_foreign(refusal: &ServiceError) -> bool {
    refusal.request_id.is_none()
}
