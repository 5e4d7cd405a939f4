//! Temporary failures, and how a job ends when they persist.

use std::time::{Duration, Instant};

use super::stage::{ForeignCopy, Stage};
use super::{CopyJob, Ended, Phase, Purpose};
use crate::error::Error;
use crate::job::{
    Action, CopyError, CopyOutcome, FinishedCopy, LONGEST_RETRY_AFTER, NoResponse, refusal_meaning,
};
use crate::value::CopyState;

impl CopyJob {
    pub(super) fn lost(
        &mut self,
        purpose: Purpose,
        sent: Instant,
        loss: NoResponse,
        now: Instant,
    ) -> Action {
        match (purpose, loss) {
            (Purpose::Start, NoResponse::Unanswered) => {
                let new_copy = self.new_copy_mut();
                new_copy.note_start(sent, now);
                new_copy.is_in_doubt = true;
                self.start_failed(Purpose::Settle, None, now)
            }
            (Purpose::Start, NoResponse::Unsent) => self.start_failed(Purpose::Start, None, now),
            // The abort may have had its effect, so the destination is looked at first.
            (Purpose::AbortOther(_), NoResponse::Unanswered) => {
                self.failed(Purpose::Settle, None, now)
            }
            (purpose, _) => self.failed(purpose, None, now),
        }
    }

    /// Handles a start that failed temporarily. The number of attempts limits only a `next` that is Start; a start in
    /// doubt is settled in any case.
    pub(super) fn start_failed(
        &mut self,
        next: Purpose,
        error: Option<Error>,
        now: Instant,
    ) -> Action {
        if let Some(asked) = error.as_ref().and_then(refusal_meaning::retry_after) {
            return self.put_off(next, error, asked, now);
        }
        let new_copy = self.new_copy_mut();
        new_copy.starts = new_copy.starts.saturating_add(1);
        let starts = new_copy.starts;
        let is_last = next == Purpose::Start && starts >= self.policy.retry.attempts;
        self.try_again(next, error, starts, is_last, now)
    }

    /// Handles any other request that failed temporarily.
    pub(super) fn failed(&mut self, next: Purpose, error: Option<Error>, now: Instant) -> Action {
        if let Some(asked) = error.as_ref().and_then(refusal_meaning::retry_after) {
            return self.put_off(next, error, asked, now);
        }
        self.failures = self.failures.saturating_add(1);
        // A copy that may be running is watched until the deadline, however often that fails.
        let is_watch = next == Purpose::Watch && !self.has_ended;
        let is_last = !is_watch && self.failures >= self.policy.retry.attempts;
        self.try_again(next, error, self.failures, is_last, now)
    }

    /// Rests for as long as the service asks (`Retry-After`). That is not a failure, and has its own limit.
    fn put_off(
        &mut self,
        next: Purpose,
        error: Option<Error>,
        asked: Duration,
        now: Instant,
    ) -> Action {
        self.last_failure = error.map(Box::new);
        self.put_offs = self.put_offs.saturating_add(1);
        let is_watch = next == Purpose::Watch && !self.has_ended;
        let is_bearable =
            self.put_offs < self.policy.retry.put_offs && asked <= LONGEST_RETRY_AFTER;
        if !is_watch && !is_bearable {
            return self.give_up(&next);
        }
        let retry = &self.policy.retry;
        let asked = retry.asked(Some(asked));
        let wait = retry.wait(1, Some(asked), &mut self.jitter);
        self.rest(next, now, wait, asked)
    }

    fn try_again(
        &mut self,
        next: Purpose,
        error: Option<Error>,
        failures: u32,
        is_last: bool,
        now: Instant,
    ) -> Action {
        if let Some(error) = error {
            self.last_failure = Some(Box::new(error));
        }
        if is_last {
            return self.give_up(&next);
        }
        let wait = self.policy.retry.wait(failures, None, &mut self.jitter);
        self.rest(next, now, wait, Duration::ZERO)
    }

    /// Ends the job because requests for `purpose` are not repeated any more.
    pub(super) fn give_up(&mut self, purpose: &Purpose) -> Action {
        let last_failure = self.last_failure.take().map(|last_failure| *last_failure);
        self.end(match (purpose, last_failure) {
            // A Watch is given up only after an abort was refused.
            (Purpose::Abort | Purpose::Watch, last_failure) => {
                CopyOutcome::NotAborted(last_failure)
            }
            (_, last_failure) if self.may_have_begun() => CopyOutcome::Unsettled(last_failure),
            (_, Some(error)) => CopyOutcome::Refused(error),
            (_, None) => CopyOutcome::Unreached,
        })
    }

    /// Ends the job because no start, or no further one, will be sent.
    pub(super) fn end_unstarted(&mut self) -> Action {
        let outcome = match self.may_have_begun() {
            true => {
                CopyOutcome::Unsettled(self.last_failure.take().map(|last_failure| *last_failure))
            }
            false => CopyOutcome::Cancelled,
        };
        self.end(outcome)
    }

    /// Ends the job because a foreign copy holds the destination and is left alone.
    pub(super) fn end_behind(&mut self, other: ForeignCopy) -> Action {
        self.end(match self.may_have_begun() {
            true => CopyOutcome::Overtaken(other.copy),
            false => CopyOutcome::NotStarted {
                other: other.copy,
                refusal: other.refusal.map(|refusal| *refusal),
            },
        })
    }

    pub(super) fn end_aborted(&mut self) -> Action {
        self.end(match self.is_late {
            true => CopyOutcome::AbortedAtDeadline,
            false => CopyOutcome::Aborted,
        })
    }

    /// Ends the job with what is known. An outstanding request is no longer awaited.
    pub(super) fn grace_over(&mut self, phase: &Phase, now: Instant) -> Action {
        if let Phase::Sent(Purpose::Start, sent) = phase {
            let new_copy = self.new_copy_mut();
            new_copy.note_start(*sent, now);
            new_copy.is_in_doubt = true;
        }
        match self.stage {
            _ if !self.cancelled => self.end_late(),
            Stage::KnownCopy(_) => self.give_up(&Purpose::Abort),
            Stage::NewCopy(_) => self.end_unstarted(),
        }
    }

    /// Ends the job because its deadline passed, and leaves a copy to continue.
    pub(super) fn end_late(&mut self) -> Action {
        self.is_late = true;
        match &mut self.stage {
            Stage::KnownCopy(known) => {
                let last = known.last.clone();
                self.end(CopyOutcome::DeadlinePassed(last))
            }
            Stage::NewCopy(new_copy) => match new_copy.other.take() {
                Some(other) => self.end_behind(other),
                None => self.give_up(&Purpose::Start),
            },
        }
    }

    pub(super) fn end(&mut self, outcome: CopyOutcome) -> Action {
        let error = CopyError {
            copy_id: self.copy_id().cloned(),
            outcome,
        };
        self.finish(Err(error), None)
    }

    pub(super) fn finish(
        &mut self,
        result: Result<CopyState, CopyError>,
        finished_copy: Option<FinishedCopy>,
    ) -> Action {
        let ended = Ended {
            result: result.clone(),
            finished_copy,
        };
        self.phase = Phase::Ended(Box::new(ended));
        Action::Done(result)
    }
}
